/**
 * Holds a run against what its scenario expects. Pure: numbers in, checks out.
 *
 * | status | meaning |
 * |---|---|
 * | `passed` | the expectation holds |
 * | `broken` | it does not: the run failed |
 * | `unchecked` | it needs `--verify` or the gateway's metrics, and they were not there |
 *
 * An expectation on the gateway's metrics that cannot be read is broken: it was asked for by name.
 */
import { LEVELS } from "../contract/mod.ts";
import type { DeliveryReport } from "./delivery_report.ts";
import { defectCounters } from "./defect_counters.ts";
import { increaseOf, type Samples } from "./metrics_text.ts";
import type { Expect, MetricExpectation } from "./scenario_schema.ts";
import type { EmitterStatistics } from "./statistics.ts";

export interface Check {
  readonly name: string;
  /** Such as `≤ 250`. */
  readonly wanted: string;
  readonly got: string;
  readonly status: "passed" | "broken" | "unchecked";
  readonly note?: string;
}

export interface Verdict {
  readonly passed: boolean;
  readonly checks: readonly Check[];
}

export interface Evidence {
  readonly emitters: readonly EmitterStatistics[];
  readonly total: EmitterStatistics;
  /** What was found in the store; absent without `--verify`. */
  readonly delivery?: DeliveryReport | undefined;
  /** The gateway's metrics before and after; absent if the scenario expects nothing of them. */
  readonly metrics?: { readonly before?: Samples; readonly after?: Samples } | undefined;
}

export function judge(expect: Expect, evidence: Evidence): Verdict {
  const checks = [
    ...judgeArrival(expect, evidence),
    ...judgeRate(expect, evidence),
    ...judgeSending(expect, evidence),
    ...judgeDefects(expect, evidence),
    ...judgeLatency(expect, evidence),
    ...judgeLevels(expect, evidence),
    ...judgeDelivery(expect, evidence),
    ...(expect.metrics ?? []).map((metric) => judgeMetric(metric, evidence)),
  ];
  return { passed: checks.every(({ status }) => status !== "broken"), checks };
}

interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

function check(name: string, bounds: Bounds, got: number, note?: string): Check {
  const { min, max } = bounds;
  const wanted = [
    ...(min === undefined ? [] : [`≥ ${min}`]),
    ...(max === undefined ? [] : [`≤ ${max}`]),
  ].join(", ");
  const holds = got >= (min ?? -Infinity) && got <= (max ?? Infinity);
  const status = holds ? "passed" : "broken";
  return { name, wanted, got: numberText(got), status, ...(note === undefined ? {} : { note }) };
}

/** Enough digits to tell a broken bound from the bound. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** A run of which nothing was taken has failed, unless it was made to see refusals. */
function judgeArrival({ rejected_by_reason }: Expect, { total }: Evidence): Check[] {
  const meant = total.sent - total.refused;
  if (meant === 0 || total.accepted > 0 || rejected_by_reason !== undefined) return [];
  const [reason] = Object.entries({ ...total.rejectedByReason, ...total.unansweredByReason })
    .toSorted(([, a], [, b]) => b - a)[0] ?? [];
  return [check("accepted", { min: 1 }, 0, reason)];
}

/** The rate must be reached by every emitter: a small one does not hide behind a large one. */
function judgeRate({ achieved_rate_min: min }: Expect, { emitters }: Evidence): Check[] {
  if (min === undefined) return [];
  const rates = emitters.filter(({ due }) => due > 0)
    .map(({ label, sent, due }) => ({ label, rate: sent / due }));
  if (rates.length === 0) return [check("achieved_rate_min", { min }, 0, "nothing was due")];
  const worst = rates.reduce((low, one) => one.rate < low.rate ? one : low);
  const note = rates.length > 1 && worst.rate < min ? worst.label : undefined;
  return [check("achieved_rate_min", { min }, worst.rate, note)];
}

function judgeSending(expect: Expect, { total }: Evidence): Check[] {
  const checks: Check[] = [];
  const { dropped_max, unanswered_max, rejected_ratio_max, rejected_by_reason } = expect;
  if (dropped_max !== undefined) {
    checks.push(check("dropped_max", { max: dropped_max }, total.dropped));
  }
  if (unanswered_max !== undefined) {
    checks.push(check("unanswered_max", { max: unanswered_max }, total.unanswered));
  }
  if (rejected_ratio_max !== undefined) {
    const ratio = total.sent === 0 ? 0 : (total.rejected - total.refused) / total.sent;
    checks.push(check("rejected_ratio_max", { max: rejected_ratio_max }, ratio));
  }
  for (const [reason, bounds] of Object.entries(rejected_by_reason ?? {})) {
    const got = total.rejectedByReason[reason] ?? 0;
    checks.push(check(`rejected_by_reason ${reason}`, bounds, got));
  }
  return checks;
}

function judgeDefects(expect: Expect, evidence: Evidence): Check[] {
  if (expect.defects_as_labelled !== true) return [];
  const defects = Object.entries(evidence.total.defects);
  const astray = defects.filter(([, counts]) => counts.astray > 0);
  const count = astray.reduce((sum, [, counts]) => sum + counts.astray, 0);
  const sent = defects.reduce((sum, [, counts]) => sum + counts.sent, 0);
  const note = astray.length === 0 ? undefined : astray.map(([name]) => name).join(", ");
  return [
    {
      ...check("defects_as_labelled", { max: 0 }, count, note),
      wanted: "all",
      got: `${sent - count} of ${sent}`,
    },
    judgeDefectCounters(evidence),
  ];
}

