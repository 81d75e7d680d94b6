/** Runs a detector's table of examples, alone and beside all others. For tests. */
import { equal, ok } from "node:assert/strict";
import { createPiiCounts, PII_KINDS, type PiiKind } from "../detector.ts";
import { createScan } from "../../scan.ts";

/** Text → what it becomes; the same text where nothing may be found. */
export type MaskTable = Readonly<Record<string, string>>;

/**
 * Each masked text must come back unchanged from a second look, and each example must come out the
 * same in the places where evasion is easy: at the edges of a text, in brackets and quotes, beside
 * letters outside ASCII.
 */
export function checkMasks(kind: PiiKind, table: MaskTable): void {
  const scan = createScan([kind]);
  for (const [text, expected] of Object.entries(table)) {
    const counts = createPiiCounts();
    equal(scan(text, counts), expected, text);
    equal(counts[kind] > 0, text !== expected, `count of ${text}`);
    equal(scan(expected, createPiiCounts()), expected, `again ${expected}`);
  }
}

/** What stands around a finding in logs, with `·` for the finding. */
const SURROUNDINGS = [
  "·",
  " · ",
  "(·)",
  "[·]",
  "{·}",
  "<·>",
  '"·"',
  "'·'",
  "`·`",
  "«·»",
  "“·”",
  "，·。",
  "·,",
  "·;",
  "·.",
  "·. Next",
  "·!",
  "·?",
  "x=·",
  "x=·&y=1",
  "x: ·, y",
  "a|·|b",
  "a,·,b",
  "a\t·\tb",
  "a\n·\nb",
  "log/·",
  '{"x":"·"}',
  '{\\"x\\":\\"·\\"}',
  "%20·%20",
  "%22·%22",
  "?x=·&y",
  "?x%3D·%26y",
  "\\n·\\n",
  "· and ·",
];

/** `value` is found, whole and nothing else, wherever it stands. */
export function checkSurroundings(kind: PiiKind, value: string, expected: string): void {
  for (const kinds of [[kind], PII_KINDS]) {
    const scan = createScan(kinds);
    for (const surrounding of SURROUNDINGS) {
      const text = surrounding.replaceAll("·", value);
      const masked = scan(text, createPiiCounts());
      equal(masked, surrounding.replaceAll("·", expected), text);
      ok(!masked.includes(value), text);
    }
  }
}
