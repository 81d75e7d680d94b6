/**
 * One run that goes on: the engine's trial, what is observed of it, its series, its log and its
 * tail. Ticks come from outside, once a second.
 */
import type { RunSnapshot } from "../drive/mod.ts";
import type { Scenario } from "../scenario/mod.ts";
import { endLine, reportJson, secondLine, startLine } from "../report/mod.ts";
import type { Trial, TrialResult } from "../judge/mod.ts";
import type { RunDetail, RunEvent, RunPhase, Series, ServerMessage, TailPair } from "./messages.ts";
import { type Moment, RunObserver } from "./run_observer.ts";
import type { Prepared } from "./run_request.ts";
import { RunSeries } from "./series.ts";
import { JournalReader, type Tail, withStored } from "./tail.ts";
import type { TickLatencies } from "./tick_latencies.ts";

/** Everything that is kept of a run when it is over. */
export interface RunRecord {
  readonly detail: RunDetail;
  readonly series: Series;
  readonly tail: readonly TailPair[];
  readonly yaml: string;
  /** As `--json` of the command prints it; absent for a run that the service did not survive. */
  readonly report?: Readonly<Record<string, unknown>>;
}

export interface LiveRunParts {
  readonly prepared: Prepared;
  readonly trial: Trial;
  /** Latencies since the last tick; a tick empties it. */
  readonly latencies: TickLatencies;
  readonly tail: Tail;
  readonly nowMs: () => number;
}

/** How a run ended. */
export interface Ending {
  readonly outcome: "passed" | "broken" | "interrupted";
  readonly note?: string;
}

const TAIL_PAIRS_MAX = 40;
const SNAPSHOT_MS_MAX = 200;
/** What is done beyond that is done, and leaves no line in the charts. */
const EVENTS_MAX = 200;
/** A run that is planned to be longer is logged in wider steps, so that its log stays bounded. */
const LOG_LINES_MAX = 7_200;

type RunMessage = Extract<ServerMessage, { type: "run" }>;

export class LiveRun {
  readonly id: string;
  readonly startedMs: number;
  readonly scenario: Scenario;
  readonly #parts: LiveRunParts;
  readonly #observer: RunObserver;
  readonly #series = new RunSeries();
  readonly #journal: JournalReader | undefined;
  readonly #factors = new Map<string, number>();
  readonly #logEverySec: number;
  #latest: { readonly atMs: number; readonly snapshot: RunSnapshot } | undefined;
  #tail: TailPair[] = [];
  readonly #events: RunEvent[] = [];
  #log: string[] = [];
  #seconds = 0;
  #ending: (Ending & { readonly endedMs: number; readonly result?: TrialResult }) | undefined;

