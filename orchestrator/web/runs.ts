/**
 * All runs: those that go on, in memory and at most `runsMax`, and those that are over, in the
 * store. A run lives here and not in a page, so a reload or a closed tab changes nothing.
 *
 * ```
 * start ──► live: tick every second ──► watchers, metrics, store now and then
 *                 └─ verdict ──► store, and a few of the latest in memory
 * ```
 */
import { type Clock, type RunSnapshot, type Sign } from "../drive/mod.ts";
import {
  journalStore,
  startTrial,
  type Store,
  type Trial,
  type TrialResult,
  whyUnreachable,
} from "../judge/mod.ts";
import { fail, type WebResult } from "./failure.ts";
import { type Ending, LiveRun, type RunRecord } from "./live_run.ts";
import type { RunSummary, ServerMessage } from "./messages.ts";
import type { OrchestratorMetrics } from "./metrics.ts";
import type { Prepared } from "./run_request.ts";
import type { RunStore } from "./run_store.ts";
import { framesOf, type ServiceLog } from "./service_log.ts";
import { Tail } from "./tail.ts";
import { TickLatencies } from "./tick_latencies.ts";

export interface RunsDeps {
  readonly store: RunStore;
  readonly metrics: OrchestratorMetrics;
  readonly log: ServiceLog;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  /** Credentials for that target, where it is one that they are meant for. */
  readonly signFor: (target: string) => Sign | undefined;
  readonly newRunId: () => string;
  readonly newErrorId: () => string;
  readonly runsMax: number;
  /** The store that runs are verified in, if it is not the journal. */
  readonly farStoreFor?: ((emitters: readonly string[]) => Store) | undefined;
}

/** Who follows what happens; `isWatching` spares the work that only a viewer needs. */
export interface RunsAudience {
  isWatching(id: string): boolean;
  /** What is new of run `id`. */
  tell(id: string, message: ServerMessage): void;
  /** The list of live runs changed, or a second has passed. */
  list(runs: readonly RunSummary[]): void;
}

/** Ticks between two writes of a run that goes on: what a crash of the service may cost. */
const SAVE_TICKS = 5;
/** Runs that just ended, kept in memory for who was watching them. */
const RECENT_MAX = 8;
/** How long records may be on their way to a store that is not the journal. */
const FAR_WAIT_MS = 30_000;
/** How long the service waits for answers when it is told to end, before it cuts them off. */
const CLOSE_MS_MAX = 3_000;

interface Live {
  readonly run: LiveRun;
  readonly trial: Trial;
  readonly ended: Promise<void>;
  ticks: number;
  counted: RunSnapshot | undefined;
  /** Writes of one run follow each other. */
  saving: Promise<unknown>;
  stopNote: string | undefined;
}

export class Runs {
  readonly #deps: RunsDeps;
  readonly #live = new Map<string, Live>();
  readonly #recent = new Map<string, RunRecord>();
  #audience: RunsAudience | undefined;
  #starting = 0;
  #isTicking = false;
  #isClosing = false;

  constructor(deps: RunsDeps) {
    this.#deps = deps;
  }

  tellTo(audience: RunsAudience): void {
    this.#audience = audience;
  }

  async start(prepared: Prepared): Promise<WebResult<RunSummary>> {
    const { runsMax, clock } = this.#deps;
    if (this.#isClosing) return fail("too_many_runs", "The service is shutting down");
    if (this.#live.size + this.#starting >= runsMax) {
      const detail = `${runsMax} runs go on already, which is what LOGOPS_ORCH_RUNS_MAX allows`;
      return fail("too_many_runs", detail);
    }
    this.#starting++;
    try {
      const { target } = prepared;
      const { fetch } = this.#deps;
      const sign = this.#deps.signFor(target);
      const deps = { fetch, clock, ...(sign === undefined ? {} : { sign }) };
      const reason = await whyUnreachable(target, deps);
      if (reason !== undefined) {
        const detail = `Cannot reach ${target}: ${reason}. Start a gateway with ` +
          "'deno task gateway', or choose another target";
        return fail("target_unreachable", detail);
      }
      return { ok: true, value: await this.#begin(prepared, deps) };
    } finally {
      this.#starting--;
    }
  }

  async #begin(
    prepared: Prepared,
    deps: Parameters<typeof startTrial>[2],
  ): Promise<RunSummary> {
    const { nowMs } = this.#deps.clock;
    const latencies = new TickLatencies();
    const tail = new Tail(nowMs);
    const { scenario, target: url, seed } = prepared;
    const trial = await startTrial(tail.watch(scenario), {
      url,
      seed,
      ...this.#storeOf(prepared),
      runId: this.#deps.newRunId(),
      onAnswer: (latencyMs) => latencies.record(latencyMs),
    }, deps);
    const run = new LiveRun({ prepared, trial, latencies, tail, nowMs });
    const live: Live = {
      run,
      trial,
      ended: trial.report.then(
        (result) => this.#end(live, { outcome: result.report.outcome }, result),
        (error) => this.#end(live, this.#bug(error)),
      ),
      ticks: 0,
      counted: undefined,
      saving: Promise.resolve(),
      stopNote: undefined,
    };
    this.#live.set(run.id, live);
    this.#save(live);
    this.#announce();
    return run.detail().summary;
  }

  #storeOf({ verifyDir, verifiesFarEnd, scenario }: Prepared) {
    const { farStoreFor } = this.#deps;
    if (verifiesFarEnd === true && farStoreFor !== undefined) {
      const store = farStoreFor(scenario.emitters.map(({ label }) => label));
      return { store, tailMsMax: FAR_WAIT_MS };
    }
    return verifyDir === undefined ? {} : { store: journalStore(verifyDir) };
  }

