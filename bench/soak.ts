/**
 * Whether a long run stays as it began: memory, latency and open files, judged from their series.
 *
 * ```
 * |warm-up|──first third──|─────────────|──last third──|
 *          └──────── least-squares line of memory ──────┘
 * ```
 *
 * What is in the warm-up counts for nothing: a heap that is growing to its working size is no leak.
 */
import { median, slope } from "./figures.ts";

/** What was seen of the process, about once a second. */
export interface SoakSample {
  readonly atSec: number;
  readonly residentBytes: number;
  readonly openFiles: number;
}

/** What the client saw in one minute, or in a shorter window of a shorter run. */
export interface SoakWindow {
  readonly atSec: number;
  readonly requests: number;
  readonly errors: number;
  readonly p99Ms: number;
}

export interface SoakSeries {
  readonly warmUpSec: number;
  /** Of the whole run. */
  readonly requests: number;
  readonly errors: number;
  readonly samples: readonly SoakSample[];
  readonly windows: readonly SoakWindow[];
}

export interface SoakLimits {
  /** Least-squares slope of resident memory. */
  readonly memoryMbPerMinMax: number;
  /** Median p99 of the last third of the windows, to that of the first third. */
  readonly p99GrowthMax: number;
  /** A p99 that has grown by less than this is flat, however small it was. */
  readonly p99GrowthMsMin: number;
  /** Least-squares slope of open files: one in ten minutes is growth. */
  readonly openFilesPerMinMax: number;
  readonly errorsMax: number;
}

export const SOAK_LIMITS: SoakLimits = {
  memoryMbPerMinMax: 1,
  p99GrowthMax: 1.5,
  p99GrowthMsMin: 5,
  openFilesPerMinMax: 0.1,
  errorsMax: 0,
};

export interface SoakCheck {
  readonly name: string;
  readonly asked: string;
  readonly found: string;
  readonly passed: boolean;
}

const BYTES_PER_MB = 1e6;
const SEC_PER_MIN = 60;

/** A line for each promise; a series that is too short to judge has broken it. */
export function judgeSoak(series: SoakSeries, limits: SoakLimits = SOAK_LIMITS): SoakCheck[] {
  const samples = series.samples.filter(({ atSec }) => atSec >= series.warmUpSec);
  const windows = series.windows.filter(({ atSec }) => atSec >= series.warmUpSec);
  return [
    memoryCheck(samples, limits),
    latencyCheck(windows, limits),
    filesCheck(samples, limits),
    errorsCheck(series, limits),
  ];
}

function memoryCheck(samples: readonly SoakSample[], limits: SoakLimits): SoakCheck {
  const mbPerMin = slopePerMin(samples, ({ residentBytes }) => residentBytes / BYTES_PER_MB);
  return {
    name: "memory",
    asked: `slope < ${limits.memoryMbPerMinMax} MB/min`,
    found: samples.length < 2 ? "too few samples" : `${mbPerMin.toFixed(2)} MB/min`,
    passed: samples.length >= 2 && mbPerMin < limits.memoryMbPerMinMax,
  };
}

function filesCheck(samples: readonly SoakSample[], limits: SoakLimits): SoakCheck {
  const perMin = slopePerMin(samples, ({ openFiles }) => openFiles);
  return {
    name: "open files",
    asked: `slope < ${limits.openFilesPerMinMax}/min`,
    found: samples.length < 2 ? "too few samples" : `${perMin.toFixed(3)}/min`,
    passed: samples.length >= 2 && perMin < limits.openFilesPerMinMax,
  };
}

function slopePerMin(
  samples: readonly SoakSample[],
  figure: (sample: SoakSample) => number,
): number {
  return slope(samples.map((sample) => ({ x: sample.atSec / SEC_PER_MIN, y: figure(sample) })));
}

function latencyCheck(windows: readonly SoakWindow[], limits: SoakLimits): SoakCheck {
  const [first, last] = thirds(windows);
  const before = median(first.map(({ p99Ms }) => p99Ms));
  const after = median(last.map(({ p99Ms }) => p99Ms));
  const isFlat = after <= before * limits.p99GrowthMax || after - before < limits.p99GrowthMsMin;
  return {
    name: "p99",
    asked: `median of the last third ≤ ${limits.p99GrowthMax} × that of the first, ` +
      `or less than ${limits.p99GrowthMsMin} ms more`,
    found: first.length === 0
      ? "too few windows"
      : `${before.toFixed(1)} ms, then ${after.toFixed(1)} ms`,
    passed: first.length > 0 && isFlat,
  };
}

function errorsCheck({ requests, errors }: SoakSeries, limits: SoakLimits): SoakCheck {
  return {
    name: "errors",
    asked: `≤ ${limits.errorsMax}, of at least one request`,
    found: `${errors} of ${requests}`,
    passed: requests > 0 && errors <= limits.errorsMax,
  };
}

/** The first and the last third; both empty for fewer than three. */
function thirds<T>(values: readonly T[]): [first: readonly T[], last: readonly T[]] {
  const length = Math.floor(values.length / 3);
  return [values.slice(0, length), length === 0 ? [] : values.slice(-length)];
}
