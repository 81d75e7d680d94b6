/** Run by `journal_permission_test.ts` with an empty directory and without the rights of root. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openTrialJournal, trialBatch } from "./trial.ts";

const dir = join(Deno.args[0]!, "ingest");
const READ_ONLY = 0o500;
const WRITABLE = 0o750;

await Deno.mkdir(dir, { mode: READ_ONLY });
await assert.rejects(openTrialJournal(dir), {
  message: `Cannot open journal ${dir}: Permission denied (EACCES)`,
});

await Deno.chmod(dir, WRITABLE);
const { journal, clock, events, fire } = await openTrialJournal(dir);
assert.equal(await journal.append(trialBatch("a", 1, 100), 1), undefined);

// The next file cannot be made.
await Deno.chmod(dir, READ_ONLY);
clock.nowMs += 24 * 3_600_000;
const failure = await journal.append(trialBatch("b", 1, 100), 1);
assert.equal(failure?.kind, "journal_error");
assert.ok("detail" in failure);
assert.equal(failure.detail, `Cannot write journal ${dir}: Permission denied (EACCES)`);
await fire("timer set");
assert.equal(journal.unavailable()?.kind, "journal_error");

await Deno.chmod(dir, WRITABLE);
await fire("recovered");
assert.equal(await journal.append(trialBatch("c", 1, 100), 1), undefined);
await journal.close();
assert.deepEqual(events, ["failed journal_error", "recovered"]);
console.log("refused, then taken");
