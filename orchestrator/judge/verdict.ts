/**
 * Holds a run against what its scenario expects. Pure: numbers in, checks out.
 *
 * | status | meaning |
 * |---|---|
 * | `passed` | the expectation holds |
 * | `broken` | it does not: the run failed |
 * | `unchecked` | what it needs was not there: `--verify`, the gateway's metrics |
 *
 * What was asked for by name, and given the means, and still could not be found out, is broken: a
 * metric that cannot be read, or content where `--verify` found nothing to compare. The same as a
 * default of `--verify` is unchecked.
 */
import { LEVELS } from "../../contract/mod.ts";
import { judgeArrival } from "./arrival.ts";
import { type Check, check } from "./check.ts";
import { wordsOf } from "./check_words.ts";
import type { DeliveryCounts, DeliveryReport } from "./delivery_report.ts";
import { defectCounters } from "./defect_counters.ts";
import { increaseOf, type Samples } from "./metrics_text.ts";
import type { Expect, MetricExpectation } from "../scenario/mod.ts";
import type { EmitterStatistics } from "../drive/mod.ts";

export type { Check };

export interface Verdict {
  readonly passed: boolean;
  readonly checks: readonly SaidCheck[];
}

/** A check, and what it says in words. */
export interface SaidCheck extends Check {
  readonly says: string;
}

export interface Evidence {
  readonly emitters: readonly EmitterStatistics[];
  readonly total: EmitterStatistics;
  /** What was found in the store; absent without `--verify`. */
  readonly delivery?: DeliveryReport | undefined;
  /** The gateway's metrics before and after; absent if the scenario expects nothing of them. */
  readonly metrics?: { readonly before?: Samples; readonly after?: Samples } | undefined;
}

/** `defaults` are expectations that nobody asked for, where `expect` does not say otherwise. */
export function judge(expect: Expect, evidence: Evidence, defaults: Expect = {}): Verdict {
  const checks = [
    ...judgeArrival(expect, evidence.total),
    ...judgeRate(expect, evidence),
    ...judgeSending(expect, evidence),
    ...judgeDefects(expect, evidence),
    ...judgeLatency(expect, evidence),
    ...judgeLevels(expect, evidence),
    ...judgeDelivery(expect, evidence, defaults),
    ...(expect.metrics ?? []).map((metric) => judgeMetric(metric, evidence)),
  ];
  return {
    passed: checks.every(({ status }) => status !== "broken"),
    checks: checks.map((check) => ({ ...check, says: wordsOf(check, evidence) })),
  };
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
    if (got !== undefined) return [check(name, { max, unit: " ms" }, got)];
    return [{ name, wanted: `≤ ${max} ms`, got: "no answers", status: "broken" }];
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

/** What only a look into the store can tell. */
const STORE_KEYS = [
  "lost_max",
  "duplicated_max",
  "reordered_max",
  "corrupted_max",
  "planted_pii_in_clear_max",
] as const satisfies readonly (keyof Expect)[];

/** How many of these expectations need `--verify`, by name, and whether there are others. */
export function needsOfStore(expect: Expect): { readonly names: string[]; readonly all: boolean } {
  const given = Object.entries(expect).filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  const needs: readonly string[] = [...STORE_KEYS, "late_sec_max"];
  const names = given.filter((name) => needs.includes(name));
  return { names, all: names.length > 0 && names.length === given.length };
}

export const NEEDS_VERIFY = "needs --verify <sink folder>";

function judgeDelivery(asked: Expect, { delivery }: Evidence, defaults: Expect): Check[] {
  const expect = { ...defaults, ...asked };
  const total = delivery?.total;
  const bounds = [
    ...STORE_KEYS.slice(0, 4).map((key) => [key, key, expect[key], undefined] as const),
    ...piiBounds(expect).map(([name, max, kind]) =>
      [name, "planted_pii_in_clear_max", max, kind] as const
    ),
  ] as const;
  const checks = bounds.flatMap(([name, key, max, kind]): Check[] => {
    if (typeof max !== "number") return [];
    const unknown = { name, wanted: `≤ ${max}`, got: "–", status: "unchecked" } as const;
    if (delivery === undefined || total === undefined) return [{ ...unknown, note: NEEDS_VERIFY }];
    const got = foundInStore(key, kind, total);
    const isBlind = delivery.unreadable !== undefined;
    const why = got > max && !isBlind ? undefined : whyNotFound(key, delivery);
    if (why === undefined) return [check(name, { max }, got)];
    const isAsked = asked[key] !== undefined || isBlind;
    const note = isAsked ? `not checked: ${why}` : why;
    return [{ ...unknown, status: isAsked ? "broken" : "unchecked", note }];
  });
  return [...checks, ...judgeLateness(asked, delivery)];
}

function judgeLateness({ late_sec_max: max }: Expect, delivery?: DeliveryReport): Check[] {
  if (max === undefined) return [];
  const name = "late_sec_max";
  const unknown = { name, wanted: `≤ ${max} s`, got: "–" } as const;
  if (delivery === undefined) return [{ ...unknown, status: "unchecked", note: NEEDS_VERIFY }];
  const { lateSec, unreadable } = delivery;
  if (lateSec !== undefined) return [check(name, { max, unit: " s" }, lateSec)];
  return [{ ...unknown, status: "broken", note: unreadable ?? "not every record arrived" }];
}

function foundInStore(
  key: typeof STORE_KEYS[number],
  kind: string | undefined,
  total: DeliveryCounts,
): number {
  switch (key) {
    case "lost_max":
      return total.lost;
    case "duplicated_max":
      return total.duplicated;
    case "reordered_max":
      return total.reordered;
    case "corrupted_max":
      return total.corrupted;
    case "planted_pii_in_clear_max": {
      const counts = Object.entries(total.piiInClear);
      return counts.reduce((sum, [of, n]) => kind === undefined || of === kind ? sum + n : sum, 0);
    }
  }
}

/** Why a number of what was found says nothing: what would have to be looked at is not there. */
function whyNotFound(
  key: typeof STORE_KEYS[number],
  delivery: DeliveryReport,
): string | undefined {
  const { total, emitters } = delivery;
  if (delivery.unreadable !== undefined) {
    return `${delivery.directory} cannot be read: ${delivery.unreadable}`;
  }
  if (key === "reordered_max" && delivery.isOrdered === false) {
    return `${delivery.directory} keeps records by time alone`;
  }
  if (key === "lost_max" || total.accepted === 0) return undefined;
  if (isNothingStored(delivery)) return `no line of this run in ${delivery.directory}`;
  if (key === "planted_pii_in_clear_max") {
    const { unrepeatable } = delivery;
    if (unrepeatable.length > 0) return `${unrepeatable.join(", ")} cannot be made again`;
    return total.piiPlanted === 0 ? "nothing was planted" : undefined;
  }
  if (key === "duplicated_max") return undefined; // counted where lines have no numbers
  const blind = Object.entries(emitters).filter(([, one]) => isUnnumbered(one));
  if (blind.length === 0) return undefined;
  const names = blind.map(([label]) => label).join(", ");
  return `no sequence numbers in what ${names} sent`;
}

/** Records were accepted, and the store has no line of the run. */
export function isNothingStored({ total, strays }: DeliveryReport): boolean {
  return total.accepted > 0 && total.compared + total.unnumbered + strays === 0;
}

/** None of what is stored has a number, so that nothing could be compared. */
export function isUnnumbered({ unnumbered, compared }: DeliveryCounts): boolean {
  return unnumbered > 0 && compared === 0;
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
