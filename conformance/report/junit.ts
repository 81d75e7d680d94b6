/** Reports as JUnit XML, which CI systems show: a suite for each subject, a test case for each case. */
import { countsText } from "./markdown.ts";
import type { CaseReport, SubjectReport } from "./subject_report.ts";

export function toJUnit(reports: readonly SubjectReport[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    ...reports.flatMap(suite),
    "</testsuites>",
    "",
  ].join("\n");
}

function suite({ subject, cases }: SubjectReport): string[] {
  const count = (status: CaseReport["status"]) =>
    cases.filter((each) => each.status === status).length;
  const seconds = cases.reduce((sum, { tookSec }) => sum + tookSec, 0).toFixed(1);
  return [
    `  <testsuite name="${xml(subject)}" tests="${cases.length}" failures="${count("broken")}" ` +
    `skipped="${count("not run")}" time="${seconds}">`,
    ...cases.map((each) => `    ${testCase(subject, each)}`),
    "  </testsuite>",
  ];
}

function testCase(subject: string, found: CaseReport): string {
  const head = `<testcase classname="logops.conform.${xml(subject)}" name="${xml(found.case)}" ` +
    `time="${found.tookSec}"`;
  if (found.status === "passed") return `${head}/>`;
  if (found.status === "not run") {
    return `${head}><skipped message="${xml(found.says)}"/></testcase>`;
  }
  const inside = [countsText(found.counts), ...found.affected, found.logLine ?? "", found.command];
  const message = xml(found.says);
  return `${head}><failure message="${message}">${xml(inside.join("\n"))}</failure></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Characters that XML 1.0 cannot hold (section 2.2) become `?`. */
function xml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]!)
    .replace(/(?![\t\n\r])\p{Cc}/gu, "?");
}
