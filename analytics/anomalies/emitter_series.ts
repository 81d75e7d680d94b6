/** The series of an emitter, from the counts of its records by level. */
import { LEVELS } from "../../contract/mod.ts";
import type { Series } from "./series.ts";

/** A sender has begun when within two hours a quarter of the windows have records of it. */
const BEGUN_WINDOWS = 24, BEGUN_SHARE = 0.25;

export interface EmitterSeries {
  readonly rate: Series;
  readonly levels: readonly Series[];
}

/** `counts`: records of each window, for each of `LEVELS`; NaN where nothing is known. */
export function seriesOfEmitter(emitter: string, counts: readonly Float64Array[]): EmitterSeries {
  const totals = counts[0]!.map((_, window) =>
    counts.reduce((sum, each) => sum + each[window]!, 0)
  );
  const rate = totals.slice().fill(NaN, 0, beginningOf(totals));
  const seen = LEVELS.flatMap((level, at) =>
    counts[at]!.some((count) => count > 0) ? [{ level, values: counts[at]! }] : []
  );
  return {
    rate: { subject: { signal: "rate", emitter }, measure: "count", values: rate },
    levels: seen.length < 2 ? [] : seen.map(({ level, values }): Series => ({
      subject: { signal: "level", emitter, level },
      measure: "share",
      values,
      totals,
    })),
  };
}

/** The series of all emitters, and of their sum. */
export function seriesOfAll(emitters: readonly EmitterSeries[]): Series[] {
  const rates = emitters.map(({ rate }) => rate);
  return [
    ...(rates.length > 1 ? [sumOf(rates)] : []),
    ...rates,
    ...emitters.flatMap(({ levels }) => levels),
  ];
}

function sumOf(rates: readonly Series[]): Series {
  const values = rates[0]!.values.map((_, window) => {
    const known = rates.map((rate) => rate.values[window]!).filter((value) => !Number.isNaN(value));
    return known.length === 0 ? NaN : known.reduce((sum, value) => sum + value, 0);
  });
  return { subject: { signal: "rate" }, measure: "count", values };
}

function beginningOf(totals: Float64Array): number {
  for (let at = 0; at < totals.length; at++) {
    if (totals[at] === 0) continue;
    const near = totals.subarray(at, at + BEGUN_WINDOWS);
    let filled = 0;
    for (const count of near) if (count > 0) filled++;
    if (filled >= BEGUN_SHARE * near.length) return at;
  }
  return totals.length;
}
