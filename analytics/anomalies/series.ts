/**
 * What is watched: numbers for windows of equal length that stand one behind the other.
 *
 * | measure | value of a window | `totals` |
 * |---|---|---|
 * | `count` | records | none |
 * | `share` | records of a level or a pattern | records of their emitter |
 * | `value` | a size, such as seconds of a batch | none |
 *
 * `NaN` is a window of which nothing is known.
 */

export type Measure = "count" | "share" | "value";

export interface Subject {
  /** `rate`: how many records. `level`, `pattern`: their share. `latency`: how long. */
  readonly signal: "rate" | "level" | "pattern" | "latency";
  /** Absent: all emitters together. */
  readonly emitter?: string;
  readonly level?: string;
  /** The id and the text of a pattern. */
  readonly pattern?: { readonly id: string; readonly template: string };
}

export interface Series {
  readonly subject: Subject;
  readonly measure: Measure;
  readonly values: Float64Array;
  readonly totals?: Float64Array;
}

/** Where windows stand in time; the first begins at `startMs`, a multiple of their length. */
export interface Grid {
  readonly startMs: number;
  readonly windowMs: number;
  readonly windows: number;
}

/** Lengths of a window: each divides an hour, so that the same times of two days are windows of both. */
export const WINDOWS: Readonly<Record<string, number>> = {
  "1m": 60_000,
  "5m": 300_000,
  "10m": 600_000,
  "15m": 900_000,
  "30m": 1_800_000,
  "1h": 3_600_000,
};
export const WINDOW_DEFAULT = "5m";

/** Windows that are held; of a longer input the last ones. */
export const WINDOWS_MAX = 20_000;
/** Emitters that are told apart; the others are `other`. */
export const EMITTERS_MAX = 50;
/** Patterns whose shares are watched, the most frequent ones. */
export const PATTERNS_MAX = 100;
export const OTHER = "other";

export const DAY_MS = 86_400_000;

/** Windows of a day. */
export function windowsPerDay({ windowMs }: Grid): number {
  return DAY_MS / windowMs;
}

export function timeOf({ startMs, windowMs }: Grid, window: number): number {
  return startMs + window * windowMs;
}
