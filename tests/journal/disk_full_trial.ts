/** Run by `journal_disk_full_test.ts` with a directory that is a disk of 1 MiB. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { checkJournal } from "./check.ts";
import { openTrialJournal, trialBatch } from "./trial.ts";

const dir = join(Deno.args[0]!, "ingest");
const ballast = join(Deno.args[0]!, "ballast");
const BALLAST_BYTES = 300_000;
const BATCH_BYTES = 9_000; // more than two pages, so that the last group is written in part
const acknowledged: string[] = [];

/** Leaves no page free. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { append: true, create: true });
  try {
    while (true) await file.write(new Uint8Array(4096));
  } catch (error) {
    assert.match(String(error), /No space left/);
  }
}

await Deno.writeFile(ballast, new Uint8Array(BALLAST_BYTES));
const first = await openTrialJournal(dir);

// Many batches at once, round after round, until a group does not fit any more.
let refused = 0;
for (let round = 0; refused === 0; round++) {
  assert.ok(round < 100, "the disk never was full");
  await Promise.all(Array.from({ length: 8 }, async (_, i) => {
    const batch = `${round}-${i}`;
    const failure = await first.journal.append(trialBatch(batch, 10, BATCH_BYTES), 10);
    if (failure === undefined) acknowledged.push(batch);
    else {
      refused++;
      assert.equal(failure.kind, "disk_full");
      assert.ok("retryAfterSec" in failure && failure.retryAfterSec > 0);
      assert.match(
        failure.detail,
        /^Cannot write journal file .*: No space left on device \(ENOSPC\)$/,
      );
    }
  }));
}
assert.ok(acknowledged.length > 0);
const full = await checkJournal({ dir, acknowledged });
assert.deepEqual(full.problems, []);
assert.equal(full.storedBatches, acknowledged.length, "nothing of a refused batch stays");
assert.equal(first.journal.unavailable()?.kind, "disk_full");

// Still full a second later; room after that, and no restart.
await fill(ballast);
await first.fire("timer set");
assert.equal(first.journal.unavailable()?.kind, "disk_full");
await Deno.truncate(ballast, 0);
await first.fire("recovered");
assert.equal(first.journal.unavailable(), undefined);
assert.equal(await first.journal.append(trialBatch("after", 10, BATCH_BYTES), 10), undefined);
acknowledged.push("after");
assert.deepEqual(first.events, ["failed disk_full", "recovered"]);
await first.journal.close();

// A start on a full disk, with a torn line that there is no room to set aside.
await Deno.writeTextFile(join(dir, "20260501.ndjson"), '{"torn', { append: true });
await fill(ballast);
const second = await openTrialJournal(dir);
assert.equal(second.journal.unavailable()?.kind, "disk_full");
assert.equal((await second.journal.append(trialBatch("no", 1, 100), 1))?.kind, "disk_full");
await Deno.truncate(ballast, 0);
await second.fire("recovered");
assert.equal(await second.journal.append(trialBatch("restarted", 1, 100), 1), undefined);
acknowledged.push("restarted");
assert.deepEqual(second.events, ["failed disk_full", "torn 1 6", "recovered"]);
await second.journal.close();

const report = await checkJournal({ dir, acknowledged });
assert.deepEqual(report.problems, []);
assert.equal(report.storedBatches, acknowledged.length);
console.log(`${acknowledged.length} acknowledged, ${refused} refused`);
