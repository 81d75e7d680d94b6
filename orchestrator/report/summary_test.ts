import assert from "node:assert/strict";
import { renderSummary } from "./summary.ts";
import { PLAIN_STYLE, visibleLength } from "./terminal.ts";
import type { SaidCheck } from "../judge/mod.ts";
import { sampleReport } from "../testing/sample_report.ts";

Deno.test("renderSummary() says the verdict first, then the counts, then what went wrong", () => {
  assert.deepEqual(renderSummary(sampleReport, PLAIN_STYLE), WANTED.split("\n"));
});

const WANTED =
  `BROKEN 1 of 3 expectations  sample-r1 · 10.0 s · seed 42 · http://127.0.0.1:8080/v1/logs

  emitter  asked/s  sent/s  planned   sent  accepted  rejected  dropped  unanswered     p50    p95    p99
  json         200     190    2,000  1,900     1,890        10      100           0  4.2 ms  18 ms  1.3 s
  noise          5       5       50     50        40         5        0           5  4.2 ms  18 ms  1.3 s
  all          205     195    2,050  1,950     1,930        15      100           5  4.2 ms  18 ms  1.3 s

  sent   DEBUG    INFO    WARN  ERROR
  json      90   1,410     300    100
  noise      0      50       0      0
  all       90   1,460     300    100
         4.6 %  74.9 %  15.4 %  5.1 %

  rejected    rate_limited 10 · bad_utf8 5  (5 broken on purpose)
  unanswered  timeout 5
  retried     rate_limited 3
  defects     5 sent, each met its label's fate

  stored  accepted  delivered  lost  duplicated  reordered  corrupted  PII in clear
  json       1,930      1,929     1           0          0          0      1 of 300
  of 5 unanswered, 2 are stored
  PII in clear: email 1
  lost: json seq 17
  in clear: 20260501.ndjson:20 (json seq 21): email

  ✘ 95 % of the records that were due were sent (json)  achieved_rate_min ≥ 0.99
  ✔ 1 of 1,930 accepted records never arrived           lost_max ≤ 1
  – reordered_max not checked: needs <this>`;

Deno.test("renderSummary() colours change nothing but colours", () => {
  const plain = renderSummary(sampleReport, PLAIN_STYLE);
  const colored = renderSummary(sampleReport, { ...PLAIN_STYLE, color: true });
  assert.deepEqual(colored.map(visibleLength), plain.map(visibleLength));
  assert.ok(colored.some((line) => line.includes("\x1b[31m")));
});

Deno.test("renderSummary() leaves out columns that a narrow screen has no room for", () => {
  const head = (width: number) => renderSummary(sampleReport, { color: false, width })[2]!.trim();
  assert.match(head(120), /asked.*planned.*p50 +p95 +p99$/);
  assert.doesNotMatch(head(100), /p95/);
  assert.doesNotMatch(head(80), /asked|planned/);
  assert.match(head(20), /^emitter +sent\/s +sent +accepted .*p99$/);
});

Deno.test("renderSummary() gives a terminal no control characters of the store", () => {
  const delivery = sampleReport.delivery!;
  const [example] = delivery.examples.filter(({ finding }) => finding !== "lost");
  const hostile = { ...example!, file: "a\x1b]52;c;eA\x07.ndjson", what: "field \x1b[2J" };
  const report = { ...sampleReport, delivery: { ...delivery, examples: [hostile] } };
  const text = renderSummary(report, PLAIN_STYLE).join("\n");
  assert.match(text, /a\\u001b]52;c;eA\\u0007\.ndjson/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f]/);
});

Deno.test("renderSummary() of a run that was interrupted says so", () => {
  const report = { ...sampleReport, outcome: "interrupted" } as const;
  assert.match(renderSummary(report, PLAIN_STYLE)[0]!, /^INTERRUPTED/);
});

const CHECK: SaidCheck = {
  name: "corrupted_max",
  wanted: "≤ 0",
  got: "–",
  status: "unchecked",
  says: "not known",
};
const HELD: SaidCheck = {
  name: "dropped_max",
  wanted: "≤ 0",
  got: "0",
  status: "passed",
  says: "every record was sent in time: 50 of 50",
};

function headAndTail(checks: readonly SaidCheck[]): readonly [string, string] {
  const report = { ...sampleReport, outcome: "passed", verdict: { passed: true, checks } } as const;
  const lines = renderSummary(report, PLAIN_STYLE);
  return [lines[0]!.split("  ")[0]!, lines.at(-1)!.trim()];
}

Deno.test("renderSummary() says what was not checked for want of --verify", () => {
  const unchecked = { ...CHECK, note: "needs --verify <sink folder>" };
  const lost = { ...unchecked, name: "lost_max" };
  assert.deepEqual(headAndTail([HELD, lost, unchecked]), [
    "PASSED 1 of 3 expectations",
    "– 2 expectations not checked: they need --verify <sink folder> (lost_max, corrupted_max)",
  ]);
  assert.deepEqual(headAndTail([lost]), [
    "SENT: none of its expectations was checked",
    "– 1 expectation not checked: it needs --verify <sink folder> (lost_max)",
  ]);
  assert.equal(headAndTail([])[0], "SENT, nothing was expected");
});

Deno.test("renderSummary() asks for the folder when nothing of the run is in it", () => {
  const total = { ...sampleReport.delivery!.total, delivered: 0, lost: 1930, compared: 0 };
  const delivery = { ...sampleReport.delivery!, total, directory: "data/other" };
  const lines = renderSummary({ ...sampleReport, delivery }, PLAIN_STYLE);
  assert.ok(
    lines.includes("  no line of this run in data/other: is it the gateway's LOGOPS_SINK_DIR?"),
    lines.join("\n"),
  );
  assert.ok(!lines.some((line) => line.startsWith("  lost:")));
});
