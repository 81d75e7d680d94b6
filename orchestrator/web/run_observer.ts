/**
 * Watches one run from outside: each tick, two snapshots become what a person wants to see, namely
 * rates of just now, the verdict as it forms, and a warning when nothing answers. No I/O, no clock.
 */
import { LEVELS } from "../../contract/mod.ts";
import { peakEps, type Plan, rateAt } from "../plan/mod.ts";
import type { EmitterStatistics, LatencySummary, RunSnapshot } from "../drive/mod.ts";
import type { Expect } from "../scenario/mod.ts";
import { judge, type SaidCheck } from "../judge/mod.ts";
import type { EmitterRow, ErrorGroup, Point, RunDetail, RunPhase, RunSummary } from "./messages.ts";

export interface ObservedRun {
  readonly plan: Plan;
  readonly expect: Expect;
  readonly target: string;
  readonly seed: number | string;
  readonly rateFactor: number;
  readonly verifies: boolean;
  readonly startedMs: number;
}

export interface Moment {
  readonly nowMs: number;
  readonly snapshot: RunSnapshot;
  readonly phase: RunPhase;
  /** Rate factors that were set while it runs, by label. */
  readonly factors: ReadonlyMap<string, number>;
  /** Latencies of the answers since the last tick. */
  readonly latency: LatencySummary;
  /** How many of them fall into each band of `HEAT_BOUNDS_MS`. */
  readonly bands?: readonly number[];
}

/** Rates are taken over this many ticks, so that batches do not make them jump. */
const RATE_TICKS = 3;
/** Ticks without any answer, while requests are under way, before that is worth a warning. */
const SILENT_TICKS_MAX = 2;

type Rates = Pick<EmitterRow, "askedEps" | "currentEps">;

interface Past {
  readonly nowMs: number;
  readonly sentByLabel: ReadonlyMap<string, number>;
}

export class RunObserver {
  readonly #run: ObservedRun;
  #past: Past[] = [];
  #last: LastTick | undefined;
  #silentTicks = 0;

  constructor(run: ObservedRun) {
    this.#run = run;
  }

