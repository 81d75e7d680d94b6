/** Patterns and changes as people read them, on a terminal or in a file. */
import { LEVELS } from "../../contract/mod.ts";
import type { Change, Comparison } from "./compare.ts";
import type { Pattern, PatternReport } from "./pattern_report.ts";

export interface TableOptions {
  /** Rows at most; the rest is told as a sum. */
  readonly rowsMax: number;
  /** Columns of the terminal; lines are cut there. `undefined` for a file: nothing is cut. */
  readonly width: number | undefined;
}

/** The table of `deno task patterns`. */
export function describePatterns(
  { patterns, totals }: PatternReport,
  options: TableOptions,
): string {
  const shown = patterns.slice(0, options.rowsMax);
  const rows = shown.map((pattern) => [
    number(pattern.count),
    percent(pattern.count / totals.lines),
    levelsOf(pattern),
    pattern.id,
    pattern.template,
  ]);
  const lines = aligned([["lines", "share", "levels", "id", "pattern"], ...rows], options.width);
  const rest = patterns.slice(options.rowsMax);
  if (rest.length > 0) {
    const count = rest.reduce((sum, pattern) => sum + pattern.count, 0);
    lines.push(
      `… and ${plural(rest.length, "pattern")} with ${plural(count, "line")}: --top shows more`,
    );
  }
  lines.push("", `${plural(totals.lines, "line")} in ${plural(totals.patterns, "pattern")}`);
  return lines.join("\n");
}

/** The table of a comparison: what is new first, as that is the question after a deploy. */
export function describeComparison(comparison: Comparison, options: TableOptions): string {
  const { totals } = comparison;
  const sections = [
    section("New", comparison.new, options),
    section("Vanished", comparison.vanished, options),
    section("Share changed", comparison.changed, options),
  ];
  const closing =
    `${plural(totals.before.lines, "line")} in ${
      plural(totals.before.patterns, "pattern")
    } before, ` +
    `${plural(totals.after.lines, "line")} in ${plural(totals.after.patterns, "pattern")} after; ` +
    `${plural(comparison.unchanged.length, "pattern")} unchanged`;
  return [...sections, closing].join("\n\n");
}

function section(title: string, changes: readonly Change[], options: TableOptions): string {
  if (changes.length === 0) return `${title}: none`;
  const rows = changes.slice(0, options.rowsMax).map((change) => [
    number(change.before.count),
    percent(change.before.share),
    number(change.after.count),
    percent(change.after.share),
    change.isCertain ? "" : "may be chance",
    change.id,
    change.template,
  ]);
  const head = ["before", "share", "after", "share", "", "id", "pattern"];
  const lines = aligned([head, ...rows], options.width);
  const more = changes.length - options.rowsMax;
  if (more > 0) lines.push(`… and ${number(more)} more: --top shows them`);
  return [`${title}: ${plural(changes.length, "pattern")}`, ...lines].join("\n");
}

/** All columns but the last two to the right. */
function aligned(rows: readonly (readonly string[])[], width: number | undefined): string[] {
  const columns = rows[0]!.length;
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === columns - 1
        ? cell
        : column === columns - 2
        ? cell.padEnd(widths[column]!)
        : cell.padStart(widths[column]!)
    );
    const line = cells.join("  ");
    return width === undefined || line.length <= width ? line : `${line.slice(0, width - 1)}…`;
  });
}

/** `INFO`, or `ERROR 3, INFO 17`, worst first. */
function levelsOf({ levels }: Pattern): string {
  const found = LEVELS.toReversed().filter((level) => levels[level] !== undefined);
  if (found.length === 1) return found[0]!;
  return found.map((level) => `${level} ${number(levels[level]!)}`).join(", ");
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}

function plural(count: number, noun: string): string {
  return `${number(count)} ${noun}${count === 1 ? "" : "s"}`;
}

function percent(share: number): string {
  const PERCENT = 100, SMALL = 0.0001;
  if (share > 0 && share < SMALL) return "<0.01 %";
  return `${(share * PERCENT).toFixed(share < 0.1 ? 2 : 1)} %`;
}
