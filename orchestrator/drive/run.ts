/**
 * Drives a scenario, open-loop: a record is due at its time whether or not the gateway keeps up.
 *
 * ```
 * clock → lanes: what is due becomes parcels → outbox → at most in_flight_max requests → tallies
 *                                                └── waited longer than late_ms_max: dropped
 * ```
 *
 * Nothing slows down in silence: what could not be sent in time is counted. Latency counts from
 * when a parcel was due, so the time it waited for a free request is part of it (no coordinated
 * omission). Rate, pause and stop act while it runs.
 */
import { createRandom, type Emitter } from "../../emitters/mod.ts";
import type { Clock } from "./clock.ts";
import { activeSec, createEmitter, plan, type ScenarioEmitter } from "../plan/mod.ts";
import { Lane, type Parcel } from "./lane.ts";
import { mergedSummary } from "./latencies.ts";
import { EmitterLedger } from "./ledger.ts";
import { Outbox } from "./outbox.ts";
import {
  type RunDeps,
  type RunHandle,
  type RunOptions,
  type RunResult,
  type RunSnapshot,
  type RunState,
  scenarioIdOf,
  type SentSample,
} from "./run_handle.ts";
import type { Scenario } from "../scenario/mod.ts";
import { EmitterTally, totalOf } from "./statistics.ts";
import { createTransport } from "./transport.ts";

const DRAIN_MS_MAX = 10_000;
const RATE_FACTOR_MAX = 1_000;
const SLEEP_MS_MIN = 1;
const TICK_MS = 1_000;

export function startRun(scenario: Scenario, options: RunOptions, deps: RunDeps): RunHandle {
  const run = new Run(scenario, options, deps);
  return {
    scenarioId: run.scenarioId,
    plan: plan(scenario),
    done: run.drive(),
    snapshot: () => run.snapshot(),
    pause: () => run.pause(),
    resume: () => run.resume(),
    setRate: (factor, label) => run.setRate(factor, label),
    stop: () => run.stop(),
  };
}

class Run {
  readonly scenarioId: string;
  readonly #scenario: Scenario;
  readonly #options: RunOptions;
  readonly #clock: Clock;
  readonly #transport;
  readonly #lanes: Lane[];
  readonly #outbox: Outbox;
  readonly #samples: SentSample[] = [];
  readonly #cut = new AbortController();
  readonly #startedMs: number;
  /** Epoch ms at which second 0 of the schedule lies; pauses move it. */
  #originMs: number;
  #pausedMs: number | undefined;
  #wake = new AbortController();
  #state: RunState = "running";
  #isStopping = false;
  #tick = 0;
  #bug: unknown;

