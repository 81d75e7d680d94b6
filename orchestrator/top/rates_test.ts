import assert from "node:assert/strict";
import { parseMetrics } from "../judge/mod.ts";
import { ratesBetween } from "./rates.ts";
import { renderTop } from "./view.ts";

const BEFORE = `logops_build_info{version="1.2.3"} 1
logops_accepted_total{emitter="a"} 10
logops_ingested_total{emitter="a",level="INFO"} 1000
logops_rejected_total{reason="bad_json",emitter="a"} 5
logops_batch_latency_seconds_bucket{le="0.01"} 90
logops_batch_latency_seconds_bucket{le="0.1"} 100
logops_batch_latency_seconds_bucket{le="+Inf"} 100
`;
const AFTER = `logops_build_info{version="1.2.3"} 1
logops_accepted_total{emitter="a"} 20
logops_accepted_total{emitter="b"} 4
logops_ingested_total{emitter="a",level="INFO"} 1900
logops_ingested_total{emitter="a",level="ERROR"} 100
logops_ingested_total{emitter="b",level="INFO"} 40
logops_rejected_total{reason="bad_json",emitter="a"} 5
logops_rejected_total{reason="rate_limited",emitter="c"} 2
logops_pii_masked_total{kind="email"} 8
logops_inflight 3
logops_batch_latency_seconds_bucket{le="0.01"} 180
logops_batch_latency_seconds_bucket{le="0.1"} 200
logops_batch_latency_seconds_bucket{le="+Inf"} 200
`;

const reading = (atMs: number, text: string) => ({ atMs, samples: parseMetrics(text) });
const rates = ratesBetween(reading(0, BEFORE), reading(2000, AFTER));

Deno.test("ratesBetween() says what was done a second, by emitter, reason and kind", () => {
  assert.equal(rates.recordsPerSec, 520);
  assert.equal(rates.batchesPerSec, 7);
  assert.equal(rates.inflight, 3);
  assert.deepEqual(rates.emitters, [
    { name: "a", perSec: 500, batchesPerSec: 5, rejectedPerSec: 0 },
    { name: "b", perSec: 20, batchesPerSec: 2, rejectedPerSec: 0 },
    { name: "c", perSec: 0, batchesPerSec: 0, rejectedPerSec: 1 },
  ]);
  assert.deepEqual(rates.reasons, [{ name: "rate_limited", perSec: 1 }]);
  assert.deepEqual(rates.masked, [{ name: "email", perSec: 4 }]);
});

Deno.test("ratesBetween() tells latency of the interval alone, as Prometheus does", () => {
  assert.ok(Math.abs(rates.p50Ms! - 10 * 50 / 90) < 1e-9);
  assert.ok(Math.abs(rates.p99Ms! - (10 + 90 * 9 / 10)) < 1e-9);
  assert.equal(ratesBetween(reading(0, AFTER), reading(1, AFTER)).p99Ms, undefined);
  const late = AFTER.replace(/(Inf"}) 200/, "$1 300");
  assert.equal(ratesBetween(reading(0, AFTER), reading(1, late)).p99Ms, 100);
});

Deno.test("ratesBetween() counts on from 0 where a gateway began anew", () => {
  const { recordsPerSec, p50Ms } = ratesBetween(reading(0, AFTER), reading(1000, BEFORE));
  assert.equal(recordsPerSec, 1000);
  assert.ok(p50Ms! > 0);
});

const NAMED = { why: undefined, rates } as const;

Deno.test("renderTop() shows each gateway, the sum, and why one is down; and fits its screen", () => {
  const rows = [
    { ...NAMED, name: "one:8080", state: "ready" as const },
    { ...NAMED, name: "two:8080", state: "ready" as const },
    { name: "three:8080", state: "down" as const, why: "nothing answers", rates: undefined },
  ];
  const text = renderTop(rows, 100, { color: false, width: 160 }).join("\n");
  assert.match(text, /^one:8080 +ready +520 /m);
  assert.match(text, /^all +1,040 +14 /m);
  assert.match(text, /^three:8080 +down +–/m);
  assert.match(text, /^three:8080: nothing answers$/m);
  assert.match(text, /^a +1,000 +10 +0$/m);
  for (const width of [20, 40, 80, 120]) {
    for (const height of [1, 5, 24]) {
      const lines = renderTop(rows, height, { color: true, width });
      assert.ok(lines.length <= height);
      // deno-lint-ignore no-control-regex
      const shown = lines.map((line) => line.replace(/\x1b\[\d+m/g, ""));
      assert.ok(shown.every((line) => [...line].length <= width), shown.join("\n"));
    }
  }
  const narrow = renderTop(rows, 24, { color: false, width: 60 }).join("\n");
  assert.match(narrow, /gateway +state +records\/s +p99 +masked\/s +refused\/s$/m);
});

Deno.test("renderTop() shows what sinks do", () => {
  const sinks = `logops_deliver_records_total{sink="loki"} 50
logops_deliver_lag_bytes{sink="loki"} 2500000
logops_deliver_waiting{sink="loki",reason="retry"} 1
`;
  const of = (text: string) => reading(1000, text);
  const rates = ratesBetween({ atMs: 0, samples: [] }, of(sinks));
  const row = { name: "127.0.0.1:9464", state: "ready" as const, why: undefined, rates };
  const text = renderTop([row], 24, { color: false, width: 80 }).join("\n");
  assert.match(text, /^loki +50 +2\.5 MB +0 +waits: retry$/m);
});
