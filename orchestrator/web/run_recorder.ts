/**
 * Follows a run of the command line as the service follows its own, for a report with charts: give
 * `scenario`, `onAnswer` and `onSecond` to the run, and take the record when it is over.
 */
import type { Plan } from "../plan/mod.ts";
import type { Trial, TrialResult } from "../judge/mod.ts";
import type { Scenario } from "../scenario/mod.ts";
import { LiveRun, type RunRecord } from "./live_run.ts";
import { Tail } from "./tail.ts";
import { TickLatencies } from "./tick_latencies.ts";

export interface RecorderOptions {
  readonly scenario: Scenario;
  readonly target: string;
  readonly seed: number | string;
  /** The gateway's sink folder, if what is stored is to be shown beside what was sent. */
  readonly sinkDir?: string | undefined;
  readonly nowMs: () => number;
}

export class RunRecorder {
  readonly #options: RecorderOptions;
  readonly #latencies = new TickLatencies();
  readonly #tail: Tail;
  /** The scenario to run: its batches are looked at as they leave. */
  readonly scenario: Scenario;
  #live: LiveRun | undefined;
  #ticking: Promise<unknown> = Promise.resolve();

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#tail = new Tail(options.nowMs);
    this.scenario = this.#tail.watch(options.scenario);
  }

  readonly onAnswer = (latencyMs: number): void => this.#latencies.record(latencyMs);

  start(trial: Trial, plan: Plan): void {
    const { scenario, target, seed, sinkDir, nowMs } = this.#options;
    const prepared = {
      ...{ scenario, plan, target, seed, rateFactor: 1, yaml: "", dryRun: false },
      ...(sinkDir === undefined ? {} : { verifyDir: sinkDir }),
    };
    this.#live = new LiveRun({
      prepared,
      trial,
      latencies: this.#latencies,
      tail: this.#tail,
      nowMs,
    });
  }

  readonly onSecond = (): void => {
    this.#ticking = this.#ticking.then(() => this.#live?.tick(true));
  };

  async end(result: TrialResult): Promise<RunRecord> {
    await this.#ticking;
    await this.#live!.tick(true);
    this.#live!.end({ outcome: result.report.outcome }, result);
    return this.#live!.record();
  }
}