  constructor(scenario: Scenario, options: RunOptions, deps: RunDeps) {
    this.#scenario = scenario;
    this.#options = options;
    this.#clock = deps.clock;
    this.scenarioId = scenarioIdOf(scenario.name, options.runId);
    const root = createRandom(options.seed);
    this.#lanes = scenario.emitters.map((emitter) =>
      new Lane(emitter, {
        emitter: this.#create(emitter),
        ledger: new EmitterLedger(),
        tally: new EmitterTally(emitter.label),
        jitterRandom: root.fork(`jitter/${emitter.label}`),
        samplesMax: options.samplesMax ?? 0,
      })
    );
    const tallies = new Map(this.#lanes.map(({ scenario, tally }) => [scenario.label, tally]));
    this.#transport = createTransport({
      url: options.url,
      scenarioId: this.scenarioId,
      timeoutMs: scenario.sending.timeout_ms,
      attemptsMax: scenario.sending.attempts_max,
    }, {
      ...deps,
      random: root.fork("retries"),
      onRetry: (label, reason) => tallies.get(label)?.retry(reason),
    });
    const { in_flight_max, late_ms_max } = scenario.sending;
    this.#outbox = new Outbox({
      inFlightMax: in_flight_max,
      lateMsMax: late_ms_max,
      lateMsOf: ({ dueSec }) => this.#clock.nowMs() - this.#msOf(dueSec),
      deliver: (parcel) => this.#deliver(parcel),
      drop: ({ lane, records }) => lane.tally.late += records.length,
      onFree: () => this.#state === "draining" && this.#wake.abort(),
    });
    this.#startedMs = this.#originMs = deps.clock.nowMs();
  }

  async drive(): Promise<RunResult> {
    let nextTickMs = this.#startedMs + TICK_MS;
    while (!this.#isStopping && this.#lanes.some((lane) => !lane.isDone)) {
      if (this.#pausedMs === undefined) this.#collect();
      this.#outbox.dispatch();
      const nowMs = this.#clock.nowMs();
      if (nowMs >= nextTickMs) {
        nextTickMs += TICK_MS * Math.ceil((nowMs - nextTickMs + 1) / TICK_MS);
        this.#options.onSecond?.(this.snapshot());
      }
      if (this.#lanes.every((lane) => lane.isDone)) break;
      await this.#sleepUntil(Math.min(this.#nextMs(), nextTickMs));
    }
    await this.#drain();
    if (this.#bug !== undefined) throw this.#bug;
    this.#state = this.#isStopping ? "stopped" : "finished";
    return this.#result();
  }

  snapshot(): RunSnapshot {
    const { name, durationSec } = this.#scenario;
    const nowSec = Math.min(durationSec, this.#nowSec());
    const emitters = this.#lanes.map(({ tally, scenario }) =>
      tally.summary({ nowSec, activeSec: activeSec(scenario.curve, nowSec) })
    );
    return {
      scenarioId: this.scenarioId,
      name,
      state: this.#state,
      elapsedSec: nowSec,
      durationSec,
      inFlight: this.#outbox.inFlight,
      emitters,
      total: totalOf(emitters, mergedSummary(this.#lanes.map(({ tally }) => tally.latencies))),
    };
  }

  pause(): void {
    if (this.#state !== "running") return;
    this.#pausedMs = this.#clock.nowMs();
    this.#state = "paused";
  }

  resume(): void {
    if (this.#pausedMs === undefined || this.#state !== "paused") return;
    this.#originMs += this.#clock.nowMs() - this.#pausedMs;
    this.#pausedMs = undefined;
    this.#state = "running";
    this.#wake.abort();
  }

  setRate(factor: number, label?: string): void {
    if (!(factor >= 0 && factor <= RATE_FACTOR_MAX)) {
      throw new RangeError(`A rate factor must be from 0 to ${RATE_FACTOR_MAX}: got ${factor}`);
    }
    for (const lane of this.#lanes) {
      if (label === undefined || lane.scenario.label === label) {
        lane.setFactor(factor, this.#nowSec());
      }
    }
    this.#wake.abort();
  }

  stop(): void {
    if (this.#isStopping) this.#cut.abort();
    this.resume();
    this.#isStopping = true;
    this.#wake.abort();
  }

  #create(emitter: ScenarioEmitter): Emitter {
    return createEmitter(emitter, { seed: this.#options.seed, scenarioId: this.scenarioId });
  }

  #nowSec(): number {
    return ((this.#pausedMs ?? this.#clock.nowMs()) - this.#originMs) / 1000;
  }

  #msOf(sec: number): number {
    return this.#originMs + sec * 1000;
  }

  #collect(): void {
    const nowSec = this.#nowSec();
    const lateSec = nowSec - this.#scenario.sending.late_ms_max / 1000;
    for (const lane of this.#lanes) {
      const parcels = lane.collect(nowSec, lateSec, (sec) => Math.round(this.#msOf(sec)));
      this.#outbox.push(parcels);
    }
  }

  async #deliver({ lane, records, request, sample, isAlone, dueSec }: Parcel): Promise<void> {
    const { ledger, tally, scenario } = lane;
    const dueMs = this.#msOf(dueSec);
    tally.send(records, this.#nowSec());
    const batch = isAlone ? undefined : ledger.send(records, ++this.#tick);
    if (isAlone) ledger.settle(records, "unanswered");
    try {
      const delivery = await this.#transport.send(scenario.label, request, this.#cut.signal);
      const latencyMs = this.#clock.nowMs() - dueMs;
      tally.settle(records, delivery, latencyMs);
      if (delivery.kind !== "unanswered") this.#options.onAnswer?.(latencyMs);
      if (delivery.kind === "accepted" && (delivery.accepted ?? Infinity) >= records.length) {
        if (batch !== undefined) ledger.accept(batch, ++this.#tick);
        ledger.settle(records, "accepted");
        if (sample !== undefined) this.#samples.push({ emitter: scenario.label, record: sample });
      } else if (delivery.kind === "rejected") {
        ledger.settle(records, "rejected");
      }
    } catch (error) {
      this.#bug ??= error;
      this.stop();
    }
  }

  /** Waits for the answers that are still out, as long as may be. */
  async #drain(): Promise<void> {
    for (const lane of this.#lanes) this.#outbox.push(lane.flush());
    this.#state = "draining";
    const untilMs = this.#clock.nowMs() + (this.#options.drainMsMax ?? DRAIN_MS_MAX);
    this.#outbox.dispatch();
    while (!this.#outbox.isEmpty) {
      await this.#sleepUntil(untilMs);
      if (this.#clock.nowMs() >= untilMs) this.#cut.abort();
      if (this.#cut.signal.aborted) this.#outbox.discard();
      this.#outbox.dispatch();
    }
  }

  #nextMs(): number {
    if (this.#pausedMs !== undefined) return Infinity;
    return this.#msOf(this.#lanes.reduce((next, lane) => Math.min(next, lane.nextSec()), Infinity));
  }

  async #sleepUntil(ms: number): Promise<void> {
    const sleepMs = Math.min(TICK_MS, Math.max(SLEEP_MS_MIN, ms - this.#clock.nowMs()));
    await this.#clock.sleep(sleepMs, this.#wake.signal);
    if (this.#wake.signal.aborted) this.#wake = new AbortController();
  }

  #result(): RunResult {
    return {
      scenarioId: this.scenarioId,
      snapshot: this.snapshot(),
      startedMs: this.#startedMs,
      endedMs: this.#clock.nowMs(),
      ledgers: new Map(this.#lanes.map(({ scenario, ledger }) => [scenario.label, ledger])),
      samples: this.#samples,
      recreate: (label) => {
        const emitter = this.#scenario.emitters.find((one) => one.label === label);
        if (emitter === undefined) throw new Error(`This run had no emitter '${label}'`);
        return this.#create(emitter);
      },
    };
  }
}
