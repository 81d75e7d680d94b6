import assert from "node:assert/strict";
import { increaseOf, parseMetrics, sumOf } from "./metrics_text.ts";

const BEFORE = `# HELP logops_ingested_total Records stored
# TYPE logops_ingested_total counter
logops_ingested_total{emitter="json",level="INFO"} 10
logops_ingested_total{emitter="json",level="WARN"} 2
logops_ingested_total{emitter="csv",level="INFO"} 5

up 1
odd{text="a \\"b\\" \\\\ {c},d=e\\n"} 1.5e3 1777629600000
broken{ 7
`;

Deno.test("parseMetrics() reads names, labels and values", () => {
  const samples = parseMetrics(BEFORE);
  assert.equal(samples.length, 5);
  assert.deepEqual(samples.at(-1), {
    name: "odd",
    labels: { text: 'a "b" \\ {c},d=e\n' },
    value: 1500,
  });
});

Deno.test("sumOf() adds the series that have all of the labels", () => {
  const samples = parseMetrics(BEFORE);
  const sum = (labels: Record<string, string>) =>
    sumOf(samples, { name: "logops_ingested_total", labels });
  assert.deepEqual([sum({}), sum({ emitter: "json" }), sum({ level: "INFO" }), sum({ x: "y" })], [
    ...[17, 12, 15, 0],
  ]);
});

Deno.test("increaseOf() takes a series that is new to begin at 0", () => {
  const after = parseMetrics(`${BEFORE}logops_rejected_total{reason="bad_json"} 3\n`);
  const selector = { name: "logops_rejected_total", labels: { reason: "bad_json" } };
  assert.equal(increaseOf(parseMetrics(BEFORE), after, selector), 3);
});
