import assert from "node:assert/strict";
import fc from "fast-check";
import type { Level } from "../../contract/mod.ts";
import type { Defect, EmittedRecord } from "../../emitters/mod.ts";
import { EmitterTally, totalOf } from "./statistics.ts";
import type { Delivery } from "./transport.ts";

function records(levels: readonly Level[], defect?: Defect): EmittedRecord[] {
  return levels.map((level, i) => ({
    seq: i + 1,
    level,
    text: "",
    planted: [],
    ...(defect === undefined ? {} : { defect }),
  }));
}

const AT = { nowSec: 10, activeSec: 5 };
const accepted: Delivery = { kind: "accepted", attempts: 1 };
const rejected = (reason: string): Delivery => {
  return { kind: "rejected", status: 400, reason, attempts: 1 };
};

Deno.test("EmitterTally counts by fate, level and reason", () => {
  const tally = new EmitterTally("a");
  tally.planned = 10;
  tally.due = 8;
  const first = records(["INFO", "INFO", "ERROR"]);
  const second = records(["WARN", "DEBUG"]);
  for (const batch of [first, second]) tally.send(batch, 1);
  tally.settle(first, { ...accepted, accepted: 3 }, 10);
  tally.retry("draining");
  tally.settle(second, rejected("bad_json"), 20);
  const summary = tally.summary(AT);
  assert.deepEqual(summary.sentLevels, { DEBUG: 1, INFO: 2, WARN: 1, ERROR: 1 });
  assert.deepEqual(summary.acceptedLevels, { DEBUG: 0, INFO: 2, WARN: 0, ERROR: 1 });
  assert.deepEqual(summary.rejectedByReason, { bad_json: 2 });
  assert.deepEqual(summary.retriedByReason, { draining: 1 });
  assert.deepEqual([summary.sent, summary.accepted, summary.rejected], [5, 3, 2]);
  assert.deepEqual([summary.requests, summary.retries], [2, 1]);
  assert.deepEqual([summary.askedEps, summary.achievedEps], [8 / 5, 1]);
  assert.equal(summary.latency.count, 2);
});

Deno.test("EmitterTally counts what the gateway did not take as unanswered", () => {
  const tally = new EmitterTally("a");
  const batch = records(["INFO", "INFO", "INFO"]);
  tally.send(batch, 0);
  tally.settle(batch, { ...accepted, accepted: 2 }, 1);
  const { accepted: taken, unansweredByReason } = tally.summary(AT);
  assert.equal(taken, 2);
  assert.deepEqual(unansweredByReason, { accepted_fewer: 1 });
});

for (
  const [what, defect, delivery, wanted] of [
    [
      "refused, and refused for its reason",
      { class: "x", outcome: "refused", reason: "bad_json" },
      rejected("bad_json"),
      { refused: 1, astray: 0 },
    ],
    [
      "refused, and refused for another",
      { class: "x", outcome: "refused", reason: "bad_json" },
      rejected("bad_csv"),
      { refused: 0, astray: 1 },
    ],
    [
      "refused, and accepted",
      { class: "x", outcome: "refused", reason: "bad_json" },
      accepted,
      { refused: 0, astray: 1 },
    ],
    ["repaired, and accepted", { class: "x", outcome: "repaired" }, accepted, {
      refused: 0,
      astray: 0,
    }],
    [
      "repaired, and refused",
      { class: "x", outcome: "repaired" },
      rejected("invalid_records"),
      { refused: 0, astray: 1 },
    ],
  ] as [string, Defect, Delivery, { refused: number; astray: number }][]
) {
  Deno.test(`EmitterTally: a record that is to be ${what}`, () => {
    const tally = new EmitterTally("a");
    const batch = records(["INFO"], defect);
    tally.send(batch, 0);
    tally.settle(batch, delivery, 1);
    const { refused, defects } = tally.summary(AT);
    assert.deepEqual({ refused, astray: defects.x!.astray }, wanted);
  });
}

Deno.test("EmitterTally currentEps is the mean of the last whole seconds", () => {
  const tally = new EmitterTally("a");
  for (let sec = 0; sec < 8; sec++) tally.send(records(Array(sec + 1).fill("INFO")), sec + 0.5);
  assert.equal(tally.summary({ nowSec: 8.2, activeSec: 8 }).currentEps, (6 + 7 + 8) / 3);
  assert.equal(tally.summary({ nowSec: 0.5, activeSec: 1 }).currentEps, 0);
});

Deno.test("EmitterTally quantiles are right to three digits", () => {
  const tally = new EmitterTally("a");
  for (let ms = 1; ms <= 1000; ms++) tally.settle(records(["INFO"]), accepted, ms);
  const { p50Ms, p95Ms, p99Ms, maxMs } = tally.summary(AT).latency;
  for (const [got, wanted] of [[p50Ms, 500], [p95Ms, 950], [p99Ms, 990], [maxMs, 1000]] as const) {
    assert.ok(Math.abs(got! - wanted) <= wanted / 500, `${got} for ${wanted}`);
  }
});

Deno.test("totalOf() adds up whatever happened, and nothing is lost on the way", () => {
  const event = fc.record({
    emitter: fc.constantFrom("a", "b", "c"),
    size: fc.integer({ min: 1, max: 20 }),
    kind: fc.constantFrom("accepted", "rejected", "unanswered"),
    reason: fc.constantFrom("x", "y"),
  });
  fc.assert(fc.property(fc.array(event, { maxLength: 40 }), (events) => {
    const tallies = new Map(["a", "b", "c"].map((name) => [name, new EmitterTally(name)]));
    for (const { emitter, size, kind, reason } of events) {
      const batch = records(Array(size).fill("INFO"));
      const tally = tallies.get(emitter)!;
      tally.send(batch, 0);
      const delivery: Delivery = kind === "accepted"
        ? accepted
        : kind === "rejected"
        ? rejected(reason)
        : { kind: "unanswered", reason: "timeout", attempts: 1 };
      tally.settle(batch, delivery, 1);
    }
    const parts = [...tallies.values()].map((tally) => tally.summary(AT));
    const total = totalOf(parts, { count: 0 });
    assert.equal(total.sent, events.reduce((sum, { size }) => sum + size, 0));
    assert.equal(total.sent, total.accepted + total.rejected + total.unanswered);
    const reasons = Object.values(total.rejectedByReason).reduce((sum, n) => sum + n, 0);
    assert.equal(reasons, total.rejected);
    assert.equal(total.acceptedLevels.INFO, total.accepted);
  }));
});
