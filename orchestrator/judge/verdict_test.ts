import assert from "node:assert/strict";
import type { DeliveryCounts, DeliveryReport } from "./delivery_report.ts";
import { parseMetrics } from "./metrics_text.ts";
import type { Expect } from "../scenario/mod.ts";
import { type EmitterStatistics, EmitterTally, totalOf } from "../drive/mod.ts";
import { type Check, type Evidence, judge, needsOfStore } from "./verdict.ts";

function emitter(label: string, counts: Partial<EmitterStatistics>): EmitterStatistics {
  const empty = new EmitterTally(label).summary({ nowSec: 10, activeSec: 10 });
  return { ...empty, due: 100, sent: 100, accepted: 100, ...counts };
}

function evidence(parts: EmitterStatistics[], rest: Partial<Evidence> = {}): Evidence {
  const latency = { count: 10, p50Ms: 5, p95Ms: 50, p99Ms: 99.5, maxMs: 120 };
  return { emitters: parts, total: totalOf(parts, latency), ...rest };
}

const fine = emitter("json", { acceptedLevels: { DEBUG: 10, INFO: 60, WARN: 20, ERROR: 10 } });

const counts = {
  accepted: 100,
  delivered: 97,
  lost: 1,
  duplicated: 2,
  reordered: 3,
  corrupted: 2,
  rejectedButStored: 0,
  unanswered: 0,
  unansweredButStored: 0,
  redelivered: 0,
  deduplicated: 0,
  unnumbered: 0,
  compared: 100,
  piiInClear: { email: 2, card: 1 },
  piiPlanted: 50,
};
const delivery: DeliveryReport = {
  emitters: { json: counts },
  total: counts,
  files: 1,
  lines: 99,
  strays: 0,
  directory: "data/ingest",
  unrepeatable: [],
  examples: [],
};

const before = parseMetrics('logops_ingested_total{emitter="json"} 50\n');
const after = parseMetrics(
  'logops_ingested_total{emitter="json"} 150\nlogops_missing_ts_total{emitter="json"} 4\n',
);

type Row = readonly [what: string, Expect, Evidence, Partial<Check>];

