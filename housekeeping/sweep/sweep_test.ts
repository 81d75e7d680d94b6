import assert from "node:assert/strict";
import { CHECKPOINT_DIR } from "../retention/mod.ts";
import { lockDirectories } from "../files/mod.ts";
import { planSweep, sweep, type SweepDeps, type SweepSettings } from "./sweep.ts";
import type { SweepEvent } from "./sweep_event.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 4, 20, 12);
const LINE = '{"ts":"2026-05-01T10:00:00.000Z","msg":"x"}\n';

interface Scene {
  readonly dir: string;
  readonly sinkDir: string;
  readonly archiveDir: string;
  /** Files of `bytes` bytes, last written at `writtenMs`. */
  write(names: readonly string[], options?: { bytes?: number; writtenMs?: number }): Promise<void>;
  run(
    settings?: Partial<SweepSettings>,
    deps?: Partial<SweepDeps>,
  ): Promise<{ outcome: string; events: SweepEvent[]; kinds: string[] }>;
  deps(settings?: Partial<SweepSettings>): SweepDeps;
  /** Names in the sink folder, ours and hidden ones left out. */
  left(): Promise<string[]>;
  archives(): Promise<string[]>;
}

async function withScene(run: (scene: Scene) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const sinkDir = `${dir}/ingest`;
  const archiveDir = `${dir}/archive`;
  await Deno.mkdir(sinkDir);
  const deps = (settings: Partial<SweepSettings> = {}): SweepDeps => ({
    nowMs: NOW_MS,
    settings: {
      LOGOPS_SINK_DIR: sinkDir,
      LOGOPS_RETENTION_DAYS: 7,
      LOGOPS_ARCHIVE_MODE: "zip",
      LOGOPS_ARCHIVE_DIR: archiveDir,
      LOGOPS_HOUSEKEEP_READER_WAIT_HOURS: 48,
      ...settings,
    },
  });
  const visible = async (path: string) =>
    (await Array.fromAsync(Deno.readDir(path))).map(({ name }) => name)
      .filter((name) => !name.startsWith(".")).sort();
  try {
    await run({
      dir,
      sinkDir,
      archiveDir,
      deps,
      async write(names, { bytes = LINE.length, writtenMs = NOW_MS } = {}) {
        for (const name of names) {
          const text = LINE.repeat(Math.ceil(bytes / LINE.length)).slice(0, bytes);
          await Deno.writeTextFile(`${sinkDir}/${name}`, text);
          await Deno.utime(`${sinkDir}/${name}`, writtenMs / 1000, writtenMs / 1000);
        }
      },
      async run(settings, more = {}) {
        const events: SweepEvent[] = [];
        const all = {
          ...deps(settings),
          ...more,
          onEvent: (event: SweepEvent) => events.push(event),
        };
        const { outcome } = await sweep({ ...all, onEvent: (event) => void events.push(event) });
        return { outcome, events, kinds: events.map(({ event }) => event) };
      },
      left: () => visible(sinkDir),
      archives: () => visible(archiveDir),
    });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const OLD = ["20260501.ndjson", "20260502.ndjson"] as const;
const NEW = ["20260519.ndjson", "20260520.ndjson"] as const;

Deno.test("sweep() zips what is due, leaves the rest, and has nothing to do the second time", () =>
  withScene(async (scene) => {
    await scene.write([...OLD, ...NEW, "notes.txt"]);
    await Deno.symlink("/etc/hostname", `${scene.sinkDir}/20260401.ndjson`);
    await Deno.mkdir(`${scene.sinkDir}/20260402.ndjson`);
    assert.equal((await scene.run()).outcome, "done");
    const rest = ["20260401.ndjson", "20260402.ndjson", ...NEW, "notes.txt"];
    assert.deepEqual(await scene.left(), rest);
    assert.deepEqual(await scene.archives(), ["20260501.zip", "20260502.zip"]);
    assert.deepEqual(await scene.run(), { outcome: "done", events: [], kinds: [] });
    assert.deepEqual(await scene.left(), rest);
  }));

Deno.test("sweep() deletes what is due", () =>
  withScene(async (scene) => {
    await scene.write([...OLD, ...NEW]);
    const { outcome, kinds } = await scene.run({ LOGOPS_ARCHIVE_MODE: "delete" });
    assert.deepEqual({ outcome, kinds }, { outcome: "done", kinds: ["deleted", "deleted"] });
    assert.deepEqual(await scene.left(), [...NEW]);
    await assert.rejects(scene.archives(), Deno.errors.NotFound);
  }));

Deno.test("planSweep() changes nothing at all", () =>
  withScene(async (scene) => {
    await scene.write([...OLD, ...NEW]);
    const { decisions } = await planSweep(scene.deps());
    assert.deepEqual(decisions.filter(({ go }) => go).map(({ file }) => file.name), [...OLD]);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(scene.sinkDir))).length, 4);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(scene.dir), ({ name }) => name), [
      "ingest",
    ]);
  }));

