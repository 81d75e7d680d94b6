/** Reports as Markdown: a table of subjects and cases, and below it what each red cell rests on. Pure. */
import type { CaseReport, SubjectReport } from "./subject_report.ts";

const MARKS = { passed: "✔", broken: "✘", "not run": "–" } as const;
/** Subjects beside each other; more are in tables below. */
const COLUMNS_MAX = 4;
const BEGIN = "<!-- conformance: begin -->";
const END = "<!-- conformance: end -->";

export function toMarkdown(reports: readonly SubjectReport[], cases: readonly string[]): string {
  const shown = cases.filter((name) =>
    reports.some((report) => report.cases.some((each) => each.case === name))
  );
  const tables: SubjectReport[][] = [];
  for (let i = 0; i < reports.length; i += COLUMNS_MAX) {
    tables.push(reports.slice(i, i + COLUMNS_MAX));
  }
  return [
    ...tables.flatMap((part) => [...table(part, shown), ""]),
    "✔ holds; ✘ does not; – was not run, for a reason below; an empty cell has no result yet.",
    "",
    ...reports.flatMap((report) => section(report, shown)),
  ].join("\n");
}

function table(reports: readonly SubjectReport[], cases: readonly string[]): string[] {
  const head = ["case", ...reports.map(({ title }) => title)];
  return [
    row(head),
    row(head.map(() => "---")),
    ...cases.map((name) => row([`\`${name}\``, ...reports.map((report) => cell(report, name))])),
  ];
}

/** `page` with the report between its two marks; `undefined` where it has none. */
export function published(page: string, markdown: string): string | undefined {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) return undefined;
  return `${page.slice(0, begin + BEGIN.length)}\n\n${markdown}\n\n${page.slice(end)}`;
}

function cell(report: SubjectReport, name: string): string {
  const found = report.cases.find((each) => each.case === name);
  if (found === undefined) return "";
  return found.status === "broken" ? `${MARKS.broken} ${found.says}` : MARKS[found.status];
}

function section(report: SubjectReport, order: readonly string[]): string[] {
  const { title, about, version, promise, machine, subject } = report;
  const cases = order.flatMap((name) => report.cases.filter((each) => each.case === name));
  const broken = cases.filter(({ status }) => status === "broken");
  const absent = cases.filter(({ status }) => status === "not run");
  return [
    `### ${title}`,
    "",
    `${about} Version: ${version}. Subject \`${subject}\`, on ${machine}.`,
    "",
    `What its manual says, in our words: ${promise.says} (${promise.source})`,
    "",
    ...broken.flatMap(evidence),
    ...notes(cases),
    ...(absent.length === 0 ? [] : [
      `Not run: ${absent.map((each) => `\`${each.case}\` (${each.says})`).join(", ")}.`,
      "",
    ]),
  ];
}

function evidence(found: CaseReport): string[] {
  const { counts, affected, logLine, command, date } = found;
  return [
    `- ✘ \`${found.case}\`: ${found.says}`,
    `  - counted: ${countsText(counts)}`,
    ...(affected.length === 0 ? [] : [`  - first affected: ${affected.join("; ")}`]),
    ...(logLine === undefined ? [] : [`  - its log: \`${logLine.replaceAll("`", "'")}\``]),
    `  - again: \`${command}\` (${date})`,
    "",
  ];
}

function notes(cases: readonly CaseReport[]): string[] {
  const said = cases.filter((each) => each.notes.length > 0)
    .map((each) => `- \`${each.case}\`: ${each.notes.join("; ")}`);
  return said.length === 0 ? [] : ["To know:", "", ...said, ""];
}

export function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).map(([name, count]) =>
    `${name} ${count.toLocaleString("en-US", { maximumFractionDigits: 0 })}`
  ).join(", ");
}

function row(cells: readonly string[]): string {
  return `| ${
    cells.map((text) => text.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")
  } |`;
}