const rows: readonly Row[] = [
  [
    "the rate that was reached",
    { achieved_rate_min: 0.99 },
    evidence([fine]),
    { status: "passed", wanted: "≥ 0.99", got: "1" },
  ],
  [
    "the rate that one of two emitters missed",
    { achieved_rate_min: 0.99 },
    evidence([emitter("big", { due: 10_000, sent: 10_000 }), emitter("small", { sent: 50 })]),
    { status: "broken", got: "0.5", note: "small" },
  ],
  ["no rate at all", { achieved_rate_min: 0.5 }, evidence([]), { status: "broken" }],
  [
    "records that were dropped",
    { dropped_max: 3 },
    evidence([emitter("a", { dropped: 2 }), emitter("b", { dropped: 2 })]),
    { status: "broken", got: "4" },
  ],
  [
    "requests without an answer",
    { unanswered_max: 0 },
    evidence([emitter("a", { unanswered: 1 })]),
    { status: "broken" },
  ],
  [
    "rejections, without those by design",
    { rejected_ratio_max: 0.05 },
    evidence([emitter("a", { rejected: 20, refused: 15 })]),
    { status: "passed", got: "0.05" },
  ],
  [
    "a reason that came too often",
    { rejected_by_reason: { rate_limited: { max: 2 } } },
    evidence([emitter("a", { rejectedByReason: { rate_limited: 3 } })]),
    { status: "broken", name: "rejected_by_reason rate_limited", wanted: "≤ 2", got: "3" },
  ],
  [
    "a reason that never came",
    { rejected_by_reason: { bad_json: { min: 1 } } },
    evidence([fine]),
    { status: "broken", got: "0" },
  ],
  ["a latency", { p99_latency_ms_max: 100 }, evidence([fine]), {
    status: "passed",
    wanted: "≤ 100 ms",
    got: "99.5 ms",
  }],
  ["a latency", { p95_latency_ms_max: 49 }, evidence([fine]), { status: "broken", got: "50 ms" }],
  [
    "a latency without any answer",
    { p50_latency_ms_max: 49 },
    { emitters: [], total: totalOf([], { count: 0 }) },
    { status: "broken", got: "no answers" },
  ],
  [
    "a level's share",
    { level_share: { ERROR: { min: 0.05, max: 0.15 } } },
    evidence([fine]),
    { status: "passed", name: "level_share ERROR", wanted: "≥ 0.05, ≤ 0.15", got: "0.1" },
  ],
  [
    "a level's share that is too small",
    { level_share: { INFO: { min: 0.7 } } },
    evidence([fine]),
    { status: "broken", got: "0.6" },
  ],
  ["losses", { lost_max: 0 }, evidence([fine], { delivery }), { status: "broken", got: "1" }],
  ["copies", { duplicated_max: 2 }, evidence([fine], { delivery }), { status: "passed" }],
  ["disorder", { reordered_max: 2 }, evidence([fine], { delivery }), { status: "broken" }],
  ["damage", { corrupted_max: 1 }, evidence([fine], { delivery }), { status: "broken" }],
  [
    "losses without a look into the store",
    { lost_max: 0 },
    evidence([fine]),
    { status: "unchecked", got: "–", note: "needs --verify <sink folder>" },
  ],
  [
    "planted values in clear, of all kinds",
    { planted_pii_in_clear_max: 2 },
    evidence([fine], { delivery }),
    { status: "broken", got: "3" },
  ],
  [
    "planted values in clear, of one kind",
    { planted_pii_in_clear_max: { card: 1 } },
    evidence([fine], { delivery }),
    { status: "passed", name: "planted_pii_in_clear_max card", got: "1" },
  ],
  [
    "planted values in clear, of a kind that there is none of",
    { planted_pii_in_clear_max: { jwt: 0 } },
    evidence([fine], { delivery }),
    { status: "passed", got: "0" },
  ],
  [
    "a metric against a count of the sender",
    {
      metrics: [{
        name: "logops_ingested_total",
        labels: { emitter: "json" },
        increase: "accepted",
      }],
    },
    evidence([fine], { metrics: { before, after } }),
    {
      status: "passed",
      name: "logops_ingested_total{emitter=json}",
      wanted: "= 100",
      got: "100",
      note: "accepted",
    },
  ],
  [
    "a metric against a number",
    { metrics: [{ name: "logops_missing_ts_total", labels: {}, increase: 5 }] },
    evidence([fine], { metrics: { before, after } }),
    { status: "broken", wanted: "= 5", got: "4" },
  ],
  [
    "a metric against bounds",
    {
      metrics: [{ name: "logops_missing_ts_total", labels: {}, increase_min: 1, increase_max: 4 }],
    },
    evidence([fine], { metrics: { before, after } }),
    { status: "passed", wanted: "≥ 1, ≤ 4" },
  ],
  [
    "a metric that cannot be read",
    { metrics: [{ name: "up", labels: {}, increase: 1 }] },
    evidence([fine], { metrics: {} }),
    { status: "broken", note: "/metrics could not be read" },
  ],
];

for (const [what, expect, found, wanted] of rows) {
  Deno.test(`judge() ${what}: ${wanted.status}`, () => {
    const { passed, checks } = judge(expect, found);
    assert.equal(checks.length, 1);
    const [check] = checks;
    for (const [key, value] of Object.entries(wanted)) {
      assert.equal(check![key as keyof Check], value, key);
    }
    assert.equal(passed, wanted.status !== "broken");
  });
}

const untouched = { lost: 0, duplicated: 0, reordered: 0, corrupted: 0, piiInClear: {} };
const unnumbered = { ...counts, ...untouched, delivered: 100, unnumbered: 100, compared: 0 };
const nothing = { ...counts, ...untouched, delivered: 0, lost: 100, compared: 0, piiPlanted: 0 };

function statuses(expect: Expect, found: DeliveryCounts, defaults: Expect = {}) {
  const of = { ...delivery, emitters: { lifts: found }, total: found };
  const { passed, checks } = judge(expect, evidence([fine], { delivery: of }), defaults);
  return { passed, checks: checks.map(({ status, got, note = "" }) => [status, got, note]) };
}

Deno.test("judge() breaks a run of which a 2xx took a part, whatever it expects", () => {
  const partly = emitter("json", {
    ...{ accepted: 96, unanswered: 4 },
    unansweredByReason: { accepted_fewer: 4 },
  });
  const { passed, checks } = judge({}, evidence([partly]));
  assert.equal(passed, false);
  assert.deepEqual(checks.map(({ name, got, status }) => [name, got, status]), [
    ["accepted_fewer", "4", "broken"],
  ]);
});

