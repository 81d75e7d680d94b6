/** Run by `housekeeping_disk_test.ts` with an empty directory and without the rights of root. */
import assert from "node:assert/strict";
import { sweep, type SweepEvent, verifyArchive } from "../../housekeeping/mod.ts";

const READ_ONLY = 0o500;
const WRITABLE = 0o750;
const sinkDir = `${Deno.args[0]!}/ingest`;
const archiveDir = `${Deno.args[0]!}/archive`;
const TEXT = '{"ts":"2026-05-01T10:00:00.000Z","msg":"x"}\n';

await Deno.mkdir(sinkDir);
await Deno.mkdir(archiveDir);
for (const day of ["20260501", "20260502", "20260520"]) {
  await Deno.writeTextFile(`${sinkDir}/${day}.ndjson`, TEXT);
}

await Deno.chmod(sinkDir, READ_ONLY);
assert.deepEqual(await run(), { outcome: "failed", kinds: ["permission_denied"] }, "no lock");
await Deno.chmod(sinkDir, WRITABLE);

await Deno.writeTextFile(`${archiveDir}/.housekeeping.lock`, "");
await Deno.chmod(archiveDir, READ_ONLY);
assert.deepEqual(await run(), {
  outcome: "failed",
  kinds: ["permission_denied", "permission_denied"],
}, "no archive");
await Deno.chmod(archiveDir, WRITABLE);
assert.equal(await originals(), 3);

await Deno.chmod(`${sinkDir}/20260501.ndjson`, 0);
assert.deepEqual(await run(), { outcome: "failed", kinds: ["permission_denied", "archived"] });
await Deno.chmod(`${sinkDir}/20260501.ndjson`, 0o640);
assert.equal(await originals(), 2);

// It can be archived, and its original cannot be removed: that is left to the next sweep.
await Deno.chmod(sinkDir, READ_ONLY);
const stuck = await run();
assert.equal(stuck.outcome, "failed");
assert.ok(stuck.kinds.every((kind) => kind === "permission_denied"), stuck.kinds.join());
assert.equal((await verifyArchive(archiveDir, "20260501.zip")).records, 1);
assert.equal(await originals(), 2);
await Deno.chmod(sinkDir, WRITABLE);
assert.deepEqual(await run(), { outcome: "done", kinds: ["archived"] });
assert.equal(await originals(), 1);
console.log("refused, then archived");

async function run(): Promise<{ outcome: string; kinds: string[] }> {
  const events: SweepEvent[] = [];
  const { outcome } = await sweep({
    settings: {
      LOGOPS_SINK_DIR: sinkDir,
      LOGOPS_RETENTION_DAYS: 7,
      LOGOPS_ARCHIVE_MODE: "zip",
      LOGOPS_ARCHIVE_DIR: archiveDir,
      LOGOPS_HOUSEKEEP_READER_WAIT_HOURS: 0,
    },
    nowMs: Date.UTC(2026, 4, 20, 12),
    onEvent: (event) => void events.push(event),
  });
  return { outcome, kinds: events.map((event) => "kind" in event ? event.kind : event.event) };
}

async function originals(): Promise<number> {
  const names = (await Array.fromAsync(Deno.readDir(sinkDir))).map(({ name }) => name);
  return names.filter((name) => name.endsWith(".ndjson")).length;
}
