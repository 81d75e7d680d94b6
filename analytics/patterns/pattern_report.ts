/** What was found, as the objects that `--json`, the tables and the page are made of. */
import { LEVELS } from "../../contract/mod.ts";
import {
  commonWords,
  type Form,
  type FormTable,
  OVERFLOW_ID,
  OVERFLOW_TEMPLATE,
  sumOf,
  type Tally,
} from "./form_table.ts";
import { textOf } from "../message/mod.ts";

export interface Pattern {
  readonly id: string;
  readonly template: string;
  /** Lines. */
  readonly count: number;
  readonly levels: Readonly<Record<string, number>>;
  /** The time of its first and last line: RFC 3339 for records, else as the lines have it. */
  readonly first: string | null;
  readonly last: string | null;
  /** The message of its first line, masked. */
  readonly example: string;
}

export interface PatternReport {
  readonly patterns: readonly Pattern[];
  readonly totals: {
    readonly lines: number;
    readonly patterns: number;
    readonly levels: Readonly<Record<string, number>>;
  };
}

/** A pattern with a tally for each input; `pattern` is of all of them. */
export interface CountedPattern {
  readonly pattern: Pattern;
  readonly tallies: readonly Tally[];
}

/** Hides what is personal or secret in a text. */
export type Mask = (text: string) => string;

/** The patterns of `table`, most frequent first; those without a line are left out. */
export function patternsOf(table: FormTable, mask: Mask): CountedPattern[] {
  const counted = table.patterns().map((forms) => {
    const tallies = Array.from(
      { length: table.sides },
      (_, side) => sumOf(forms.map((form) => form.tallies[side]!)),
    );
    return { forms, tallies, sum: sumOf(tallies) };
  }).filter(({ sum }) => countOf(sum) > 0);
  counted.sort((a, b) =>
    countOf(b.sum) - countOf(a.sum) || (a.forms[0]!.id < b.forms[0]!.id ? -1 : 1)
  );
  return counted.map(({ forms, tallies, sum }) => ({
    pattern: patternOf(forms, sum, mask),
    tallies,
  }));
}

export function reportOf(patterns: readonly Pattern[]): PatternReport {
  const levels: Record<string, number> = {};
  let lines = 0;
  for (const pattern of patterns) {
    lines += pattern.count;
    for (const [level, count] of Object.entries(pattern.levels)) {
      levels[level] = (levels[level] ?? 0) + count;
    }
  }
  return { patterns, totals: { lines, patterns: patterns.length, levels } };
}

export function countOf({ levels }: Tally): number {
  return levels.reduce((sum, count) => sum + count, 0);
}

function patternOf(forms: readonly Form[], sum: Tally, mask: Mask): Pattern {
  const { id, example } = forms[0]!;
  const isOverflow = id === OVERFLOW_ID;
  return {
    id,
    template: isOverflow ? OVERFLOW_TEMPLATE : mask(textOf(commonWords(forms))),
    count: countOf(sum),
    levels: Object.fromEntries(
      LEVELS.flatMap((level, index) =>
        sum.levels[index] === 0 ? [] : [[level, sum.levels[index]!]]
      ),
    ),
    first: timeText(sum.firstMs) ?? sum.first,
    last: timeText(sum.lastMs) ?? sum.last,
    example: mask(example),
  };
}

function timeText(timeMs: number): string | null {
  return Number.isFinite(timeMs) ? new Date(timeMs).toISOString() : null;
}