Deno.test("sweep() is busy while another holds either directory", () =>
  withScene(async (scene) => {
    await scene.write([...OLD, ...NEW]);
    await Deno.mkdir(scene.archiveDir);
    for (const directory of [scene.sinkDir, scene.archiveDir]) {
      const lock = await lockDirectories([directory]);
      assert.equal((await scene.run()).outcome, "busy");
      assert.deepEqual(await scene.left(), [...OLD, ...NEW]);
      lock!.release();
    }
    assert.equal((await scene.run()).outcome, "done");
  }));

Deno.test("sweep() twice at once does everything once", () =>
  withScene(async (scene) => {
    await scene.write([...OLD, ...NEW], { bytes: 200_000 });
    const runs = await Promise.all([scene.run(), scene.run()]);
    assert.deepEqual(runs.map(({ outcome }) => outcome).sort(), ["busy", "done"]);
    assert.deepEqual(await scene.left(), [...NEW]);
  }));

Deno.test("sweep() removes what a crash left, and nothing that only looks like it", () =>
  withScene(async (scene) => {
    await Deno.mkdir(scene.archiveDir);
    const names = [
      "20260501.zip.tmp",
      "2026050199.zip.tmp",
      "mine.zip.tmp",
      "20260501.zip.tmp.bak",
    ];
    for (const name of names) await Deno.writeTextFile(`${scene.archiveDir}/${name}`, "half");
    await Deno.symlink("/etc/hostname", `${scene.archiveDir}/20260502.zip.tmp`);
    const { events } = await scene.run();
    assert.deepEqual(events, [{ event: "cleaned", file: "20260501.zip.tmp" }]);
    assert.deepEqual(await scene.archives(), [
      "20260501.zip.tmp.bak",
      "2026050199.zip.tmp",
      "20260502.zip.tmp",
      "mine.zip.tmp",
    ]);
  }));

Deno.test("sweep() goes on after a failure, and says so", () =>
  withScene(async (scene) => {
    await scene.write([...OLD, ...NEW]);
    await Deno.mkdir(scene.archiveDir);
    await Deno.writeTextFile(`${scene.archiveDir}/20260501.zip`, "not a zip");
    const { outcome, events } = await scene.run();
    assert.equal(outcome, "failed");
    assert.deepEqual(events.map((event) => "kind" in event ? event.kind : event.event), [
      "corrupt_archive",
      "archived",
    ]);
    assert.deepEqual(await scene.left(), ["20260501.ndjson", ...NEW]);
  }));

Deno.test("sweep() of a directory that is not there fails, and makes none", () =>
  withScene(async (scene) => {
    const { outcome, events } = await scene.run({ LOGOPS_SINK_DIR: `${scene.dir}/none` });
    assert.equal(outcome, "failed");
    assert.deepEqual(events.map((event) => "kind" in event && event.kind), ["not_found"]);
  }));

