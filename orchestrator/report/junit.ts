/**
 * A verdict as JUnit XML, which CI systems show: one test case for each expectation.
 * The format has no standard; this is the part that Jenkins, GitLab and GitHub actions agree on.
 */
import type { Report } from "../judge/mod.ts";

export function toJUnit(report: Report): string {
  const { scenario, startedMs, endedMs, outcome, verdict: { checks } } = report;
  const seconds = ((endedMs - startedMs) / 1000).toFixed(3);
  const interrupted = outcome === "interrupted";
  const cases = [
    ...checks.map(({ name, wanted, got, status, note, says }) => {
      const bounds = `wanted ${wanted}, got ${got}${note === undefined ? "" : ` (${note})`}`;
      const text = status === "unchecked" ? bounds : `${says}: ${bounds}`;
      if (status === "broken") return testCase(scenario, name, `<failure message="${xml(text)}"/>`);
      if (status === "unchecked") {
        return testCase(scenario, name, `<skipped message="${xml(text)}"/>`);
      }
      return testCase(scenario, name);
    }),
    testCase(scenario, "run", interrupted ? '<error message="interrupted before its end"/>' : ""),
  ];
  const count = (status: string) => checks.filter((check) => check.status === status).length;
  const attributes = [
    `name="${xml(scenario)}"`,
    `tests="${cases.length}"`,
    `failures="${count("broken")}"`,
    `errors="${interrupted ? 1 : 0}"`,
    `skipped="${count("unchecked")}"`,
    `time="${seconds}"`,
    `timestamp="${new Date(startedMs).toISOString()}"`,
  ].join(" ");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite ${attributes}>`,
    ...cases.map((line) => `    ${line}`),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(scenario: string, name: string, inside = ""): string {
  const head = `<testcase classname="logops.${xml(scenario)}" name="${xml(name)}"`;
  return inside === "" ? `${head}/>` : `${head}>${inside}</testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Escapes for attribute values; characters that XML 1.0 cannot hold become `?`. */
function xml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign]!).replace(FORBIDDEN, "?");
}

/** Controls other than tab and line ends (XML 1.0, section 2.2). */
const FORBIDDEN = /(?![\t\n\r])\p{Cc}/gu;
