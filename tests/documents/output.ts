/**
 * Whether a document shows what a program prints. The shown lines must be in the printed text, in
 * their order and unbroken; blanks at the ends of lines and the width of gaps do not count.
 *
 * ```
 * shown:    PASSED  demo-fsefc9 · 8.0 s        varies: fsefc9
 *           …
 *           all  1,865
 * ```
 */
export interface Shown {
  readonly text: string;
  /** Words that differ from run to run: each stands for any word. */
  readonly varies: readonly string[];
  /** A formatter has set the blanks of JSON: none of them count. */
  readonly isJson: boolean;
}

/** What is wrong with what is shown, or nothing. */
export function outputProblem(shown: Shown, printed: string): string | undefined {
  if (shown.isJson) {
    const pattern = new RegExp(patternOf(squeeze(shown.text), shown.varies));
    return pattern.test(squeeze(printed)) ? undefined : "this JSON was not printed";
  }
  const patterns = linesOf(shown.text).map((line) =>
    line === "…" ? undefined : new RegExp(`^${patternOf(line, shown.varies)}$`)
  );
  const lines = linesOf(printed);
  if (lines.some((_, start) => matchesFrom(patterns, lines, start))) return undefined;
  const absent = patterns.findIndex((pattern) =>
    pattern !== undefined && !lines.some((line) => pattern.test(line))
  );
  return absent === -1
    ? "its lines were printed, but not in this order and unbroken"
    : `this line was not printed: ${linesOf(shown.text)[absent]}`;
}

/** An undefined pattern stands for any lines, none of them too. */
function matchesFrom(
  patterns: readonly (RegExp | undefined)[],
  lines: readonly string[],
  start: number,
): boolean {
  const [pattern, ...rest] = patterns;
  if (patterns.length === 0) return true;
  if (pattern !== undefined) {
    return start < lines.length && pattern.test(lines[start]!) &&
      matchesFrom(rest, lines, start + 1);
  }
  for (let next = start; next <= lines.length; next++) {
    if (matchesFrom(rest, lines, next)) return true;
  }
  return false;
}

/** Lines with single gaps, without empty ones. */
function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim().replace(/\s+/g, " "))
    .filter((line) => line !== "");
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, "");
}

function patternOf(text: string, varies: readonly string[]): string {
  const words = varies.map((word) => `(?<!\\w)${escape(word)}(?!\\w)`);
  const varying = new RegExp(["…", ...words].join("|"), "g");
  let pattern = "";
  let end = 0;
  for (const { 0: found, index } of text.matchAll(varying)) {
    pattern += escape(text.slice(end, index)) + (found === "…" ? ".*" : "\\S+?");
    end = index + found.length;
  }
  return pattern + escape(text.slice(end));
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
