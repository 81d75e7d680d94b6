/** What a run of `deno task bench` found, and the tables that show it. */
import type { DeliveredResult, GeneratedResult } from "./emitters.ts";
import { median } from "./figures.ts";
import type { LoadResult } from "./load.ts";
import type { Machine, Versions } from "./machine.ts";
import type { MicroResult } from "./micro.ts";
import { shapeTables } from "./shape_table.ts";
import type { ShapeResult } from "./shapes.ts";
import { REFERENCE, WORKERS } from "./star.ts";
import { fixed, percent, ratio, whole } from "./number_text.ts";
import type { Table } from "./table.ts";

export interface BenchReport {
  readonly startedAt: string;
  /** The command line that gives this report again. */
  readonly command: string;
  readonly client: string;
  readonly machine: Machine;
  readonly versions: Versions;
  /** How often and how long each case was measured. */
  readonly rounds: number;
  readonly durationSec: number;
  /** The reference, the limits and the rays of the star, by name. */
  readonly loads: readonly LoadResult[];
  /** The reference at half of its peak rate, open loop. */
  readonly half?: LoadResult;
  /** The corpus, beside its limits. */
  readonly shapes: readonly ShapeResult[];
  readonly startMs: readonly number[];
  readonly generated: readonly GeneratedResult[];
  readonly delivered: readonly DeliveredResult[];
  readonly micro: readonly MicroResult[];
  /** What was left out, and why. */
  readonly skipped: readonly string[];
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;
/** Measurements of one case that lie further apart than this share are called noisy. */
export const NOISY_SPREAD = 0.15;

export function loadNamed(report: BenchReport, name: string): LoadResult | undefined {
  return report.loads.find((load) => load.name === name);
}

/** Where and how: a line each. */
export function headLines(report: BenchReport): string[] {
  const { machine, versions } = report;
  return [
    `LogOps ${versions.logops}, Deno ${versions.deno}, V8 ${versions.v8}; load from ${report.client}`,
    `${machine.cores} cores of ${machine.cpu}, ${(machine.memoryBytes / GIB).toFixed(0)} GiB, ` +
    `Linux ${machine.kernel}, journal on ${machine.fileSystem}`,
    `${report.command}, ${report.startedAt}: medians of ${report.rounds} rounds of ` +
    `${report.durationSec} s; load average ${machine.loadAverage.toFixed(1)} when it began`,
  ];
}

export function tablesOf(report: BenchReport): Table[] {
  return [
    ...(report.loads.length > 0 ? [loadTable(report)] : []),
    ...shapeTables(report.shapes),
    ...(report.startMs.length > 0 ? [startTable(report.startMs)] : []),
    ...(report.generated.length > 0 ? [generatedTable(report.generated)] : []),
    ...(report.delivered.length > 0 ? [deliveredTable(report.delivered)] : []),
    ...(report.micro.length > 0 ? [microTable(report.micro)] : []),
  ];
}

function loadTable(report: BenchReport): Table {
  const reference = loadNamed(report, REFERENCE.name);
  const row = (load: LoadResult) => [
    load.name,
    whole(load.recordsPerSec),
    whole(load.recordsPerCpuSec),
    ratio(load.recordsPerCpuSec / (reference?.recordsPerCpuSec ?? NaN)),
    ...[load.p50Ms, load.p99Ms, load.p999Ms].map(fixed),
    whole(load.residentBytesMax / MIB),
    percent(load.busy),
    percent(load.clientBusy),
    `${percent(load.spread)}${load.spread > NOISY_SPREAD ? " noisy" : ""}`,
    String(load.errors),
  ];
  const loads = [...report.loads, ...(report.half === undefined ? [] : [report.half])];
  return {
    title: "Gateway under load",
    header: [
      "case",
      "records/s",
      "records/CPU-s",
      "to reference",
      "p50 ms",
      "p99 ms",
      "p99.9 ms",
      "peak MiB",
      "core",
      "client's core",
      "spread",
      "errors",
    ],
    rows: loads.map(row),
    notes: [
      "The reference is JSON, batches of 100 records of 381 bytes, 16 connections, fsync batch, all " +
      "masking on; each other case changes what its name says. `core` is the share of one core that " +
      "the server used, and the next column that of the client: where that nears 100 %, the client " +
      "is the limit. `spread` is how far the rounds' records/CPU-s lie apart.",
      ...limitNotes(report),
      ...scalingNotes(report),
    ],
  };
}

/** The ratios that outlive a machine. */
function limitNotes(report: BenchReport): string[] {
  const reference = loadNamed(report, REFERENCE.name);
  return ["limit: read", "limit: append"].flatMap((name) => {
    const limit = loadNamed(report, name);
    if (reference === undefined || limit === undefined) return [];
    const perCpu = reference.recordsPerCpuSec / limit.recordsPerCpuSec;
    const perSec = reference.recordsPerSec / limit.recordsPerSec;
    return [
      `Gateway to \`${name}\`: ${ratio(perCpu)} by CPU, ${ratio(perSec)} by the clock.`,
    ];
  });
}

/** Records a second of two workers to those of one. */
interface Scaling {
  /** One whose threads share one core. */
  readonly toOneCore: number;
  /** One that may use both, as a gateway alone does. */
  readonly toOneWorker: number;
  /** As `toOneCore`, where nothing is stored. */
  readonly unstored: number;
}

export function scalingOf(report: BenchReport): Scaling | undefined {
  const toOneCore = factorOf(report, WORKERS.two, WORKERS.oneCore);
  const toOneWorker = factorOf(report, WORKERS.two, WORKERS.one);
  const unstored = factorOf(report, WORKERS.twoUnstored, WORKERS.oneCoreUnstored);
  if (toOneCore === undefined || toOneWorker === undefined || unstored === undefined) {
    return undefined;
  }
  return { toOneCore, toOneWorker, unstored };
}

/** Without the client: what it took of the two cores is given back, as if it had others. */
function factorOf(report: BenchReport, two: string, one: string): number | undefined {
  const [ofTwo, ofOne] = [loadNamed(report, two), loadNamed(report, one)];
  if (ofTwo === undefined || ofOne === undefined) return undefined;
  const alone = ofTwo.recordsPerSec * (ofTwo.busy + ofTwo.clientBusy) / ofTwo.busy;
  return alone / ofOne.recordsPerSec;
}

function scalingNotes(report: BenchReport): string[] {
  const scaling = scalingOf(report);
  if (scaling === undefined) return [];
  return [
    `Two workers, without what the client took: ${ratio(scaling.toOneCore)} of one on one core, ` +
    `${ratio(scaling.toOneWorker)} of one that uses both cores; where nothing is stored, ` +
    `${ratio(scaling.unstored)} of one on one core.`,
  ];
}

function startTable(startMs: readonly number[]): Table {
  return {
    title: "Start of the process to first accepted batch",
    header: ["starts", "median ms", "fastest ms", "slowest ms"],
    rows: [[
      String(startMs.length),
      whole(median(startMs)),
      whole(Math.min(...startMs)),
      whole(Math.max(...startMs)),
    ]],
    notes: [],
  };
}

function generatedTable(generated: readonly GeneratedResult[]): Table {
  return {
    title: "Emitters: records made and encoded, one core",
    header: ["type", "records/s", "records/CPU-s", "bytes/record"],
    rows: generated.map((one) => [
      one.type,
      whole(one.recordsPerSec),
      whole(one.recordsPerCpuSec),
      whole(one.bytesPerRecord),
    ]),
    notes: [],
  };
}

function deliveredTable(delivered: readonly DeliveredResult[]): Table {
  return {
    title: "Emitters: delivered to a local gateway by the orchestrator",
    header: [
      "type",
      "asked EPS",
      "achieved/asked",
      "dropped",
      "failed",
      "p50 ms",
      "p99 ms",
      "sender's core",
      "gateway's core",
    ],
    rows: delivered.map((one) => [
      one.type,
      whole(one.askedEps),
      one.achieved.toFixed(4),
      whole(one.dropped),
      whole(one.failed),
      fixed(one.p50Ms),
      fixed(one.p99Ms),
      percent(one.busy),
      percent(one.gatewayBusy),
    ]),
    notes: [],
  };
}

function microTable(micro: readonly MicroResult[]): Table {
  return {
    title: "Micro-benchmarks",
    header: ["benchmark", "mean µs", "p99 µs"],
    rows: micro.map(({ file, name, meanUs, p99Us }) => [
      `${file}: ${name}`,
      fixed(meanUs),
      fixed(p99Us),
    ]),
    notes: [],
  };
}