/** Whether the gateway counted the defects as the sender did. */
function judgeDefectCounters({ emitters, total, metrics }: Evidence): Check {
  const name = "defects in /metrics";
  const unchecked = (note: string): Check => {
    return { name, wanted: "all", got: "–", status: "unchecked", note };
  };
  if (metrics?.before === undefined || metrics.after === undefined) {
    return unchecked("/metrics could not be read");
  }
  if (total.retries > 0 || total.unanswered > 0) {
    return unchecked("after retries the counts cannot be compared");
  }
  const findings = defectCounters(emitters, metrics.before, metrics.after);
  const off = findings.filter(({ wanted, got }) => wanted !== got);
  const got = `${findings.length - off.length} of ${findings.length} counters`;
  const [first] = off;
  if (first === undefined) return { name, wanted: "all", got, status: "passed" };
  const note = `${first.name}: ${first.got}, not ${first.wanted}`;
  return { name, wanted: "all", got, status: "broken", note };
}

function judgeLatency(expect: Expect, { total: { latency } }: Evidence): Check[] {
  const bounds = [
    ["p50_latency_ms_max", expect.p50_latency_ms_max, latency.p50Ms],
    ["p95_latency_ms_max", expect.p95_latency_ms_max, latency.p95Ms],
    ["p99_latency_ms_max", expect.p99_latency_ms_max, latency.p99Ms],
  ] as const;
  return bounds.flatMap(([name, max, got]): Check[] => {
    if (max === undefined) return [];
    if (got !== undefined) return [check(name, { max }, got)];
    return [{ name, wanted: `≤ ${max}`, got: "no answers", status: "broken" }];
  });
}

function judgeLevels({ level_share }: Expect, { total }: Evidence): Check[] {
  const all = LEVELS.reduce((sum, level) => sum + total.acceptedLevels[level], 0);
  return LEVELS.flatMap((level): Check[] => {
    const bounds = level_share?.[level];
    if (bounds === undefined) return [];
    return [
      check(`level_share ${level}`, bounds, all === 0 ? 0 : total.acceptedLevels[level] / all),
    ];
  });
}

function judgeDelivery(expect: Expect, { delivery }: Evidence): Check[] {
  const counts = [
    ["lost_max", expect.lost_max, delivery?.total.lost],
    ["duplicated_max", expect.duplicated_max, delivery?.total.duplicated],
    ["reordered_max", expect.reordered_max, delivery?.total.reordered],
    ["corrupted_max", expect.corrupted_max, delivery?.total.corrupted],
    ...piiBounds(expect).map(([name, max, kind]) => {
      const found = delivery?.total.piiInClear;
      const got = kind === undefined
        ? found && Object.values(found).reduce((sum, n) => sum + n, 0)
        : found && (found[kind] ?? 0);
      return [name, max, got] as const;
    }),
  ] as const;
  return counts.flatMap(([name, max, got]): Check[] => {
    if (max === undefined) return [];
    if (got !== undefined) return [check(name, { max }, got)];
    return [{ name, wanted: `≤ ${max}`, got: "–", status: "unchecked", note: "needs --verify" }];
  });
}

function piiBounds(
  { planted_pii_in_clear_max: bound }: Expect,
): [name: string, max: number, kind?: string][] {
  if (bound === undefined) return [];
  if (typeof bound === "number") return [["planted_pii_in_clear_max", bound]];
  return Object.entries(bound).map((
    [kind, max],
  ) => [`planted_pii_in_clear_max ${kind}`, max, kind]);
}

function judgeMetric(metric: MetricExpectation, { metrics, ...evidence }: Evidence): Check {
  const labels = Object.entries(metric.labels).map(([key, value]) => `${key}=${value}`).join(",");
  const name = labels === "" ? metric.name : `${metric.name}{${labels}}`;
  const { increase, increase_min, increase_max } = metric;
  const exact = typeof increase === "string"
    ? senderCount(increase, metric.labels.emitter, evidence)
    : increase;
  const bounds = { min: exact ?? increase_min, max: exact ?? increase_max };
  if (metrics?.before === undefined || metrics.after === undefined) {
    const { wanted } = check(name, bounds, 0);
    return { name, wanted, got: "–", status: "broken", note: "/metrics could not be read" };
  }
  const got = increaseOf(metrics.before, metrics.after, metric);
  const result = check(name, bounds, got);
  if (exact === undefined) return result;
  const note = typeof increase === "string" ? { note: increase } : {};
  return { ...result, wanted: `= ${exact}`, ...note };
}

/** What the sender counted under `name`, of one emitter where the metric is of one. */
function senderCount(
  name: string,
  label: string | undefined,
  { emitters, total }: Evidence,
): number {
  const from = label === undefined ? total : emitters.find((one) => one.label === label);
  if (from === undefined) return 0;
  if (name.startsWith("defect:")) return from.defects[name.slice("defect:".length)]?.sent ?? 0;
  return from[name as "sent" | "accepted" | "rejected" | "refused"];
}
