/** Run by `housekeeping_disk_test.ts` with an empty directory on a small disk: 1 MiB. */
import assert from "node:assert/strict";
import { listArchives, sweep, type SweepEvent, verifyArchive } from "../../housekeeping/mod.ts";

const archiveDir = Deno.args[0]!;
const sinkDir = await Deno.makeTempDir();
const KIB = 1024;

try {
  // Hexadecimal noise deflates to little more than half: 1200 KiB to about 690 KiB.
  await Deno.writeTextFile(`${sinkDir}/20260501.ndjson`, noise(1200 * KIB));
  await Deno.writeTextFile(`${sinkDir}/20260502.ndjson`, noise(20 * KIB));
  await Deno.writeTextFile(`${sinkDir}/20260503.ndjson`, noise(1500 * KIB));
  await Deno.writeTextFile(`${sinkDir}/20260520.ndjson`, noise(1 * KIB));
  await Deno.writeFile(`${archiveDir}/filler`, new Uint8Array(700 * KIB));
  const before = await contents();

  assert.deepEqual(await run(), { outcome: "failed", kinds: ["disk_full", "archived", "warning"] });
  assert.deepEqual(await listArchives(archiveDir), ["20260502.zip"]);
  assert.deepEqual(await visible(archiveDir), ["20260502.zip", "filler"], "no half archive stays");
  const { "20260502.ndjson": _gone, ...kept } = before;
  assert.deepEqual(await contents(), kept, "what did not fit is as it was");

  await Deno.remove(`${archiveDir}/filler`);
  await Deno.remove(`${sinkDir}/20260503.ndjson`);
  assert.deepEqual(await run(), { outcome: "done", kinds: ["archived"] });
  for (const archive of await listArchives(archiveDir)) {
    assert.equal((await verifyArchive(archiveDir, archive)).failure, undefined);
  }
  console.log("refused, then archived");
} finally {
  await Deno.remove(sinkDir, { recursive: true });
}

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

function noise(bytes: number): string {
  let text = "";
  while (text.length < bytes) {
    const random = crypto.getRandomValues(new Uint8Array(4 * KIB));
    text += JSON.stringify({ ts: "2026-05-01T10:00:00.000Z", msg: random.toHex() }) + "\n";
  }
  return text;
}

async function contents(): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of await visible(sinkDir)) {
    texts[name] = await Deno.readTextFile(`${sinkDir}/${name}`);
  }
  return texts;
}

async function visible(dir: string): Promise<string[]> {
  const names = (await Array.fromAsync(Deno.readDir(dir))).map(({ name }) => name);
  return names.filter((name) => !name.startsWith(".")).sort();
}
