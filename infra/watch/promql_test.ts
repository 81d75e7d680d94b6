/** Durations in PromQL, divided. */
import assert from "node:assert/strict";
import { durationMs, scaleDuration, scaleExpression } from "./promql.ts";

Deno.test("scaleExpression() divides windows and offsets, and no other number", () => {
  assert.equal(
    scaleExpression("5 * rate(a[1m]) > 60 and b offset 1h30m", 30),
    "5 * rate(a[2000ms]) > 60 and b offset 180000ms",
  );
});

Deno.test("scaleDuration() never comes to nothing", () => {
  assert.equal(scaleDuration("1m", 30), "2000ms");
  assert.equal(scaleDuration("1ms", 30), "1ms");
});

Deno.test("durationMs() reads what Prometheus writes", () => {
  assert.equal(durationMs("1h30m"), 5_400_000);
  assert.equal(durationMs("250ms"), 250);
  assert.throws(() => durationMs("1 hour"));
});