  /** Takes one tick: the point for the charts. */
  tick(moment: Moment): Point {
    const { nowMs, snapshot } = moment;
    this.#past.push({ nowMs, sentByLabel: sentOf(snapshot) });
    if (this.#past.length > RATE_TICKS + 1) this.#past.shift();
    this.#listen(snapshot);
    const point = pointOf(moment, this.#run, this.#last);
    this.#last = { nowMs, elapsedSec: snapshot.elapsedSec, total: snapshot.total };
    return point;
  }

  detail(moment: Moment): RunDetail {
    const { snapshot, factors } = moment;
    const { total } = snapshot;
    const rows = snapshot.emitters.map((one) => {
      const factor = factors.get(one.label) ?? 1;
      return this.#row(one, factor, this.#rates(one, moment));
    });
    const sum = (pick: (row: EmitterRow) => number) =>
      rows.reduce((all, row) => all + pick(row), 0);
    const rates = {
      askedEps: sum((row) => row.askedEps),
      currentEps: sum((row) => row.currentEps),
    };
    const checks = formingChecks(this.#run.expect, snapshot);
    const alert = this.#alert(snapshot, moment.phase);
    const row = this.#row(total, sharedFactor(rows), rates);
    return {
      summary: this.#summary(moment, row, checks),
      seed: this.#run.seed,
      rateFactor: this.#run.rateFactor,
      verifies: this.#run.verifies,
      emitters: rows,
      total: { ...row, peakEps: sum(({ peakEps }) => peakEps) },
      levels: total.acceptedLevels,
      rejectedByReason: total.rejectedByReason,
      unansweredByReason: total.unansweredByReason,
      retriedByReason: total.retriedByReason,
      checks,
      errors: errorsOf(total),
      ...(alert === undefined ? {} : { alert }),
    };
  }

  #summary({ snapshot, phase }: Moment, row: EmitterRow, checks: readonly SaidCheck[]): RunSummary {
    const { plan, target, startedMs } = this.#run;
    return {
      id: snapshot.scenarioId,
      name: plan.name,
      phase,
      target,
      startedMs,
      elapsedSec: snapshot.elapsedSec,
      durationSec: snapshot.durationSec,
      planned: row.planned,
      sent: row.sent,
      accepted: row.accepted,
      rejected: row.rejected,
      refused: row.refused,
      unanswered: row.unanswered,
      dropped: row.dropped,
      ...(row.p99Ms === undefined ? {} : { p99Ms: row.p99Ms }),
      askedEps: row.askedEps,
      currentEps: row.currentEps,
      checksBroken: checks.filter(({ status }) => status === "broken").length,
      checks: checks.length,
    };
  }

  #row(one: EmitterStatistics, factor: number, rates: Rates): EmitterRow {
    const { p50Ms, p95Ms, p99Ms, maxMs } = one.latency;
    const curve = this.#run.plan.emitters.find(({ label }) => label === one.label)?.curve;
    return {
      label: one.label,
      planned: one.planned,
      due: one.due,
      sent: one.sent,
      accepted: one.accepted,
      rejected: one.rejected,
      refused: one.refused,
      unanswered: one.unanswered,
      dropped: one.dropped,
      retries: one.retries,
      ...rates,
      factor,
      peakEps: curve === undefined ? 0 : peakEps(curve),
      ...(p50Ms === undefined ? {} : { p50Ms }),
      ...(p95Ms === undefined ? {} : { p95Ms }),
      ...(p99Ms === undefined ? {} : { p99Ms }),
      ...(maxMs === undefined ? {} : { maxMs }),
    };
  }

  /** Of just now; of a run that is over, the means of the time in which it was on. */
  #rates(one: EmitterStatistics, { snapshot, phase, factors }: Moment): Rates {
    if (phase === "ended") return { askedEps: one.askedEps, currentEps: one.achievedEps };
    const currentEps = this.#currentEps(one.label);
    const curve = this.#run.plan.emitters.find(({ label }) => label === one.label)?.curve;
    if (phase !== "running" || curve === undefined) return { askedEps: 0, currentEps };
    const factor = factors.get(one.label) ?? 1;
    return { askedEps: rateAt(curve, snapshot.elapsedSec) * factor, currentEps };
  }

  #currentEps(label: string): number {
    const [first, last] = [this.#past[0], this.#past.at(-1)];
    if (first === undefined || last === undefined || first === last) return 0;
    const sent = (last.sentByLabel.get(label) ?? 0) - (first.sentByLabel.get(label) ?? 0);
    return sent / ((last.nowMs - first.nowMs) / 1000);
  }

  /** Whether anything answered since the last tick, while something was waiting for an answer. */
  #listen({ total, inFlight }: RunSnapshot): void {
    const before = this.#last?.total;
    const answers = (one: EmitterStatistics) => one.accepted + one.rejected;
    const isSilent = inFlight > 0 && before !== undefined && answers(total) === answers(before);
    this.#silentTicks = isSilent ? this.#silentTicks + 1 : 0;
  }

  #alert({ total }: RunSnapshot, phase: RunPhase): string | undefined {
    if (phase === "ended" || this.#silentTicks < SILENT_TICKS_MAX) return undefined;
    const reasons = { ...total.retriedByReason, ...total.unansweredByReason };
    const why = reasons.connection_error !== undefined ? " (no connection)" : "";
    return `${this.#run.target} does not answer${why}. Requests are tried again for a while, ` +
      "then count as unanswered.";
  }
}

