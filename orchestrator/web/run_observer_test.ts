import assert from "node:assert/strict";
import { createCurve, type Plan } from "../plan/mod.ts";
import type { EmitterStatistics, RunSnapshot } from "../drive/mod.ts";
import { sampleReport } from "../testing/sample_report.ts";
import { type Moment, RunObserver } from "./run_observer.ts";

const STARTED_MS = 1_000_000;

const curve = (eps: number) => createCurve([{ fromSec: 0, toSec: 10, fromEps: eps, toEps: eps }]);
const emitterPlan = (label: string, eps: number) => ({
  label,
  type: label,
  records: eps * 10,
  peakEps: eps,
  meanEps: eps,
  activeSec: 10,
  batchSize: 50,
  curve: curve(eps),
});
const PLAN: Plan = {
  name: "sample",
  durationSec: 10,
  records: 2050,
  emitters: [emitterPlan("json", 200), emitterPlan("noise", 5)],
};

function observer(expect: ConstructorParameters<typeof RunObserver>[0]["expect"] = {}) {
  return new RunObserver({
    plan: PLAN,
    expect,
    target: "http://127.0.0.1:8080/v1/logs",
    seed: 42,
    rateFactor: 1,
    verifies: false,
    startedMs: STARTED_MS,
  });
}

/** The sample's run after `sec` seconds, with `total` as a test says. */
function moment(sec: number, total: Partial<EmitterStatistics> = {}, more: Partial<Moment> = {}) {
  const { run } = sampleReport;
  const snapshot: RunSnapshot = {
    ...run,
    state: "running",
    elapsedSec: sec,
    inFlight: 1,
    total: { ...run.total, ...total },
  };
  return {
    nowMs: STARTED_MS + sec * 1000,
    snapshot,
    phase: "running",
    factors: new Map(),
    latency: { count: 0 },
    ...more,
  } as const satisfies Moment;
}

Deno.test("RunObserver.tick() gives what changed since the last tick, a second", () => {
  const watching = observer();
  const level = (INFO: number) => ({ DEBUG: 0, INFO, WARN: 0, ERROR: 0 });
  watching.tick(
    moment(1, { due: 100, sent: 100, accepted: 90, dropped: 0, acceptedLevels: level(90) }),
  );
  const { t, values } = watching.tick(moment(3, {
    due: 510,
    sent: 500,
    accepted: 490,
    dropped: 20,
    acceptedLevels: level(290),
    rejectedByReason: { rate_limited: 30 },
    unansweredByReason: {},
  }, { latency: { count: 3, p50Ms: 2, p95Ms: 3, p99Ms: 4, maxMs: 5 } }));
  assert.equal(t, 3);
  assert.deepEqual(values, {
    asked: 205,
    sent: 200,
    accepted: 200,
    p50_ms: 2,
    p95_ms: 3,
    p99_ms: 4,
    DEBUG: 0,
    INFO: 100,
    WARN: 0,
    ERROR: 0,
    "lost:dropped": 10,
    "lost:rate_limited": 10,
  });
});

Deno.test("RunObserver.detail() asks what the curve asks, times the factor that was set", () => {
  const watching = observer();
  const asked = (more: Partial<Moment>) =>
    watching.detail(moment(4, {}, more)).emitters.map(({ askedEps }) => askedEps);
  assert.deepEqual(asked({}), [200, 5]);
  assert.deepEqual(asked({ factors: new Map([["json", 0.5]]) }), [100, 5]);
  assert.deepEqual(asked({ phase: "paused" }), [0, 0]);
  assert.deepEqual(asked({ phase: "ended" }), [200, 5], "the means of the whole run");
});

Deno.test("RunObserver.detail() forms the verdict, and leaves open what is known afterwards", () => {
  const metric = { name: "logops_x", labels: {}, increase: 3 };
  const watching = observer({ dropped_max: 0, lost_max: 0, metrics: [metric] });
  const { checks, summary } = watching.detail(moment(4, { dropped: 100 }));
  assert.deepEqual(checks.map(({ name, status }) => [name, status]), [
    ["accepted", "broken"],
    ["dropped_max", "broken"],
    ["lost_max", "unchecked"],
    ["logops_x", "unchecked"],
  ]);
  assert.deepEqual([summary.checksBroken, summary.checks], [2, 4]);
  assert.ok(checks.slice(2).every(({ note }) => note === "known when the run is over"));
});

Deno.test("RunObserver.detail() holds nothing against a rate that merely waits for its batch", () => {
  const rateCheck = (dropped: number) => {
    const at = moment(4);
    const [json] = at.snapshot.emitters;
    const waiting = { ...json!, due: 1000, sent: 950, dropped };
    const { checks } = observer({ achieved_rate_min: 0.99 })
      .detail({ ...at, snapshot: { ...at.snapshot, emitters: [waiting] } });
    return checks.find(({ name }) => name === "achieved_rate_min")!.status;
  };
  assert.equal(rateCheck(0), "passed");
  assert.equal(rateCheck(20), "broken");
});

Deno.test("RunObserver.detail() warns when nothing answers for a while, until something does", () => {
  const watching = observer();
  const alertAfter = (sec: number, accepted: number, inFlight = 1) => {
    const at = moment(sec, { accepted, retriedByReason: { connection_error: 1 } });
    const now = { ...at, snapshot: { ...at.snapshot, inFlight } };
    watching.tick(now);
    return watching.detail(now).alert;
  };
  assert.equal(alertAfter(1, 100), undefined);
  assert.equal(alertAfter(2, 200), undefined);
  assert.equal(alertAfter(3, 200), undefined, "one silent second is nothing");
  assert.match(alertAfter(4, 200)!, /does not answer \(no connection\)/);
  assert.equal(alertAfter(5, 201), undefined);
  assert.equal(alertAfter(6, 201, 0), undefined);
  assert.equal(alertAfter(7, 201, 0), undefined, "nothing was asked");
});
