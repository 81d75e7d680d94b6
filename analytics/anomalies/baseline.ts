/**
 * What a window is expected to hold, by the windows before it alone: the median of what stood at the
 * same time of the week, within half an hour, in the last weeks; of the same time of the day where
 * no week is known yet; of the last two hours where no day is. Then it is moved by how the last day
 * went against its own expectation, so that growth is followed.
 *
 * Windows that were found to be anomalies are left out, unless they go on for longer than a day:
 * that is how things are now.
 */
import {
  chanceVariance,
  median,
  restored,
  transformed,
  type Unrest,
  wanderScale,
} from "./deviation.ts";
import { DAY_MS, type Grid, type Series, windowsPerDay } from "./series.ts";

export type Season = "week" | "day" | "recent";

export interface Expectation {
  /** A count or a size; for shares the share. */
  readonly expected: number;
  readonly season: Season;
}

const WEEK_DAYS = 7;
const WEEKS_MAX = 4;
const AROUND_MS = 30 * 60_000;
const RECENT_MS = 2 * 3_600_000;
/** Of the windows that a median is of, as many must be known. */
const KNOWN_MIN = 0.6;
/** How often drift and unrest are measured anew. */
const DRIFT_EVERY_MS = 4 * 3_600_000;
const UNREST_EVERY_MS = DAY_MS;
const UNREST_DAYS = 7;
const UNREST_SAMPLES_MIN = 24;
/** Even the steadiest sender is not steadier. */
const WANDER_MIN = { count: 0.02, share: 0.01, value: 0.08 } as const;
/** Half of all deviations of a normal distribution are within this many standard deviations. */
const MEDIAN_DEVIATION = 0.6745;
/** Before anything is measured. */
const UNKNOWN_UNREST: Unrest = { dispersion: 1, wander: 0.1 };
/** Windows that are looked at together. */
export const SPANS = [1, 3, 12] as const;
const HABIT_DAYS_MIN = 3;
/** A former window as extreme as this share of today's says that such things happen at this time. */
const HABIT_SHARE = 0.6;

export class Baseline {
  readonly #series: Series;
  readonly #perDay: number;
  readonly #around: number;
  readonly #recent: number;
  readonly #driftEvery: number;
  readonly #unrestEvery: number;
  /** Transformed values; NaN where unknown. */
  readonly #at: Float64Array;
  /** The same without what was found to be an anomaly. */
  readonly #usual: Float64Array;
  /** Transformed expectations before drift. */
  readonly #from: Float64Array;
  #drift = 0;
  readonly #unrest = new Map<number, Unrest>();

  constructor(series: Series, grid: Grid) {
    const { measure, values, totals } = series;
    this.#series = series;
    this.#perDay = windowsPerDay(grid);
    this.#around = Math.max(1, Math.round(AROUND_MS / grid.windowMs));
    this.#recent = Math.max(4, Math.round(RECENT_MS / grid.windowMs));
    this.#driftEvery = DRIFT_EVERY_MS / grid.windowMs;
    this.#unrestEvery = UNREST_EVERY_MS / grid.windowMs;
    this.#at = values.map((value, window) => transformed(measure, value, totals?.[window] ?? 0));
    this.#usual = this.#at.slice();
    this.#from = new Float64Array(values.length).fill(NaN);
  }

  /** Of `span` windows together; of one, where nothing else is known. */
  unrest(span: number): Unrest {
    return this.#unrest.get(span) ?? this.#unrest.get(1) ?? UNKNOWN_UNREST;
  }