Deno.test("sweep() deletes no more when the clock leaps, until the clock has run on", () =>
  withScene(async (scene) => {
    const DELETE = { LOGOPS_ARCHIVE_MODE: "delete" } as const;
    const days = ["20260512.ndjson", "20260513.ndjson", ...NEW];
    await scene.write(days);
    assert.deepEqual((await scene.run(DELETE)).kinds, ["deleted"]);
    // The clock leaps 30 days; the gateway, which has the same clock, writes a file of that day.
    const leaptMs = NOW_MS + 30 * DAY_MS;
    await scene.write(["20260619.ndjson"], { writtenMs: leaptMs });
    const leapt = await scene.run(DELETE, { nowMs: leaptMs });
    assert.deepEqual(leapt.kinds, ["clock_in_doubt"]);
    assert.deepEqual(await scene.left(), ["20260513.ndjson", ...NEW, "20260619.ndjson"]);
    // It is set right: the file of June is of the future now, and nothing was lost.
    assert.deepEqual((await scene.run(DELETE, { nowMs: NOW_MS + DAY_MS })).kinds, ["deleted"]);
    assert.deepEqual(await scene.left(), [...NEW, "20260619.ndjson"]);
    // Had it been right, the doubt would have ended within a day.
    await scene.run(DELETE, { nowMs: leaptMs });
    assert.deepEqual((await scene.run(DELETE, { nowMs: leaptMs + DAY_MS })).kinds, [
      "deleted",
      "deleted",
    ]);
  }));

Deno.test("sweep() believes a leap at once when told to", () =>
  withScene(async (scene) => {
    await scene.write([...OLD, ...NEW], { writtenMs: NOW_MS - 60 * DAY_MS });
    const DELETE = { LOGOPS_ARCHIVE_MODE: "delete" } as const;
    assert.deepEqual((await scene.run(DELETE)).kinds, ["clock_in_doubt"]);
    assert.deepEqual((await scene.run(DELETE, { trustClock: true })).kinds, ["deleted", "deleted"]);
  }));

Deno.test("sweep() holds back from a reader, warns when the wait is over, and goes on", () =>
  withScene(async (scene) => {
    await scene.write(["20260512.ndjson", "20260513.ndjson", "20260520.ndjson"]);
    await Deno.mkdir(`${scene.sinkDir}/${CHECKPOINT_DIR}`);
    await Deno.writeTextFile(
      `${scene.sinkDir}/${CHECKPOINT_DIR}/loki.json`,
      JSON.stringify({ version: 1, positions: { "20260512.ndjson": 1 } }),
    );
    assert.deepEqual((await scene.run()).kinds, []);
    const overdue = await scene.run({}, { nowMs: NOW_MS + 2 * DAY_MS });
    assert.deepEqual(overdue.kinds, ["reader_overdue", "archived"]);
    assert.deepEqual(await scene.left(), ["20260513.ndjson", "20260520.ndjson"]);
  }));

Deno.test("sweep() keeps the sink folder under its ceiling, oldest first", () =>
  withScene(async (scene) => {
    const MIB = 2 ** 20;
    const days = ["20260516.ndjson", "20260517.ndjson", "20260518.ndjson", "20260519.ndjson"];
    await scene.write([...days, "20260520.ndjson"], { bytes: MIB });
    const { kinds, events } = await scene.run({ LOGOPS_SINK_BYTES_MAX: 3.5 * MIB });
    assert.deepEqual(kinds, ["space", "archived", "archived"]);
    assert.ok(events.every((event) => !("reason" in event) || event.reason === "space"));
    assert.deepEqual(await scene.left(), ["20260518.ndjson", "20260519.ndjson", "20260520.ndjson"]);
  }));

Deno.test("sweep() archives hour files of all workers by the hour", () =>
  withScene(async (scene) => {
    await scene.write([
      "2026050105.ndjson",
      "2026050105.w1.ndjson",
      "2026050106.ndjson",
      "2026050106.w1.ndjson",
      "2026050107.ndjson",
      "2026050107.w1.ndjson",
    ]);
    await scene.run({}, { nowMs: Date.UTC(2026, 4, 8, 7) });
    assert.deepEqual(await scene.archives(), ["2026050105.zip", "2026050106.zip"]);
    assert.deepEqual(await scene.left(), ["2026050107.ndjson", "2026050107.w1.ndjson"]);
  }));

Deno.test("sweep() interrupted between two periods leaves the second for the next sweep", () =>
  withScene(async (scene) => {
    await scene.write([...OLD, ...NEW]);
    const stop = new AbortController();
    const { outcome } = await scene.run({}, {
      signal: stop.signal,
      onStep: (step) => step === "original_removed" && stop.abort(),
    });
    assert.equal(outcome, "interrupted");
    assert.deepEqual(await scene.left(), ["20260502.ndjson", ...NEW]);
    assert.equal((await scene.run()).outcome, "done");
    assert.deepEqual(await scene.left(), [...NEW]);
  }));
