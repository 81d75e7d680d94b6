/** A report with something of everything, for what shows reports. */
import type { Report } from "../judge/mod.ts";
import { type EmitterStatistics, EmitterTally, totalOf } from "../drive/mod.ts";

function emitter(label: string, counts: Partial<EmitterStatistics>): EmitterStatistics {
  const empty = new EmitterTally(label).summary({ nowSec: 10, activeSec: 10 });
  return {
    ...empty,
    latency: { count: 9, p50Ms: 4.2, p95Ms: 18, p99Ms: 1300, maxMs: 1500 },
    ...counts,
  };
}

const emitters = [
  emitter("json", {
    planned: 2000,
    due: 2000,
    sent: 1900,
    accepted: 1890,
    rejected: 10,
    dropped: 100,
    requests: 95,
    retries: 3,
    rejectedByReason: { rate_limited: 10 },
    retriedByReason: { rate_limited: 3 },
    sentLevels: { DEBUG: 90, INFO: 1410, WARN: 300, ERROR: 100 },
    acceptedLevels: { DEBUG: 90, INFO: 1400, WARN: 300, ERROR: 100 },
    askedEps: 200,
    achievedEps: 190,
  }),
  emitter("noise", {
    planned: 50,
    due: 50,
    sent: 50,
    accepted: 40,
    rejected: 5,
    refused: 5,
    unanswered: 5,
    requests: 10,
    rejectedByReason: { bad_utf8: 5 },
    refusedByReason: { bad_utf8: 5 },
    unansweredByReason: { timeout: 5 },
    sentLevels: { DEBUG: 0, INFO: 50, WARN: 0, ERROR: 0 },
    acceptedLevels: { DEBUG: 0, INFO: 40, WARN: 0, ERROR: 0 },
    defects: { bad_utf8: { outcome: "refused", sent: 5, accepted: 0, rejected: 5, astray: 0 } },
    askedEps: 5,
    achievedEps: 5,
  }),
];

const delivered = {
  accepted: 1930,
  delivered: 1929,
  lost: 1,
  duplicated: 0,
  reordered: 0,
  corrupted: 0,
  rejectedButStored: 0,
  unanswered: 5,
  unansweredButStored: 2,
  redelivered: 0,
  deduplicated: 0,
  unnumbered: 0,
  compared: 100,
  piiInClear: { email: 1 },
  piiPlanted: 300,
};

const total = totalOf(emitters, { count: 18, p50Ms: 4.2, p95Ms: 18, p99Ms: 1300, maxMs: 1500 });

export const sampleReport: Report = {
  scenario: "sample",
  scenarioId: "sample-r1",
  url: "http://127.0.0.1:8080/v1/logs",
  seed: 42,
  startedMs: Date.UTC(2026, 4, 1, 10),
  endedMs: Date.UTC(2026, 4, 1, 10, 0, 10, 250),
  outcome: "broken",
  run: {
    scenarioId: "sample-r1",
    name: "sample",
    state: "finished",
    elapsedSec: 10,
    durationSec: 10,
    inFlight: 0,
    emitters,
    total,
  },
  delivery: {
    emitters: { json: delivered },
    total: delivered,
    files: 1,
    lines: 2000,
    strays: 0,
    directory: "data/ingest",
    unrepeatable: [],
    examples: [
      { finding: "lost", emitter: "json", seq: 17 },
      {
        finding: "in clear",
        emitter: "json",
        seq: 21,
        file: "20260501.ndjson",
        line: 20,
        what: "email",
      },
    ],
  },
  verdict: {
    passed: false,
    checks: [
      {
        ...{ name: "achieved_rate_min", wanted: "≥ 0.99", got: "0.95", status: "broken" },
        note: "json",
        says: "95 % of the records that were due were sent (json)",
      },
      {
        ...{ name: "lost_max", wanted: "≤ 1", got: "1", status: "passed" },
        says: "1 of 1,930 accepted records never arrived",
      },
      {
        ...{ name: "reordered_max", wanted: "≤ 0", got: "–", status: "unchecked" },
        note: "needs <this>",
        says: "not known: needs <this> (wanted ≤ 0)",
      },
    ],
  },
};
