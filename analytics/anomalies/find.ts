/** From series to findings, for whatever the series were read from. */
import { learningWindows } from "./baseline.ts";
import { type Finding, findingOf, isoTime } from "./finding.ts";
import { fold } from "./fold.ts";
import { judgeSeries } from "./judge.ts";
import { type Grid, type Series, timeOf } from "./series.ts";

/** One strange line is no anomaly: as many are, within an hour. */
export const NEW_ERRORS_MIN = 3;
const NEW_ERRORS_WITHIN_MS = 3_600_000;

/** A pattern with ERROR records in it, and when it was there. */
export interface ErrorPattern {
  readonly id: string;
  readonly template: string;
  readonly emitter: string;
  /** Its first record of any level, epoch milliseconds. */
  readonly firstMs: number;
  /** Of its first ERROR records, `NEW_ERRORS_MIN` at most. */
  readonly firstErrorsMs: readonly number[];
  readonly lastErrorMs: number;
  readonly errors: number;
}

export interface Watched {
  readonly grid: Grid;
  readonly series: readonly Series[];
  readonly errorPatterns: readonly ErrorPattern[];
}

export interface AnomalyReport {
  readonly findings: readonly Finding[];
  readonly judged: {
    /** RFC 3339: what was read, and from when on it was judged. */
    readonly from: string;
    readonly learnt_until: string;
    readonly until: string;
    readonly window_sec: number;
    readonly windows: number;
    readonly series: number;
  };
}

/** `learningMs`: how much of the input is learnt from before anything is judged. */
export function findAnomalies(watched: Watched, learningMs?: number): AnomalyReport {
  const { grid, series } = watched;
  const learning = learningMs === undefined
    ? learningWindows(grid)
    : Math.ceil(learningMs / grid.windowMs);
  const findings = series.flatMap((each) =>
    judgeSeries(each, grid, learning).map((excursion) => findingOf(excursion, grid))
  );
  const emitters = series.flatMap(({ subject: { signal, emitter } }) =>
    signal === "rate" && emitter !== undefined ? [emitter] : []
  );
  return {
    findings: fold([...findings, ...newErrors(watched, timeOf(grid, learning))], emitters),
    judged: {
      from: isoTime(grid.startMs),
      learnt_until: isoTime(timeOf(grid, Math.min(learning, grid.windows))),
      until: isoTime(timeOf(grid, grid.windows)),
      window_sec: grid.windowMs / 1000,
      windows: grid.windows,
      series: series.length,
    },
  };
}

/** A pattern goes on while its last record is not older than this many windows. */
const ERROR_GOES_ON_WINDOWS = 3;

function newErrors({ grid, errorPatterns }: Watched, learntMs: number): Finding[] {
  const endMs = timeOf(grid, grid.windows);
  return errorPatterns.filter((each) =>
    each.firstMs >= learntMs && areMany(each.firstErrorsMs, endMs)
  )
    .map(({ id, template, emitter, firstMs, firstErrorsMs, lastErrorMs, errors }): Finding => {
      const windowOf = (timeMs: number) => Math.floor((timeMs - grid.startMs) / grid.windowMs);
      const isOngoing = windowOf(lastErrorMs) >= grid.windows - ERROR_GOES_ON_WINDOWS;
      const days = Math.max(1, Math.round((firstMs - grid.startMs) / 86_400_000));
      return {
        kind: "new-error-pattern",
        emitter,
        level: "ERROR",
        pattern: { id, template },
        start: isoTime(timeOf(grid, windowOf(firstErrorsMs[0]!))),
        ...(isOngoing ? {} : { end: isoTime(timeOf(grid, windowOf(lastErrorMs) + 1)) }),
        detected: isoTime(timeOf(grid, windowOf(firstErrorsMs.at(-1)!) + 1)),
        unit: "records",
        observed: errors,
        expected: 0,
        why: `${emitter} sent ${errors.toLocaleString("en-US")} ERROR record${
          errors === 1 ? "" : "s"
        } of pattern ${id}, which was not there in the ${
          days === 1 ? "day" : `${days} days`
        } before.`,
      };
    });
}

function areMany(firstErrorsMs: readonly number[], endMs: number): boolean {
  const [first, last] = [firstErrorsMs[0], firstErrorsMs[NEW_ERRORS_MIN - 1]];
  return first !== undefined && last !== undefined && last < endMs &&
    last - first <= NEW_ERRORS_WITHIN_MS;
}
