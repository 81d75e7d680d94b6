/** Archives one big journal file with the real command, and measures what that takes. */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { verifyArchive } from "../../housekeeping/mod.ts";
import { sampleText } from "./sample.ts";

const MAIN = new URL("../../housekeeping/main.ts", import.meta.url).pathname;
const V8_FLAGS = /--v8-flags=\S+/.exec(config.tasks.housekeeping.command)![0];
const DAY = "20260501";
const RECORDS_PER_BLOCK = 20_000;
const POLL_MS = 25;
const MIB = 2 ** 20;

export interface ArchiveSize {
  readonly bytes: number;
  readonly archiveBytes: number;
  readonly records: number;
  readonly seconds: number;
  /** The most memory the process had resident (VmHWM), or 0 where the system does not say. */
  readonly residentBytesMax: number;
}

export async function archiveBigFile(bytesMin: number): Promise<ArchiveSize> {
  const dir = await Deno.makeTempDir({ prefix: "logops-size-" });
  try {
    const { bytes, records } = await writeBigFile(`${dir}/ingest`, bytesMin);
    const startMs = performance.now();
    const residentBytesMax = await runSweep(dir);
    const seconds = (performance.now() - startMs) / 1000;
    const checked = await verifyArchive(`${dir}/archive`, `${DAY}.zip`);
    assert.deepEqual(checked, { archive: `${DAY}.zip`, files: 1, records, bytes });
    await assert.rejects(Deno.lstat(`${dir}/ingest/${DAY}.ndjson`), Deno.errors.NotFound);
    const archiveBytes = (await Deno.lstat(`${dir}/archive/${DAY}.zip`)).size;
    return { bytes, archiveBytes, records, seconds, residentBytesMax };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function writeBigFile(sinkDir: string, bytesMin: number) {
  await Deno.mkdir(sinkDir);
  await Deno.writeTextFile(`${sinkDir}/20260520.ndjson`, ""); // shows that its day is over
  using file = await Deno.open(`${sinkDir}/${DAY}.ndjson`, { write: true, createNew: true });
  let bytes = 0;
  let records = 0;
  while (bytes < bytesMin) {
    const block = { records: RECORDS_PER_BLOCK, firstSeq: records + 1 };
    const text = new TextEncoder().encode(sampleText(`${DAY}.ndjson`, block));
    for (let at = 0; at < text.length;) at += await file.write(text.subarray(at));
    bytes += text.length;
    records += RECORDS_PER_BLOCK;
  }
  return { bytes, records };
}

/** The most bytes that `housekeeping --once` had resident, with the flags of its task. */
async function runSweep(dir: string): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", V8_FLAGS, `--allow-read=${dir},.env`, `--allow-write=${dir}`],
      ...["--allow-env", MAIN, "--once"],
    ],
    env: { LOGOPS_SINK_DIR: `${dir}/ingest`, LOGOPS_ARCHIVE_DIR: `${dir}/archive` },
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  let residentBytesMax = 0;
  let running = true;
  const ended = child.status.finally(() => running = false);
  while (running) {
    residentBytesMax = Math.max(residentBytesMax, peakOf(child.pid));
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  assert.equal((await ended).code, 0);
  return residentBytesMax;
}

/** VmHWM of proc_pid_status(5): it only grows, so looking often enough finds the peak. */
function peakOf(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0; // ended, or no Linux
  }
}

export function describeSize(size: ArchiveSize): string {
  const { bytes, archiveBytes, records, seconds, residentBytesMax } = size;
  return `${
    (bytes / MIB).toFixed(0)
  } MiB, ${records} records: archived, read back and checked in ` +
    `${seconds.toFixed(1)} s to ${(archiveBytes / MIB).toFixed(0)} MiB, with ` +
    `${(residentBytesMax / MIB).toFixed(0)} MiB resident at most.`;
}
