/**
 * Puts the tables of a run into a Markdown page, between two marks; what people wrote around them
 * stays.
 */
import { type BenchReport, headLines, tablesOf } from "./report.ts";
import { toMarkdown } from "./table.ts";
import { targetsOf, targetTable } from "./targets.ts";

const BEGIN = "<!-- deno task bench --markdown: begin -->";
const END = "<!-- deno task bench --markdown: end -->";

export function reportMarkdown(report: BenchReport): string {
  const targets = targetsOf(report);
  const tables = [...(targets.length > 0 ? [targetTable(targets)] : []), ...tablesOf(report)];
  return [
    headLines(report).map((line) => `- ${line}`).join("\n"),
    ...tables.map(toMarkdown),
    ...(report.skipped.length > 0 ? [`Left out: ${report.skipped.join("; ")}.`] : []),
  ].join("\n\n");
}

/** `page` with `markdown` between the marks; `undefined` when it has none. */
export function replaceBetweenMarks(page: string, markdown: string): string | undefined {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) return undefined;
  const ignored = `<!-- deno-fmt-ignore-start -->\n\n${markdown}\n\n<!-- deno-fmt-ignore-end -->`;
  return `${page.slice(0, begin + BEGIN.length)}\n\n${ignored}\n\n${page.slice(end)}`;
}
