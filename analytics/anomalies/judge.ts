/**
 * One series, window by window: when it left what was expected of it, and when it came back. Each
 * window is judged by those before it alone, so what is found in a log of last month is what would
 * have been found then.
 *
 * A window is judged by itself, and together with the two and the eleven before it: what is small but
 * goes on is found a little later.
 */
import { Baseline, type Expectation, type Season, SPANS } from "./baseline.ts";
import { type Comparison, deviationOf, isWorthTelling } from "./deviation.ts";
import { DAY_MS, type Grid, type Series } from "./series.ts";

/** Standard deviations that are no chance, with hundreds of series of thousands of windows. */
export const DEVIATION_MIN = 6;
/** The same for several windows, which are fewer, and must agree. */
const DEVIATION_TOGETHER_MIN = 5;
/** Windows that go one way do so by this much each. */
const SIDE_MIN = 1;
/** A deviation counts as going on down to this. */
const GOES_ON_MIN = 2.5;
/** It is over when as many windows are as expected. */
const CALM_WINDOWS = 3;
/** A restless series must do this much more than it did in one window of 200 of its last week. */
const BEYOND_USUAL = 1.3;
const USUAL_QUANTILE = 0.995;
const USUAL_MIN = 200;
const USUAL_EVERY = 48;
const WEEK_DAYS = 7;
/** At most this share of what was expected is silence. */
const SILENCE_MAX = 0.02;

/** A stretch of windows that are not as expected. */
export interface Excursion {
  readonly series: Series;
  readonly direction: 1 | -1;
  readonly from: number;
  /** The window behind its last. */
  readonly to: number;
  /** The window that gave it away. */
  readonly detected: number;
  /** The input ended before it did. */
  readonly isOngoing: boolean;
  /** Sums; for sizes geometric means. For shares `expected` is of the same total. */
  readonly value: number;
  readonly expected: number;
  readonly total: number;
  /** For counts: next to nothing came. */
  readonly isSilent: boolean;
  /** The largest deviation, in standard deviations. */
  readonly score: number;
  readonly season: Season;
}

interface Judged extends Expectation {
  readonly z: number;
}

export function judgeSeries(series: Series, grid: Grid, learning: number): Excursion[] {
  return new Judge(series, grid, learning).run();
}

interface Open {
  readonly direction: 1 | -1;
  readonly from: number;
  readonly detected: number;
  readonly season: Season;
  last: number;
  score: number;
}

class Judge {
  readonly #series: Series;
  readonly #grid: Grid;
  readonly #learning: number;
  readonly #baseline: Baseline;
  readonly #judged: (Judged | undefined)[] = [];
  readonly #found: Excursion[] = [];
  /** 1 for windows of excursions, which say nothing of what is usual. */
  readonly #isOdd: Uint8Array;
  #open: Open | undefined;
  #usual = 0;
  /** Windows before this belong to what was found already. */
  #since = 0;

  constructor(series: Series, grid: Grid, learning: number) {
    this.#series = series;
    this.#grid = grid;
    this.#learning = learning;
    this.#baseline = new Baseline(series, grid);
    this.#isOdd = new Uint8Array(grid.windows);
  }

