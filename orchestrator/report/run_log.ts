/**
 * The log of a run: JSONL, one object a line, `event` says which.
 *
 * ```
 * {"event":"start","at":"2026-05-01T10:00:00.000Z","scenario_id":"burst-k3x9f2","seed":42,…}
 * {"event":"second","at":"…","elapsed_sec":1,"sent":200,"accepted":200,…,"emitters":{"json":{…}}}
 * {"event":"end","at":"…","outcome":"passed",…,"checks":[…]}
 * ```
 */
import type { Plan } from "../plan/mod.ts";
import type { Report } from "../judge/mod.ts";
import type { EmitterStatistics, RunSnapshot } from "../drive/mod.ts";

export interface RunStart {
  readonly atMs: number;
  readonly scenarioId: string;
  readonly url: string;
  readonly seed: number | string;
  readonly plan: Plan;
}

export function startLine({ atMs, scenarioId, url, seed, plan }: RunStart): string {
  const emitters = Object.fromEntries(
    plan.emitters.map(({ label, records, peakEps, meanEps }) => [
      label,
      { planned: records, peak_eps: round(peakEps), mean_eps: round(meanEps) },
    ]),
  );
  return line("start", atMs, {
    scenario: plan.name,
    scenario_id: scenarioId,
    url,
    seed,
    duration_sec: plan.durationSec,
    planned: plan.records,
    emitters,
  });
}

export function secondLine(snapshot: RunSnapshot, atMs: number): string {
  return line("second", atMs, {
    elapsed_sec: round(snapshot.elapsedSec),
    state: snapshot.state,
    in_flight: snapshot.inFlight,
    ...countsOf(snapshot.total),
    emitters: Object.fromEntries(snapshot.emitters.map((one) => [one.label, countsOf(one)])),
  });
}

export function endLine(report: Report): string {
  return line("end", report.endedMs, reportJson(report));
}

/** A report as the value that `--json` prints. */
export function reportJson(report: Report): Record<string, unknown> {
  const { run, delivery, verdict } = report;
  return {
    scenario: report.scenario,
    scenario_id: report.scenarioId,
    outcome: report.outcome,
    url: report.url,
    seed: report.seed,
    started_at: new Date(report.startedMs).toISOString(),
    ended_at: new Date(report.endedMs).toISOString(),
    elapsed_sec: round(run.elapsedSec),
    ...detailsOf(run.total),
    emitters: Object.fromEntries(run.emitters.map((one) => [one.label, detailsOf(one)])),
    checks: verdict.checks,
    ...(delivery === undefined ? {} : { delivery }),
  };
}

function line(event: string, atMs: number, fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ event, at: new Date(atMs).toISOString(), ...fields });
}

function countsOf(one: EmitterStatistics) {
  return {
    planned: one.planned,
    due: one.due,
    sent: one.sent,
    accepted: one.accepted,
    rejected: one.rejected,
    refused_by_design: one.refused,
    unanswered: one.unanswered,
    dropped: one.dropped,
    requests: one.requests,
    retries: one.retries,
    current_eps: round(one.currentEps),
    p99_ms: one.latency.p99Ms ?? null,
  };
}

function detailsOf(one: EmitterStatistics) {
  const { current_eps: _, p99_ms: __, ...counts } = countsOf(one);
  const { p50Ms, p95Ms, p99Ms, maxMs } = one.latency;
  return {
    ...counts,
    rejected_by_reason: one.rejectedByReason,
    unanswered_by_reason: one.unansweredByReason,
    retried_by_reason: one.retriedByReason,
    asked_eps: round(one.askedEps),
    achieved_eps: round(one.achievedEps),
    latency_ms: { p50: p50Ms ?? null, p95: p95Ms ?? null, p99: p99Ms ?? null, max: maxMs ?? null },
    levels: { sent: one.sentLevels, accepted: one.acceptedLevels },
    defects: one.defects,
  };
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