/** The verdict if the run ended now; what is only known afterwards is unchecked. */
function formingChecks(expect: Expect, { emitters, total }: RunSnapshot): SaidCheck[] {
  const { metrics, ...during } = expect;
  // What is made and waits for its batch to fill is not behind its rate.
  const onTime = emitters.map((one) => ({ ...one, sent: one.due - one.dropped }));
  const now = judge(during, { emitters: onTime, total }).checks;
  const later = metrics === undefined
    ? []
    : judge({ metrics }, { emitters, total }).checks.slice(-metrics.length);
  const note = "known when the run is over";
  const pending = { got: "–", status: "unchecked", note, says: note } as const;
  return [
    ...now.map((check) => check.status === "unchecked" ? { ...check, ...pending } : check),
    ...later.map((check) => ({ ...check, ...pending })),
  ];
}

/** Less of a second than this is no second. */
const PART_SEC = 0.5;

interface LastTick {
  readonly nowMs: number;
  readonly elapsedSec: number;
  readonly total: EmitterStatistics;
}

/** How much of the schedule was on since the last tick: after its end only what was left of it. */
function secondsOf(
  { elapsedSec, durationSec, state }: RunSnapshot,
  wallMs: number,
  elapsedBefore: number,
): number {
  const isOver = elapsedSec >= durationSec || state === "draining";
  return isOver ? elapsedSec - elapsedBefore : wallMs / 1000;
}

/** What went wrong, by reason, the most frequent first. */
function errorsOf(total: EmitterStatistics): ErrorGroup[] {
  const groups = (fate: ErrorGroup["fate"], counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([reason, count]): ErrorGroup => {
      const example = fate === "unanswered" ? undefined : total.exampleByReason[reason];
      return { fate, reason, count, ...(example === undefined ? {} : { example }) };
    });
  return [
    ...groups("rejected", total.rejectedByReason),
    ...groups("unanswered", total.unansweredByReason),
    ...(total.dropped > 0 ? groups("dropped", { "not sent in time": total.dropped }) : []),
    ...groups("retried", total.retriedByReason),
  ].sort((a, b) => b.count - a.count);
}

/** The values of one tick, a second; latencies are those of the answers since the last. */
function pointOf(
  { nowMs, snapshot, latency, bands = [] }: Moment,
  { startedMs }: ObservedRun,
  last: LastTick | undefined,
): Point {
  const before = last?.total;
  const seconds = secondsOf(snapshot, nowMs - (last?.nowMs ?? startedMs), last?.elapsedSec ?? 0);
  // A part of a second says nothing of a rate: the charts have no point there.
  const isPart = seconds < PART_SEC;
  const rate = (now: number, past = 0) => isPart ? null : Math.max(0, now - past) / seconds;
  const { total } = snapshot;
  const values: Record<string, number | null> = {
    asked: rate(total.due, before?.due),
    sent: rate(total.sent, before?.sent),
    accepted: rate(total.accepted, before?.accepted),
    p50_ms: latency.p50Ms ?? null,
    p95_ms: latency.p95Ms ?? null,
    p99_ms: latency.p99Ms ?? null,
  };
  for (const level of LEVELS) {
    values[level] = rate(total.acceptedLevels[level], before?.acceptedLevels[level]);
  }
  bands.forEach((count, i) => values[`heat_${i}`] = count);
  if (total.dropped > 0) values["lost:dropped"] = rate(total.dropped, before?.dropped);
  for (const [reason, count] of Object.entries(total.rejectedByReason)) {
    values[`lost:${reason}`] = rate(count, before?.rejectedByReason[reason]);
  }
  for (const [reason, count] of Object.entries(total.unansweredByReason)) {
    values[`lost:${reason}`] = rate(count, before?.unansweredByReason[reason]);
  }
  return { t: (nowMs - startedMs) / 1000, values };
}

function sentOf({ emitters, total }: RunSnapshot): ReadonlyMap<string, number> {
  return new Map([...emitters, total].map(({ label, sent }) => [label, sent]));
}

/** The factor of all emitters where they share one; 1 where each has its own. */
function sharedFactor(rows: readonly EmitterRow[]): number {
  const factors = new Set(rows.map(({ factor }) => factor));
  return factors.size === 1 ? rows[0]!.factor : 1;
}