Deno.test("judge() breaks what was asked for where the store gave nothing to compare", () => {
  const asked = { lost_max: 0, reordered_max: 0, corrupted_max: 0, planted_pii_in_clear_max: 0 };
  const why = "not checked: no sequence numbers in what lifts sent";
  assert.deepEqual(statuses(asked, unnumbered), {
    passed: false,
    checks: [
      ["passed", "0", ""],
      ["broken", "–", why],
      ["broken", "–", why],
      ["passed", "0", ""],
    ],
  });
  const nowhere = "not checked: no line of this run in data/ingest";
  assert.deepEqual(statuses(asked, nothing), {
    passed: false,
    checks: [
      ["broken", "100", ""],
      ["broken", "–", nowhere],
      ["broken", "–", nowhere],
      ["broken", "–", nowhere],
    ],
  });
});

Deno.test("judge() leaves a default unchecked where the store gave nothing to compare", () => {
  const defaults = { lost_max: 0, corrupted_max: 0, planted_pii_in_clear_max: 0 };
  assert.deepEqual(statuses({}, unnumbered, defaults), {
    passed: true,
    checks: [
      ["passed", "0", ""],
      ["unchecked", "–", "no sequence numbers in what lifts sent"],
      ["passed", "0", ""],
    ],
  });
  assert.deepEqual(statuses({}, { ...counts, ...untouched, piiPlanted: 0 }, defaults).checks[2], [
    "unchecked",
    "–",
    "nothing was planted",
  ]);
});

Deno.test("judge() trusts no search for values that an emitter would not plant again", () => {
  const of = { ...delivery, total: { ...counts, ...untouched }, unrepeatable: ["lifts"] };
  const expect = { planted_pii_in_clear_max: 0 };
  const { passed, checks: [check] } = judge(expect, evidence([fine], { delivery: of }));
  assert.deepEqual([passed, check!.got, check!.note], [
    false,
    "–",
    "not checked: lifts cannot be made again",
  ]);
});

Deno.test("judge() takes what was found for broken, whatever could not be looked at", () => {
  const found = { ...unnumbered, corrupted: 2, piiInClear: { email: 1 } };
  const { checks } = statuses({ corrupted_max: 1, planted_pii_in_clear_max: 0 }, found);
  assert.deepEqual(checks, [["broken", "2", ""], ["broken", "1", ""]]);
});

Deno.test("needsOfStore() tells whether there is anything to judge without a store", () => {
  assert.deepEqual(needsOfStore({ lost_max: 0, corrupted_max: 0 }), {
    names: ["lost_max", "corrupted_max"],
    all: true,
  });
  assert.deepEqual(needsOfStore({ lost_max: 0, dropped_max: 0 }), {
    names: ["lost_max"],
    all: false,
  });
  assert.deepEqual(needsOfStore({}), { names: [], all: false });
});

Deno.test("judge() without expectations passes", () => {
  assert.deepEqual(judge({}, evidence([fine])), { passed: true, checks: [] });
});

const missing = { outcome: "repaired", sent: 4, accepted: 4, rejected: 0, astray: 0 } as const;
const cut = { outcome: "refused", sent: 3, accepted: 0, rejected: 3, astray: 0 } as const;
const broken = emitter("json", {
  rejected: 3,
  refused: 3,
  rejectedByReason: { bad_json: 3 },
  refusedByReason: { bad_json: 3 },
  defects: { missing_ts: missing, truncated_json: cut },
});
const counted = parseMetrics(
  'logops_missing_ts_total{emitter="json"} 4\n' +
    'logops_rejected_total{emitter="json",reason="bad_json"} 3\n',
);

Deno.test("judge() holds defects against their labels and the gateway's counters", () => {
  const expect = { defects_as_labelled: true };
  const verdict = (sender: EmitterStatistics, metrics: Evidence["metrics"]) =>
    judge(expect, evidence([sender], { metrics })).checks.map(({ status, got }) => [status, got]);
  const good = { before: [], after: counted };
  assert.deepEqual(verdict(broken, good), [["passed", "7 of 7"], ["passed", "2 of 2 counters"]]);
  const astray = {
    ...broken,
    defects: { ...broken.defects, missing_ts: { ...missing, astray: 1 } },
  };
  assert.deepEqual(verdict(astray, good)[0], ["broken", "6 of 7"]);
  const short = { before: [], after: counted.slice(1) };
  assert.deepEqual(verdict(broken, short)[1], ["broken", "1 of 2 counters"]);
  assert.deepEqual(verdict(broken, undefined)[1], ["unchecked", "–"]);
  assert.deepEqual(verdict({ ...broken, retries: 1 }, good)[1], ["unchecked", "–"]);
});