  constructor(parts: LiveRunParts) {
    const { prepared, trial } = parts;
    const { scenario, plan, target, seed, rateFactor, verifyDir, verifiesFarEnd } = prepared;
    this.#parts = parts;
    this.id = trial.run.scenarioId;
    this.scenario = scenario;
    this.startedMs = parts.nowMs();
    const verifies = verifyDir !== undefined || verifiesFarEnd === true;
    const { expect } = scenario;
    const startedMs = this.startedMs;
    this.#observer = new RunObserver({
      plan,
      expect,
      target,
      seed,
      rateFactor,
      verifies,
      startedMs,
    });
    this.#journal = verifyDir === undefined ? undefined : new JournalReader(verifyDir);
    this.#logEverySec = Math.ceil(scenario.durationSec / LOG_LINES_MAX);
    this.#log.push(startLine({ atMs: startedMs, scenarioId: this.id, url: target, seed, plan }));
  }

  get phase(): RunPhase {
    if (this.#ending !== undefined) return "ended";
    const { state } = this.snapshot();
    return state === "finished" || state === "stopped" ? "verifying" : state;
  }

  /** As of now or just before: a snapshot merges histograms, which costs time and memory. */
  snapshot(): RunSnapshot {
    const { trial, nowMs } = this.#parts;
    const atMs = nowMs();
    if (this.#latest === undefined || atMs - this.#latest.atMs > SNAPSHOT_MS_MAX) {
      this.#latest = { atMs, snapshot: trial.run.snapshot() };
    }
    return this.#latest.snapshot;
  }

  /** One second has passed: what to tell those who watch. */
  async tick(isWatched: boolean): Promise<RunMessage> {
    this.#latest = undefined;
    const moment = this.#moment();
    const { point, merged } = this.#series.add(this.#observer.tick(moment));
    this.#parts.latencies.reset();
    if (this.#seconds++ % this.#logEverySec === 0) {
      this.#log.push(secondLine(moment.snapshot, moment.nowMs));
    }
    const tail = await this.#readTail(isWatched);
    return {
      type: "run",
      run: this.detail(),
      ...(merged ? { series: this.#series.whole() } : point === undefined ? {} : { point }),
      ...(tail.length > 0 ? { tail } : {}),
    };
  }

  /** All that is known, for someone who begins to watch. */
  whole(): RunMessage {
    return { type: "run", run: this.detail(), series: this.#series.whole(), tail: this.#tail };
  }

  detail(): RunDetail {
    const observed = this.#observer.detail(this.#moment());
    const detail = { ...observed, events: [...this.#events] };
    if (this.#ending === undefined) return detail;
    const { outcome, note, endedMs, result } = this.#ending;
    const checks = result?.report.verdict.checks ?? detail.checks;
    const checksBroken = checks.filter(({ status }) => status === "broken").length;
    const summary = { ...detail.summary, phase: "ended", outcome, endedMs, checksBroken } as const;
    return {
      ...detail,
      summary: { ...summary, checks: checks.length, ...(note === undefined ? {} : { note }) },
      checks,
      ...(result?.report.delivery === undefined ? {} : { delivery: result.report.delivery }),
    };
  }

  record(): RunRecord {
    const report = this.#ending?.result?.report;
    return {
      detail: this.detail(),
      series: this.#series.whole(),
      tail: this.#tail,
      yaml: this.#parts.prepared.yaml,
      ...(report === undefined ? {} : { report: reportJson(report) }),
    };
  }

  /** Lines of the log since the last call. */
  takeLog(): readonly string[] {
    const lines = this.#log;
    this.#log = [];
    return lines;
  }

  /**
   * `factor` counts from the rates that the run began with. Whether it was set: it is not where the
   * run would then make more than `recordsMax` records.
   */
  setRate(factor: number, label: string | undefined, recordsMax: number): boolean {
    const labels = this.scenario.emitters.map((each) => each.label)
      .filter((each) => label === undefined || each === label);
    const { run } = this.#parts.trial;
    this.#latest = undefined;
    for (const each of labels) run.setRate(factor, each);
    const isTooMuch = run.snapshot().total.planned > recordsMax;
    for (const each of labels) {
      if (isTooMuch) run.setRate(this.#factors.get(each) ?? 1, each);
      else this.#factors.set(each, factor);
    }
    if (!isTooMuch) this.#happened("rate", `${label ?? "all"} × ${factor}`);
    return !isTooMuch;
  }

  #happened(kind: RunEvent["kind"], text: string): void {
    if (this.#events.length >= EVENTS_MAX) return;
    this.#events.push({ t: (this.#parts.nowMs() - this.startedMs) / 1000, kind, text });
  }

  pause(): void {
    this.#latest = undefined;
    this.#parts.trial.run.pause();
    this.#happened("pause", "paused");
  }

  resume(): void {
    this.#latest = undefined;
    this.#parts.trial.run.resume();
    this.#happened("resume", "resumed");
  }

  stop(): void {
    this.#latest = undefined;
    this.#parts.trial.run.stop();
    this.#happened("stop", "stopped");
  }

  end(ending: Ending, result?: TrialResult): void {
    const endedMs = this.#parts.nowMs();
    this.#latest = undefined;
    this.#ending = { ...ending, endedMs, ...(result === undefined ? {} : { result }) };
    if (result !== undefined) this.#log.push(endLine(result.report));
  }

  #moment(): Moment {
    const { latencies, nowMs } = this.#parts;
    return {
      nowMs: nowMs(),
      snapshot: this.snapshot(),
      phase: this.phase,
      factors: this.#factors,
      latency: latencies.summary(),
      bands: latencies.bands(),
    };
  }

  async #readTail(isWatched: boolean): Promise<readonly TailPair[]> {
    const { tail, nowMs } = this.#parts;
    const pairs = tail.take();
    if (this.#journal === undefined) return this.#remember(pairs);
    if (!isWatched) return this.#remember([]);
    const lines = pairs.length === 0
      ? new Map<string, string>()
      : await this.#journal.linesSince(this.id, nowMs());
    await this.#journal.mark(nowMs());
    return this.#remember(withStored(pairs, lines));
  }

  #remember(pairs: readonly TailPair[]): readonly TailPair[] {
    this.#tail = [...this.#tail, ...pairs].slice(-TAIL_PAIRS_MAX);
    return pairs;
  }
}
