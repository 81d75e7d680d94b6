/** A run's record for tests, as far as a test says otherwise. */
import type { RunRecord } from "../live_run.ts";
import type { EmitterRow, RunDetail, RunSummary } from "../messages.ts";

const ROW: EmitterRow = {
  label: "json",
  planned: 100,
  due: 100,
  sent: 100,
  accepted: 97,
  rejected: 3,
  refused: 3,
  unanswered: 0,
  dropped: 0,
  retries: 0,
  askedEps: 50,
  currentEps: 50,
  factor: 1,
  peakEps: 50,
  p50Ms: 2,
  p95Ms: 4,
  p99Ms: 8,
  maxMs: 9,
};

export function sampleSummary(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    id: "steady-k3x9f2",
    name: "steady",
    phase: "ended",
    outcome: "passed",
    target: "http://127.0.0.1:8080/v1/logs",
    startedMs: 1_777_000_000_000,
    endedMs: 1_777_000_002_000,
    elapsedSec: 2,
    durationSec: 2,
    planned: 100,
    sent: 100,
    accepted: 97,
    rejected: 3,
    refused: 3,
    unanswered: 0,
    dropped: 0,
    p99Ms: 8,
    askedEps: 50,
    currentEps: 50,
    checksBroken: 0,
    checks: 1,
    ...changes,
  };
}

export function sampleDetail(changes: Partial<RunDetail> = {}): RunDetail {
  return {
    summary: sampleSummary(),
    seed: 7,
    rateFactor: 1,
    verifies: false,
    emitters: [ROW],
    total: { ...ROW, label: "all" },
    levels: { DEBUG: 7, INFO: 80, WARN: 5, ERROR: 5 },
    rejectedByReason: { bad_json: 3 },
    unansweredByReason: {},
    retriedByReason: {},
    checks: [{
      ...{ name: "dropped_max", wanted: "≤ 0", got: "0", status: "passed" },
      says: "every record was sent in time: 50 of 50",
    }],
    ...changes,
  };
}

export function sampleRecord(summary: Partial<RunSummary> = {}): RunRecord {
  return {
    detail: sampleDetail({ summary: sampleSummary(summary) }),
    series: { t: [1, 2], columns: { sent: [50, 50] } },
    tail: [],
    yaml: "name: steady\n",
  };
}