  /** Windows are asked for in order. `undefined` where too little is known. */
  expect(window: number): Expectation | undefined {
    const found = this.#seasonal(window);
    if (found === undefined) return undefined;
    this.#from[window] = found.at;
    if (window % this.#driftEvery === 0) this.#measureDrift(window);
    if (window % this.#unrestEvery === 0) this.#measureUnrest(window);
    const { measure } = this.#series;
    const moved = measure === "count" ? found.at * (1 + this.#drift) : found.at + this.#drift;
    return { expected: restored(measure, moved), season: found.season };
  }

  /** What stands in the windows from `from` to before `to` is no example for others. */
  exclude(from: number, to: number): void {
    this.#usual.fill(NaN, from, to);
  }

  /** They are, after all. */
  include(from: number, to: number): void {
    this.#usual.set(this.#at.subarray(from, to), from);
  }

  /** Whether windows at this time have gone as far in this direction on other days, found or not. */
  isHabit(window: number): boolean {
    const from = this.#from[window]!, now = this.#at[window]! - from;
    const wentThere = (at: number) => {
      for (let near = at - 1; near <= at + 1; near++) {
        const then = this.#at[near];
        if (then !== undefined && (then - from) * Math.sign(now) >= HABIT_SHARE * Math.abs(now)) {
          return true;
        }
      }
      return false;
    };
    let days = 0;
    for (let day = 1; day <= WEEK_DAYS; day++) {
      if (wentThere(window - day * this.#perDay)) days++;
    }
    const week = WEEK_DAYS * this.#perDay;
    const isWeekly = window >= 2 * week && wentThere(window - week) &&
      wentThere(window - 2 * week);
    return days >= HABIT_DAYS_MIN || isWeekly;
  }

  #seasonal(window: number): { at: number; season: Season } | undefined {
    const week = WEEK_DAYS * this.#perDay;
    const weekly = this.#medianAt(window, week, WEEKS_MAX);
    if (weekly !== undefined) return { at: weekly, season: "week" };
    const daily = this.#medianAt(window, this.#perDay, WEEK_DAYS - 1);
    if (daily !== undefined) return { at: daily, season: "day" };
    const last: number[] = [];
    for (let at = Math.max(0, window - this.#recent); at < window; at++) {
      if (!Number.isNaN(this.#usual[at]!)) last.push(this.#usual[at]!);
    }
    if (last.length < KNOWN_MIN * this.#recent) return undefined;
    return { at: median(last), season: "recent" };
  }

  /** The median around the same time in the last `periodsMax` periods. */
  #medianAt(window: number, period: number, periodsMax: number): number | undefined {
    const known: number[] = [];
    let wanted = 0;
    for (let back = 1; back <= periodsMax; back++) {
      const middle = window - back * period;
      if (middle < 0) break;
      for (let at = middle - this.#around; at <= middle + this.#around; at++) {
        const value = this.#usual[at];
        if (value === undefined) continue;
        if (back === 1) wanted++;
        if (!Number.isNaN(value)) known.push(value);
      }
    }
    return wanted > 0 && known.length >= KNOWN_MIN * wanted ? median(known) : undefined;
  }

  #measureUnrest(window: number): void {
    for (const span of SPANS) {
      const measured = this.#unrestOf(window, span);
      if (measured !== undefined) this.#unrest.set(span, measured);
    }
  }

  /** By how much the last day went against its expectation. */
  #measureDrift(window: number): void {
    const { measure } = this.#series;
    const moves: number[] = [];
    for (let at = Math.max(0, window - this.#perDay); at < window; at++) {
      const from = this.#from[at]!, usual = this.#usual[at]!;
      if (Number.isNaN(from) || Number.isNaN(usual)) continue;
      if (measure !== "count") moves.push(usual - from);
      else if (from > 1) moves.push(usual / from - 1);
    }
    const isKnown = moves.length >= this.#perDay / 2;
    this.#drift = isKnown ? median(moves) : 0;
  }

  /**
   * Where much is expected, deviations are wander; where little is, they are chance. Measured on
   * `span` windows at a time, as wander of a minute evens out over an hour and that of a day does not.
   */
  #unrestOf(window: number, span: number): Unrest | undefined {
    const { measure } = this.#series;
    const samples: { square: number; chance: number; scale: number }[] = [];
    const first = Math.max(0, window - UNREST_DAYS * this.#perDay);
    for (let at = first; at + span <= window; at += span) {
      const sum = this.#sum(at, span);
      if (sum === undefined) continue;
      const from = transformed(measure, sum.expected, sum.total);
      samples.push({
        square: (transformed(measure, sum.value, sum.total) - from) ** 2,
        chance: chanceVariance(measure, sum.total),
        scale: wanderScale(measure, from) ** 2,
      });
    }
    if (samples.length < UNREST_SAMPLES_MIN) return undefined;
    samples.sort((a, b) => a.chance / a.scale - b.chance / b.scale);
    const steady = samples.slice(0, Math.ceil(samples.length / 2));
    const inner = MEDIAN_DEVIATION ** 2;
    const chance = median(steady.map((each) => each.chance / each.scale));
    const wander = median(steady.map(({ square, scale }) => square / scale)) / inner - chance;
    const moved = Math.max(wander, WANDER_MIN[measure] ** 2);
    const noisy = samples.slice(steady.length).filter(({ chance }) => chance > 0);
    const dispersion = median(
      noisy.map(({ square, chance, scale }) => (square / inner - moved * scale) / chance),
    );
    return {
      dispersion: Math.sqrt(Math.max(1, dispersion || 1)),
      wander: Math.sqrt(moved),
    };
  }

  /** Of windows that were as usual; for sizes the means of logarithms, restored. */
  #sum(at: number, span: number): { value: number; expected: number; total: number } | undefined {
    const { measure, values, totals } = this.#series;
    if (span > 1 && measure === "value") return undefined;
    let value = 0, expected = 0, total = 0;
    for (let each = at; each < at + span; each++) {
      if (Number.isNaN(this.#from[each]!) || Number.isNaN(this.#usual[each]!)) return undefined;
      const records = totals?.[each] ?? 0;
      const wanted = restored(measure, this.#from[each]!);
      value += values[each]!;
      expected += measure === "share" ? wanted * records : wanted;
      total += records;
    }
    return { value, expected, total };
  }
}

/** Windows that a season is learnt from before anything is judged. */
export function learningWindows(grid: Grid): number {
  const days = grid.windows * grid.windowMs / DAY_MS;
  const perDay = windowsPerDay(grid);
  if (days >= 2 * WEEK_DAYS) return WEEK_DAYS * perDay;
  if (days >= 2) return perDay;
  return Math.ceil(grid.windows / 3);
}
