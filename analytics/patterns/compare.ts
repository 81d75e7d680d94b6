/**
 * What changed between two inputs: patterns that are new, gone, or have another share of the lines.
 * Shares are compared by the G-test of independence (2 × 2: this pattern or another, before or
 * after), and the false discovery rate is held by Benjamini and Hochberg's procedure, as hundreds of
 * patterns are tested at once. A change that is certain may still be small: `RATIO_MIN` asks for more.
 *
 * Lines of a log come in bursts, so they are fewer independent events than there are lines: take `q`
 * as an order of patterns, and not as the chance of an error.
 */
import type { Pattern } from "./pattern_report.ts";

/** A change counts if it is false with a smaller share than this, among all that count. */
export const FALSE_DISCOVERY_MAX = 0.01;
/** A share changed if it is this many times what it was, or the other way around. */
export const RATIO_MIN = 1.5;

export interface Occurrence {
  readonly count: number;
  /** Of all lines of that input, 0 to 1. */
  readonly share: number;
}

export interface Change {
  readonly id: string;
  readonly template: string;
  readonly levels: Readonly<Record<string, number>>;
  readonly example: string;
  readonly before: Occurrence;
  readonly after: Occurrence;
  /** How surprising it is if nothing changed: the false discovery rate at which it would count. */
  readonly q: number;
  /** Whether chance is out of question. */
  readonly isCertain: boolean;
}

export interface Comparison {
  readonly new: readonly Change[];
  readonly vanished: readonly Change[];
  readonly changed: readonly Change[];
  /** In both, with a share that is what it was; most frequent first. */
  readonly unchanged: readonly Change[];
  readonly totals: {
    readonly before: { readonly lines: number; readonly patterns: number };
    readonly after: { readonly lines: number; readonly patterns: number };
  };
}

/** A pattern with its lines before and after. */
export interface PairedPattern {
  readonly pattern: Omit<Pattern, "count" | "first" | "last">;
  readonly before: number;
  readonly after: number;
}

/** Compares; the most certain and biggest changes come first. */
export function compare(pairs: readonly PairedPattern[]): Comparison {
  const lines = { before: 0, after: 0 }, patterns = { before: 0, after: 0 };
  for (const { before, after } of pairs) {
    lines.before += before;
    lines.after += after;
    if (before > 0) patterns.before++;
    if (after > 0) patterns.after++;
  }
  const ps = pairs.map(({ before, after }) => chanceOf(before, lines.before, after, lines.after));
  const qs = falseDiscoveryRates(ps);
  const changes = pairs.map(({ pattern, before, after }, index): Change => ({
    id: pattern.id,
    template: pattern.template,
    levels: pattern.levels,
    example: pattern.example,
    before: { count: before, share: lines.before === 0 ? 0 : before / lines.before },
    after: { count: after, share: lines.after === 0 ? 0 : after / lines.after },
    q: qs[index]!,
    isCertain: qs[index]! <= FALSE_DISCOVERY_MAX,
  }));
  changes.sort((a, b) => a.q - b.q || weightOf(b) - weightOf(a) || (a.id < b.id ? -1 : 1));
  const fresh = changes.filter(({ before, after }) => before.count === 0 && after.count > 0);
  const vanished = changes.filter(({ before, after }) => before.count > 0 && after.count === 0);
  const both = changes.filter(({ before, after }) => before.count > 0 && after.count > 0);
  const changed = both.filter((change) => change.isCertain && ratioOf(change) >= RATIO_MIN);
  const isChanged = new Set(changed);
  const unchanged = both.filter((change) => !isChanged.has(change))
    .sort((a, b) => weightOf(b) - weightOf(a) || (a.id < b.id ? -1 : 1));
  return {
    new: fresh,
    vanished,
    changed,
    unchanged,
    totals: {
      before: { lines: lines.before, patterns: patterns.before },
      after: { lines: lines.after, patterns: patterns.after },
    },
  };
}

function weightOf({ before, after }: Change): number {
  return before.count + after.count;
}

function ratioOf({ before, after }: Change): number {
  return Math.max(before.share / after.share, after.share / before.share);
}

/** The chance of shares that differ this much or more if they are one share: the G-test. */
export function chanceOf(a: number, n: number, b: number, m: number): number {
  if (n === 0 || m === 0) return 1;
  const all = n + m, hits = a + b;
  const part = (seen: number, expected: number) =>
    seen === 0 ? 0 : seen * Math.log(seen / expected);
  const g = 2 * (part(a, hits * n / all) + part(b, hits * m / all) +
    part(n - a, (all - hits) * n / all) + part(m - b, (all - hits) * m / all));
  return chiSquareTail(Math.max(0, g));
}

/** P(χ² with one degree of freedom ≥ x) = erfc(√(x/2)); Abramowitz and Stegun 7.1.26, error < 2e-7. */
function chiSquareTail(x: number): number {
  const z = Math.sqrt(x / 2);
  const t = 1 / (1 + 0.3275911 * z);
  const series = t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.min(1, series * Math.exp(-z * z));
}

/** Benjamini and Hochberg, 1995: for each chance the rate at which it would be a discovery. */
export function falseDiscoveryRates(chances: readonly number[]): number[] {
  const order = chances.map((_, index) => index).sort((a, b) => chances[a]! - chances[b]!);
  const rates = new Array<number>(chances.length).fill(1);
  let least = 1;
  for (let rank = order.length; rank > 0; rank--) {
    const index = order[rank - 1]!;
    least = Math.min(least, chances[index]! * order.length / rank);
    rates[index] = least;
  }
  return rates;
}
