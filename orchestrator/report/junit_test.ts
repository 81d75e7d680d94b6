import assert from "node:assert/strict";
import { toJUnit } from "./junit.ts";
import { sampleReport } from "../testing/sample_report.ts";

Deno.test("toJUnit() makes a test case of each expectation and of the run", () => {
  assert.equal(
    toJUnit(sampleReport),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="sample" tests="4" failures="1" errors="0" skipped="1" time="10.250" timestamp="2026-05-01T10:00:00.000Z">
    <testcase classname="logops.sample" name="achieved_rate_min"><failure message="95 % of the records that were due were sent (json): wanted ≥ 0.99, got 0.95 (json)"/></testcase>
    <testcase classname="logops.sample" name="lost_max"/>
    <testcase classname="logops.sample" name="reordered_max"><skipped message="wanted ≤ 0, got – (needs &lt;this&gt;)"/></testcase>
    <testcase classname="logops.sample" name="run"/>
  </testsuite>
</testsuites>
`,
  );
});

Deno.test("toJUnit() reports an interruption as an error, and escapes what XML cannot hold", () => {
  const report = { ...sampleReport, scenario: 'a"&\u0001', outcome: "interrupted" } as const;
  const xml = toJUnit(report);
  assert.match(xml, /errors="1"/);
  assert.match(xml, /name="a&quot;&amp;\?"/);
  assert.match(xml, /<error message="interrupted before its end"\/>/);
});