  run(): Excursion[] {
    for (let window = 0; window < this.#grid.windows; window++) this.#step(window);
    if (this.#open !== undefined) this.#close(this.#open, true);
    return this.#found;
  }

  #step(window: number): void {
    const expectation = this.#isKnown(window) ? this.#baseline.expect(window) : undefined;
    this.#judged[window] = expectation === undefined
      ? undefined
      : { ...expectation, z: this.#deviation(window, expectation) };
    if (window % USUAL_EVERY === 0) this.#usual = this.#measureUsual(window);
    if (window < this.#learning) return;
    if (this.#open === undefined) this.#tryToOpen(window);
    else this.#goOn(this.#open, window);
  }

  #isKnown(window: number): boolean {
    const { measure, values, totals } = this.#series;
    const value = values[window]!;
    if (Number.isNaN(value) || measure === "value" && value <= 0) return false;
    return measure !== "share" || totals![window]! > 0;
  }

  #tryToOpen(window: number): void {
    const now = this.#judged[window];
    if (now === undefined) return;
    for (const span of SPANS) {
      const compared = this.#compare(window, Math.min(span, window - this.#since + 1));
      if (compared === undefined || span > 1 && compared.measure === "value") break;
      const z = deviationOf(compared);
      const least = span === 1 ? DEVIATION_MIN : DEVIATION_TOGETHER_MIN;
      if (Math.abs(z) < Math.max(least, BEYOND_USUAL * this.#usual)) continue;
      const isHere = now.z * z > 0 && (span === 1 || Math.abs(now.z) >= SIDE_MIN);
      if (!isHere || !isWorthTelling(compared) || this.#baseline.isHabit(window)) continue;
      const direction = z > 0 ? 1 : -1;
      const from = this.#beginning(window, direction, span);
      this.#baseline.exclude(from, window + 1);
      this.#open = {
        direction,
        from,
        detected: window,
        season: now.season,
        last: window,
        score: Math.abs(z),
      };
      return;
    }
  }

  /** Back to the first window that went the same way. */
  #beginning(window: number, direction: number, span: number): number {
    let from = window;
    const floor = Math.max(this.#learning, this.#since, window - span);
    while (from > floor && (this.#judged[from - 1]?.z ?? 0) * direction >= SIDE_MIN) from--;
    return from;
  }

  #goOn(open: Open, window: number): void {
    const z = (this.#judged[window]?.z ?? 0) * open.direction;
    const together = this.#compare(window, SPANS[1]);
    const isStill = z >= GOES_ON_MIN ||
      z >= SIDE_MIN && together !== undefined && this.#series.measure !== "value" &&
        deviationOf(together) * open.direction >= DEVIATION_MIN;
    if (isStill) {
      open.last = window;
      open.score = Math.max(open.score, z);
    }
    if (window - open.last >= CALM_WINDOWS) {
      this.#baseline.include(open.last + 1, window + 1);
      this.#close(open, false);
      return;
    }
    const dayWindows = DAY_MS / this.#grid.windowMs;
    if (window - open.from < dayWindows) this.#baseline.exclude(window, window + 1);
    else if (window - open.from === dayWindows) this.#baseline.include(open.from, window + 1);
  }

  #close(open: Open, isOngoing: boolean): void {
    const { from, last, direction, detected, season, score } = open;
    const compared = this.#compare(last, last - from + 1)!;
    this.#found.push({
      series: this.#series,
      direction,
      from,
      to: last + 1,
      detected,
      isOngoing,
      value: compared.value,
      expected: compared.measure === "share"
        ? compared.expected * compared.total
        : compared.expected,
      total: compared.total,
      isSilent: this.#isSilent(from, last),
      score,
      season,
    });
    this.#isOdd.fill(1, from, last + 1);
    this.#open = undefined;
    this.#since = last + 1;
  }

  /** Whether nothing came in a third of the windows: at both ends they are silent in part only. */
  #isSilent(from: number, last: number): boolean {
    let silent = 0;
    for (let at = from; at <= last; at++) {
      const judged = this.#judged[at];
      if (judged !== undefined && this.#series.values[at]! <= SILENCE_MAX * judged.expected) {
        silent++;
      }
    }
    return silent >= (last - from + 1) / 3;
  }

  #deviation(window: number, expectation: Expectation): number {
    const { values, totals, measure } = this.#series;
    return deviationOf({
      measure,
      value: values[window]!,
      total: totals?.[window] ?? 0,
      expected: expectation.expected,
      unrest: this.#baseline.unrest(1),
    });
  }

  /** The `span` windows up to `window` as one; those of which nothing is known are left out. */
  #compare(window: number, span: number): Comparison | undefined {
    const { measure, values, totals } = this.#series;
    let value = 0, expected = 0, total = 0, count = 0;
    for (let at = window - span + 1; at <= window; at++) {
      const judged = this.#judged[at];
      if (judged === undefined) continue;
      const records = totals?.[at] ?? 0;
      count++;
      total += records;
      value += measure === "value" ? Math.log(values[at]!) : values[at]!;
      expected += measure === "value"
        ? Math.log(judged.expected)
        : measure === "share"
        ? judged.expected * records
        : judged.expected;
    }
    if (count === 0) return undefined;
    const unrest = this.#baseline.unrest(SPANS.findLast((each) => each <= span)!);
    if (measure === "value") {
      const mean = (sum: number) => Math.exp(sum / count);
      return { measure, value: mean(value), expected: mean(expected), total, unrest };
    }
    if (measure === "count") return { measure, value, expected, total, unrest };
    return { measure, value, expected: expected / total, total, unrest };
  }

  /** The deviation that one window of 200 of the last week has gone beyond. */
  #measureUsual(window: number): number {
    const from = Math.max(0, window - WEEK_DAYS * DAY_MS / this.#grid.windowMs);
    const sizes: number[] = [];
    for (let at = from; at < window; at++) {
      const judged = this.#judged[at];
      if (judged !== undefined && this.#isOdd[at] === 0) sizes.push(Math.abs(judged.z));
    }
    if (sizes.length < USUAL_MIN) return 0;
    sizes.sort((a, b) => a - b);
    return sizes[Math.floor(sizes.length * USUAL_QUANTILE)]!;
  }
}
