import assert from "node:assert/strict";
import { parseMetrics, sumOf } from "../judge/mod.ts";
import { sampleReport } from "../testing/sample_report.ts";
import { createMetrics } from "./metrics.ts";

Deno.test("createMetrics() counts what a run did since it was last counted", async () => {
  const metrics = createMetrics("1.2.3");
  const { run } = sampleReport;
  metrics.progressed(run, undefined);
  metrics.progressed(run, run);
  metrics.ended("broken");
  metrics.running(2);
  const samples = parseMetrics(await metrics.registry.metrics());
  const value = (name: string, labels = {}) => sumOf(samples, { name, labels });
  assert.equal(value("logops_orch_emitted_total", { scenario: "sample", emitter: "json" }), 1900);
  assert.equal(value("logops_orch_emitted_total", { scenario: "sample", emitter: "noise" }), 50);
  assert.equal(value("logops_orch_errors_total", { reason: "rate_limited" }), 10);
  assert.equal(value("logops_orch_errors_total", { reason: "timeout" }), 5);
  assert.equal(value("logops_orch_errors_total", { reason: "dropped" }), 100);
  assert.equal(value("logops_orch_runs_total", { outcome: "broken" }), 1);
  assert.equal(value("logops_orch_running"), 2);
  assert.equal(value("logops_build_info", { version: "1.2.3" }), 1);
});

Deno.test("createMetrics() bounds the values of a label", async () => {
  const metrics = createMetrics("1.2.3");
  for (let i = 0; i < 500; i++) {
    metrics.progressed({ ...sampleReport.run, name: `scenario-${i}` }, undefined);
  }
  const samples = parseMetrics(await metrics.registry.metrics());
  const names = new Set(
    samples.filter(({ name }) => name === "logops_orch_emitted_total")
      .map(({ labels }) => labels.scenario),
  );
  assert.equal(names.size, 201);
  assert.ok(names.has("other"));
  const all = sumOf(samples, { name: "logops_orch_emitted_total", labels: {} });
  assert.equal(all, 500 * 1950);
});
