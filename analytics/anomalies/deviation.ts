/**
 * How far a window is from what was expected, in standard deviations.
 *
 * Counts are compared by their square roots and shares by arcsines, where chance is equally wide
 * everywhere (Anscombe, 1948): 1/4 for a count, 1/(4n) for a share of n records. Sizes are compared
 * by their logarithms. Traffic is more restless than dice: `dispersion` says how many times wider
 * chance is, and `wander` by which share the expected itself moves about; both are measured.
 */
import type { Measure } from "./series.ts";

/** How restless a series is. */
export interface Unrest {
  /** Of the standard deviation that chance alone has; 1 and more. */
  readonly dispersion: number;
  /** On the scale of `transformed`; for counts a share of the root. */
  readonly wander: number;
}

/** Of what never came, as many records might have. */
const LEAST_EXPECTED = 0.1;
/** The expected is itself measured, by the median of a dozen windows. */
const EXPECTED_VARIANCE = 1.15;

/** The value on the scale where chance is equally wide. `total` counts for shares. */
export function transformed(measure: Measure, value: number, total: number): number {
  if (measure === "count") return Math.sqrt(value + 3 / 8);
  if (measure === "value") return Math.log(Math.max(value, Number.MIN_VALUE));
  return Math.asin(Math.sqrt(Math.min(1, (value + 3 / 8) / (total + 3 / 4))));
}

/** The count, the share or the size that stands on the scale at `at`. */
export function restored(measure: Measure, at: number): number {
  if (measure === "count") return Math.max(0, at * at - 3 / 8);
  if (measure === "value") return Math.exp(at);
  return Math.sin(Math.min(Math.max(at, 0), Math.PI / 2)) ** 2;
}

/** Variance by chance alone. */
export function chanceVariance(measure: Measure, total: number): number {
  return measure === "count" ? 1 / 4 : measure === "share" ? 1 / (4 * total + 2) : 0;
}

/** What `wander` is a share of. */
export function wanderScale(measure: Measure, expected: number): number {
  return measure === "count" ? Math.max(expected, 1) : 1;
}

export interface Comparison {
  readonly measure: Measure;
  /** Records or sizes, summed up over the windows; for sizes the geometric mean. */
  readonly value: number;
  readonly total: number;
  /** A count or a size; for shares the share. */
  readonly expected: number;
  readonly unrest: Unrest;
}

export function deviationOf(compared: Comparison): number {
  const { measure, value, total, expected, unrest } = compared;
  const from = transformed(measure, measure === "share" ? expected * total : expected, total);
  const wander = (unrest.wander * wanderScale(measure, from)) ** 2;
  if (measure === "value") {
    return (transformed(measure, value, total) - from) / Math.sqrt(EXPECTED_VARIANCE * wander);
  }
  const restless = unrest.dispersion ** 2 + wander / chanceVariance(measure, total);
  return rootOfDeviance(compared) / Math.sqrt(EXPECTED_VARIANCE * restless);
}

/**
 * The signed root of the deviance, of Poisson for counts and of the binomial for shares: as a normal
 * deviate it is right far out in the tails, and where nothing came, too.
 */
function rootOfDeviance({ measure, value, total, expected }: Comparison): number {
  const part = (seen: number, wanted: number) => seen === 0 ? 0 : seen * Math.log(seen / wanted);
  const wanted = Math.max(measure === "share" ? expected * total : expected, LEAST_EXPECTED);
  const half = measure === "count"
    ? part(value, wanted) - (value - wanted)
    : part(value, wanted) + part(total - value, Math.max(total - wanted, LEAST_EXPECTED));
  return Math.sign(value - wanted) * Math.sqrt(2 * Math.max(0, half));
}

/** A change that is certain may still be too small to tell anybody of. */
const RATIO_MIN = 1.5;
const RECORDS_MIN = 8;
const SHARE_MIN = 0.03;
const SHARE_CLEAR = 0.15;

export function isWorthTelling({ measure, value, total, expected }: Comparison): boolean {
  const seen = measure === "share" ? value / total : value;
  const ratio = seen > expected ? seen / expected : expected / seen;
  if (measure === "value") return ratio >= RATIO_MIN;
  const records = measure === "share"
    ? Math.abs(value - expected * total)
    : Math.abs(value - expected);
  if (records < RECORDS_MIN) return false;
  if (measure === "count") return ratio >= RATIO_MIN;
  const moved = Math.abs(seen - expected);
  return moved >= SHARE_CLEAR || moved >= SHARE_MIN && ratio >= RATIO_MIN;
}

/** The middle one of `values`; NaN of none. */
export function median(values: readonly number[] | Float64Array): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
