import type { LoadResult } from "./load.ts";
import { type BenchReport, tablesOf } from "./report.ts";
import { mergeResults } from "./star.ts";
import { targetsOf } from "./targets.ts";
import assert from "node:assert/strict";

const MIB = 2 ** 20;

function load(name: string, figures: Partial<LoadResult> = {}): LoadResult {
  return {
    ...{ name, client: "wrk", rounds: 1, spread: 0, errors: 0, busy: 1, clientBusy: 0.1 },
    ...{ recordsPerSec: 1000, recordsPerCpuSec: 1000, residentBytesMax: 100 * MIB },
    ...{ p50Ms: 1, p99Ms: 2, p999Ms: 3 },
    ...figures,
  };
}

function report(figures: Partial<BenchReport>): BenchReport {
  return {
    ...{ startedAt: "", command: "", client: "wrk", rounds: 1, durationSec: 1 },
    machine: { cpu: "", cores: 2, memoryBytes: 0, kernel: "", fileSystem: "", loadAverage: 0 },
    versions: { logops: "", deno: "", v8: "" },
    ...{ loads: [], shapes: [], startMs: [], generated: [], delivered: [], micro: [], skipped: [] },
    ...figures,
  };
}

Deno.test("targetsOf() says by how much a target is missed", () => {
  const found = targetsOf(report({
    loads: [
      load("reference", { recordsPerCpuSec: 240_000, residentBytesMax: 250 * MIB }),
      load("limit: append", { recordsPerCpuSec: 400_000 }),
      load("csv", { recordsPerCpuSec: 120_000 }),
    ],
  }));
  assert.deepEqual(
    found.map(({ name, isMet, missedBy }) => [name, isMet, Number(missedBy.toFixed(3))]),
    [
      ["reference: records/CPU-s", false, 0.2],
      ["reference: peak memory, MiB", false, 0.25],
      ["reference, to `limit: append` by CPU", true, 0],
      ["JSON to csv by CPU", false, 0.333],
    ],
  );
});

Deno.test("targetsOf() takes two workers without their client against one core", () => {
  const loads = [
    load("reference", { recordsPerCpuSec: 400_000 }),
    load("connections 64", { recordsPerSec: 400, busy: 1.2 }),
    load("64, one core", { recordsPerSec: 330 }),
    load("64, 2 workers", { recordsPerSec: 560, busy: 1.6, clientBusy: 0.08 }),
    load("64, one core, not stored", { recordsPerSec: 500 }),
    load("64, 2 workers, not stored", { recordsPerSec: 900, busy: 1.8, clientBusy: 0.1 }),
  ];
  const found = targetsOf(report({ loads })).find(({ name }) => name.startsWith("2 workers"));
  assert.deepEqual([found?.found, found?.isMet], ["1.78", true]);
  const { notes } = tablesOf(report({ loads }))[0]!;
  assert.match(
    notes.join("\n"),
    /1\.78 of one on one core, 1\.47 of one that uses both cores; .* 1\.90 of one/,
  );
});

Deno.test("targetsOf() judges only what was measured", () => {
  assert.deepEqual(targetsOf(report({})), []);
  assert.deepEqual(
    targetsOf(report({ startMs: [390, 410, 380] })).map(({ found, isMet }) => [found, isMet]),
    [["390", true]],
  );
});

Deno.test("mergeResults() takes medians, the largest memory and all errors", () => {
  const merged = mergeResults([
    load("a", { recordsPerCpuSec: 90, residentBytesMax: 5, errors: 1, p99Ms: 7 }),
    load("a", { recordsPerCpuSec: 110, residentBytesMax: 9, errors: 0, p99Ms: 5 }),
    load("a", { recordsPerCpuSec: 100, residentBytesMax: 7, errors: 2, p99Ms: 6 }),
  ]);
  assert.deepEqual(
    [merged.recordsPerCpuSec, merged.residentBytesMax, merged.errors, merged.p99Ms],
    [100, 9, 3, 6],
  );
  assert.deepEqual([merged.rounds, merged.spread], [3, 0.2]);
});

Deno.test("shapes of JSON are judged by their mean and their worst", () => {
  const shape = (name: string, gateway: number) => ({
    ...{ shape: name, form: "json" as const, bytesPerRecord: 300 },
    gateway: load(name, { recordsPerCpuSec: gateway }),
    limit: load(name, { recordsPerCpuSec: 1000 }),
  });
  const given = report({ shapes: [shape("a", 400), shape("b", 900)] });
  assert.deepEqual(targetsOf(given).map(({ found, isMet }) => [found, isMet]), [
    ["0.60", false],
    ["0.40", false],
  ]);
  const [table] = tablesOf(given);
  assert.deepEqual(table!.rows.map((row) => [row[0], row.at(-1)]), [
    ["a", "0.40"],
    ["b", "0.90"],
    ["geometric mean", "0.60"],
    ["worst", "0.40"],
  ]);
});
