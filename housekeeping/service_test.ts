import assert from "node:assert/strict";
import { Registry } from "prom-client";
import { type HousekeepingDeps, startHousekeeping, type SweepRunner } from "./service.ts";
import { HousekeepingSettings } from "./settings.ts";
import type { SweepReport } from "./sweep/mod.ts";

const NOW_MS = Date.UTC(2026, 4, 20, 12);
const NOTHING_DONE: SweepReport = { outcome: "done", failures: [] };

interface LoggedLine {
  readonly level: string;
  readonly event: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

function harness(settings: Record<string, string>, runSweep?: SweepRunner) {
  const lines: LoggedLine[] = [];
  const registry = new Registry();
  const at = (level: string) => (event: string, fields: LoggedLine["fields"]) =>
    void lines.push({ level, event, fields });
  let reported: (report: SweepReport) => void = () => {};
  const firstReport = new Promise<SweepReport>((resolve) => reported = resolve);
  const deps: HousekeepingDeps = {
    settings: HousekeepingSettings.parse(settings),
    registry,
    log: { info: at("info"), warn: at("warn"), error: at("error") },
    nowMs: () => NOW_MS,
    monotonicMs: () => 0,
    onReport: reported,
    ...(runSweep === undefined ? {} : { runSweep }),
  };
  return { deps, lines, registry, firstReport };
}

Deno.test("startHousekeeping() sweeps in a worker: files, log lines and metrics", async () => {
  const dir = await Deno.makeTempDir();
  try {
    for (const day of ["20260501", "20260519", "20260520"]) {
      await Deno.mkdir(`${dir}/ingest`, { recursive: true });
      await Deno.writeTextFile(`${dir}/ingest/${day}.ndjson`, '{"ts":"x"}\n');
    }
    const { deps, lines, registry, firstReport } = harness({
      LOGOPS_SINK_DIR: `${dir}/ingest`,
      LOGOPS_ARCHIVE_DIR: `${dir}/archive`,
      LOGOPS_SINK_BYTES_MAX: "1MiB",
    });
    const housekeeping = startHousekeeping(deps);
    assert.equal((await firstReport).outcome, "done");
    await housekeeping.stop();
    assert.deepEqual(lines.map(({ level, event }) => `${level} ${event}`), [
      "info housekeep_archived",
      "info housekeep_sweep_ended",
    ]);
    assert.equal(lines[0]!.fields.file, "20260501.ndjson");
    const metrics = await registry.metrics();
    for (
      const line of [
        'logops_housekeep_sweeps_total{outcome="done"} 1',
        'logops_housekeep_sweeps_total{outcome="failed"} 0',
        'logops_housekeep_files_total{action="archive",reason="expired"} 1',
        'logops_housekeep_bytes_total{action="archive"} 11',
        'logops_housekeep_errors_total{reason="disk_full"} 0',
        'logops_housekeep_kept_files{reason="young"} 1',
        'logops_housekeep_kept_files{reason="current"} 1',
        "logops_housekeep_sink_bytes 33",
        "logops_housekeep_sink_bytes_max 1048576",
        "logops_housekeep_space_pressure 0",
        "logops_housekeep_clock_in_doubt 0",
        `logops_housekeep_last_success_timestamp_seconds ${NOW_MS / 1000}`,
      ]
    ) {
      assert.ok(metrics.split("\n").includes(line), `${line} in\n${metrics}`);
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("startHousekeeping() says what failed, by metric and in the log", async () => {
  const { deps, lines, registry, firstReport } = harness(
    { LOGOPS_SINK_DIR: "/nowhere/at/all" },
    () => Promise.resolve(NOTHING_DONE),
  );
  const failing: SweepRunner = ({ onEvent }) => {
    onEvent({ event: "failed", kind: "disk_full", detail: "Cannot archive 20260501: no space" });
    onEvent({ event: "reader_overdue", file: "20260501.ndjson", readers: ["a", "b"] });
    return Promise.resolve({ outcome: "failed", failures: [] });
  };
  const housekeeping = startHousekeeping({ ...deps, runSweep: failing });
  await firstReport;
  await housekeeping.stop();
  assert.deepEqual(lines.slice(0, 2), [
    {
      level: "error",
      event: "housekeep_failed",
      fields: { kind: "disk_full", detail: "Cannot archive 20260501: no space" },
    },
    {
      level: "warn",
      event: "housekeep_reader_overdue",
      fields: { file: "20260501.ndjson", readers: "a,b" },
    },
  ]);
  const metrics = await registry.metrics();
  assert.match(metrics, /errors_total\{reason="disk_full"\} 1/);
  assert.match(metrics, /reader_overdue_total 1/);
  assert.doesNotMatch(metrics, /last_success_timestamp_seconds [1-9]/);
});

Deno.test("startHousekeeping() survives a sweep that throws", async () => {
  const crashing: SweepRunner = () => Promise.reject(new Error("boom"));
  const { deps, lines, registry } = harness({}, crashing);
  const housekeeping = startHousekeeping(deps);
  await housekeeping.stop();
  assert.deepEqual(lines.map(({ event, fields }) => [event, fields.error]), [
    ["housekeep_crashed", "boom"],
    ["housekeep_sweep_ended", undefined],
  ]);
  assert.match(await registry.metrics(), /sweeps_total\{outcome="failed"\} 1/);
});

Deno.test("startHousekeeping() stop() interrupts the sweep under way and waits for it", async () => {
  let ended = false;
  const slow: SweepRunner = ({ signal }) =>
    new Promise((resolve) =>
      signal.addEventListener("abort", () => {
        ended = true;
        resolve({ outcome: "interrupted", failures: [] });
      })
    );
  const { deps } = harness({}, slow);
  const housekeeping = startHousekeeping(deps);
  await housekeeping.stop();
  assert.equal(ended, true);
});
