import assert from "node:assert/strict";
import { createCurve } from "../plan/mod.ts";
import { endLine, reportJson, secondLine, startLine } from "./run_log.ts";
import { sampleReport } from "../testing/sample_report.ts";

const AT_MS = Date.UTC(2026, 4, 1, 10, 0, 1);

Deno.test("startLine() says what is going to happen", () => {
  const curve = createCurve([{ fromSec: 0, toSec: 10, fromEps: 5, toEps: 5 }]);
  const json = {
    label: "json",
    type: "json",
    records: 50,
    peakEps: 5,
    meanEps: 5,
    activeSec: 10,
    batchSize: 50,
    curve,
  };
  const plan = { name: "sample", durationSec: 10, records: 50, emitters: [json] };
  const line = startLine({ atMs: AT_MS, scenarioId: "sample-r1", url: "u", seed: 42, plan });
  assert.deepEqual(JSON.parse(line), {
    event: "start",
    at: "2026-05-01T10:00:01.000Z",
    scenario: "sample",
    scenario_id: "sample-r1",
    url: "u",
    seed: 42,
    duration_sec: 10,
    planned: 50,
    emitters: { json: { planned: 50, peak_eps: 5, mean_eps: 5 } },
  });
});

Deno.test("secondLine() has the counts of all and of each emitter", () => {
  const line = JSON.parse(secondLine(sampleReport.run, AT_MS));
  assert.equal(line.event, "second");
  assert.equal(line.elapsed_sec, 10);
  assert.deepEqual([line.sent, line.dropped, line.unanswered], [1950, 100, 5]);
  assert.deepEqual(line.emitters.noise, {
    planned: 50,
    due: 50,
    sent: 50,
    accepted: 40,
    rejected: 5,
    refused_by_design: 5,
    unanswered: 5,
    dropped: 0,
    requests: 10,
    retries: 0,
    current_eps: 0,
    p99_ms: 1300,
  });
});

Deno.test("endLine() is the report that --json prints, with an event", () => {
  const { event, at, ...rest } = JSON.parse(endLine(sampleReport));
  assert.deepEqual([event, at], ["end", "2026-05-01T10:00:10.250Z"]);
  assert.deepEqual(rest, JSON.parse(JSON.stringify(reportJson(sampleReport))));
  assert.equal(rest.outcome, "broken");
  assert.equal(rest.checks.length, 3);
  assert.equal(rest.delivery.total.lost, 1);
  assert.deepEqual(rest.latency_ms, { p50: 4.2, p95: 18, p99: 1300, max: 1500 });
});
