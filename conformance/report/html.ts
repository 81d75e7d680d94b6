/** Reports as one HTML page that loads nothing, to be shown to others. Pure. */
import { countsText } from "./markdown.ts";
import type { CaseReport, SubjectReport } from "./subject_report.ts";

export interface CaseWords {
  readonly name: string;
  readonly does: string;
  readonly judges: string;
}

const MARKS = { passed: "✔", broken: "✘", "not run": "–" } as const;
const CLASSES = { passed: "good", broken: "bad", "not run": "none" } as const;

const STYLE = `
:root { color-scheme: light dark; --good: #1a7f37; --bad: #c62828; --dim: #6b7280; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --good: #4ac26b; --bad: #ff7b72; --dim: #9ca3af; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } .lead, .dim { color: var(--dim); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 1.5rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .8rem; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: Canvas; }
td a { color: inherit; text-decoration: none; } td a:hover { text-decoration: underline; }
.good { color: var(--good); } .bad { color: var(--bad); } .none { color: var(--dim); }
section { border-top: 2px solid var(--line); margin-top: 2.5rem; }
blockquote { border-left: 3px solid var(--line); margin: 1rem 0; padding-left: 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: .4rem 0 1rem; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
code { font: .9em ui-monospace, monospace; }
`;

export function toHtml(reports: readonly SubjectReport[], cases: readonly CaseWords[]): string {
  const shown = cases.filter(({ name }) =>
    reports.some((report) => report.cases.some((each) => each.case === name))
  );
  const broken = reports.flatMap((report) => report.cases)
    .filter(({ status }) => status === "broken").length;
  const run = reports.flatMap((report) => report.cases)
    .filter(({ status }) => status !== "not run").length;
  const head = reports.map(({ title, version }) =>
    `<th scope="col">${text(title)}<br><small class="dim">${text(version)}</small></th>`
  ).join("");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What log pipelines do when things go wrong</title>
<style>${STYLE}</style>
<h1>What log pipelines do when things go wrong</h1>
<p class="lead">${reports.length} configurations, ${run} cases run, ${broken} did not hold.
Faults are real: signals, full disks, sinks that are stopped. Each record is known to its sender,
and looked for where it should be.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">case</th>${head}</tr></thead>
<tbody>
${shown.map((each) => tableRow(each, reports)).join("\n")}
</tbody></table></div>
<p class="dim">✔ holds · ✘ does not · – was not run, for a reason below</p>
${reports.map((report) => section(report, shown)).join("\n")}
</html>
`;
}

function tableRow({ name, does, judges }: CaseWords, reports: readonly SubjectReport[]): string {
  const cells = reports.map((report) => {
    const found = report.cases.find((each) => each.case === name);
    if (found === undefined) return "<td></td>";
    const says = found.status === "broken" ? ` ${text(found.says)}` : "";
    const mark = `<a href="#${idOf(report, found)}">${MARKS[found.status]}${says}</a>`;
    return `<td class="${CLASSES[found.status]}" title="${text(found.says)}">${mark}</td>`;
  });
  const title = `${does}. Judged: ${judges}`;
  return `<tr><th scope="row" title="${text(title)}"><code>${text(name)}</code><br>` +
    `<small class="dim">${text(does)}</small></th>${cells.join("")}</tr>`;
}

function section(report: SubjectReport, shown: readonly CaseWords[]): string {
  const cases = shown.flatMap(({ name }) => report.cases.filter((each) => each.case === name));
  return `<section>
<h2>${text(report.title)}</h2>
<p>${text(report.about)} Version ${text(report.version)}, on ${text(report.machine)}.</p>
<blockquote>${
    text(report.promise.says)
  }<br><small class="dim">what its manual says, in our words: ${
    text(report.promise.source)
  }</small></blockquote>
${cases.map((found) => caseBlock(report, found)).join("\n")}
</section>`;
}

function caseBlock(report: SubjectReport, found: CaseReport): string {
  const rows: [string, string][] = [];
  if (Object.keys(found.counts).length > 0) rows.push(["counted", countsText(found.counts)]);
  if (found.affected.length > 0) rows.push(["first affected", found.affected.join("; ")]);
  if (found.notes.length > 0) rows.push(["to know", found.notes.join("; ")]);
  if (found.logLine !== undefined) rows.push(["its log", found.logLine]);
  if (found.status !== "not run") {
    rows.push(["again", found.command], ["run", `${found.date}, ${found.tookSec} s`]);
  }
  const list = rows.map(([name, value]) => `<dt>${name}</dt><dd>${text(value)}</dd>`).join("");
  return `<h3 id="${idOf(report, found)}" class="${CLASSES[found.status]}">${
    MARKS[found.status]
  } <code>${text(found.case)}</code></h3>
<p>${text(found.says)}</p>${list === "" ? "" : `<dl>${list}</dl>`}`;
}

function idOf({ subject }: SubjectReport, found: CaseReport): string {
  return `${subject}-${found.case}`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

function text(value: string): string {
  return value.replace(/[&<>"]/g, (sign) => ENTITIES[sign]!);
}