  /** Once a second. A tick that takes longer than that swallows the next. */
  async tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    try {
      for (const live of [...this.#live.values()]) {
        const message = await live.run.tick(this.#audience?.isWatching(live.run.id) ?? false);
        if (!this.#live.has(live.run.id)) continue;
        this.#audience?.tell(live.run.id, message);
        this.#count(live);
        if (++live.ticks % SAVE_TICKS === 0) this.#save(live);
      }
      if (this.#live.size > 0) this.#announce();
    } finally {
      this.#isTicking = false;
    }
  }

  /** Runs that go on, the newest first. */
  live(): readonly RunSummary[] {
    return [...this.#live.values()].map(({ run }) => run.detail().summary).reverse();
  }

  message(id: string): Extract<ServerMessage, { type: "run" }> | undefined {
    return this.#live.get(id)?.run.whole();
  }

  /** Does something to a run that goes on. */
  act(id: string, action: (run: LiveRun) => void): WebResult<RunSummary> {
    const live = this.#live.get(id);
    if (live === undefined) {
      return this.#recent.has(id)
        ? fail("run_is_over", "The run is over")
        : fail("unknown_run", "No run of that id goes on");
    }
    action(live.run);
    this.#audience?.tell(id, { type: "run", run: live.run.detail() });
    this.#announce();
    return { ok: true, value: live.run.detail().summary };
  }

  stop(id: string, note = "stopped by hand"): WebResult<RunSummary> {
    const live = this.#live.get(id);
    if (live !== undefined) live.stopNote ??= note;
    return this.act(id, (run) => run.stop());
  }

  async read(id: string): Promise<WebResult<RunRecord>> {
    const here = this.#live.get(id)?.run.record() ?? this.#recent.get(id);
    return here === undefined ? await this.#deps.store.read(id) : { ok: true, value: here };
  }

  /** JSONL: what is written, and of a run that goes on also what is not yet. */
  async log(id: string): Promise<WebResult<string>> {
    const live = this.#live.get(id);
    if (live !== undefined) await this.#save(live);
    return await this.#deps.store.log(id);
  }

  /** Live runs first, then past ones, the newest first. */
  async list(limit: number): Promise<WebResult<readonly RunSummary[]>> {
    const live = this.live();
    const past = await this.#deps.store.list(limit + live.length);
    if (!past.ok) return past;
    const ids = new Set(live.map(({ id }) => id));
    const rest = past.value.filter(({ id }) => !ids.has(id));
    return { ok: true, value: [...live, ...rest].slice(0, limit) };
  }

  async remove(id: string): Promise<WebResult<void>> {
    if (this.#live.has(id)) return fail("run_is_live", "Stop the run first");
    this.#recent.delete(id);
    return await this.#deps.store.remove(id);
  }

  /** Ends all runs in order, each with what it has; then closes the store. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const all = [...this.#live.values()];
    for (const { run } of all) this.stop(run.id, "the service was stopped");
    const ended = Promise.all(all.map((live) => live.ended));
    const late = new AbortController();
    await Promise.race([ended, this.#deps.clock.sleep(CLOSE_MS_MAX, late.signal)]);
    late.abort();
    for (const { run } of this.#live.values()) run.stop();
    await ended;
    this.#deps.store.close();
  }

  async #end(live: Live, ending: Ending, result?: TrialResult): Promise<void> {
    const { run } = live;
    await run.tick(false);
    const note = ending.note ?? (ending.outcome === "interrupted" ? live.stopNote : undefined);
    run.end({ ...ending, ...(note === undefined ? {} : { note }) }, result);
    this.#count(live);
    await this.#save(live);
    this.#remember(run.record());
    this.#audience?.tell(run.id, run.whole());
    this.#live.delete(run.id);
    this.#deps.metrics.ended(ending.outcome);
    this.#announce();
  }

  #remember(record: RunRecord): void {
    this.#recent.set(record.detail.summary.id, record);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > RECENT_MAX && oldest !== undefined) this.#recent.delete(oldest);
  }

  #save(live: Live): Promise<unknown> {
    const log = live.run.takeLog();
    const record = live.run.record();
    live.saving = live.saving.then(() => this.#deps.store.save(record, log));
    return live.saving;
  }

  #count(live: Live): void {
    const snapshot = live.run.snapshot();
    this.#deps.metrics.progressed(snapshot, live.counted);
    live.counted = snapshot;
  }

  #announce(): void {
    const runs = this.live();
    this.#deps.metrics.running(runs.length);
    this.#audience?.list(runs);
  }

  #bug(error: unknown): Ending {
    const id = this.#deps.newErrorId();
    this.#deps.log.error("bug", { id, ...framesOf(error) });
    this.#deps.metrics.failed("internal");
    return { outcome: "interrupted", note: `an error of the service: its log has it under ${id}` };
  }
}
