/**
 * A run with its judgement: what the command line, the demo and the web service all do.
 *
 * ```
 * metrics before → run → metrics after → look into the store → verdict → report
 * ```
 */
import {
  readTextMax,
  type RunDeps,
  type RunHandle,
  type RunOptions,
  type RunResult,
  startRun,
} from "../drive/mod.ts";
import { StoreUnreadable } from "../../delivery/mod.ts";
import { parseMetrics, type Samples } from "./metrics_text.ts";
import type { DeliveryReport } from "./delivery_report.ts";
import type { Report } from "./report.ts";
import type { Expect, Scenario } from "../scenario/mod.ts";
import { judge } from "./verdict.ts";
import type { Store } from "./store.ts";
import { verifyDelivery } from "./verify.ts";

export interface TrialOptions extends RunOptions {
  /** Where the records end; given, the stored records are held against the sent ones. */
  readonly store?: Store | undefined;
  /** How long records may be on their way to the store after the run; default 0. */
  readonly tailMsMax?: number | undefined;
}

export interface Trial {
  readonly run: RunHandle;
  readonly report: Promise<TrialResult>;
}

export interface TrialResult {
  readonly report: Report;
  readonly result: RunResult;
}

/** What a look into the store asks where the scenario says nothing else. */
const EXPECTED_OF_A_STORE: Expect = {
  lost_max: 0,
  duplicated_max: 0,
  corrupted_max: 0,
  planted_pii_in_clear_max: 0,
};

const PROBE_MS_MAX = 3_000;
const METRICS_BYTES_MAX = 64 * 2 ** 20;

export async function startTrial(
  scenario: Scenario,
  options: TrialOptions,
  deps: RunDeps,
): Promise<Trial> {
  const { metrics: asked = [], defects_as_labelled } = scenario.expect;
  const asksMetrics = asked.length > 0 || defects_as_labelled === true;
  const before = asksMetrics ? await readMetrics(options.url, deps) : undefined;
  const run = startRun(scenario, options, deps);
  const conclude = async (): Promise<TrialResult> => {
    const result = await run.done;
    const after = asksMetrics ? await readMetrics(options.url, deps) : undefined;
    const delivery = options.store === undefined ? undefined : await whenAllAreThere(
      result,
      options.store,
      tailMsOf(scenario.expect, options),
      deps.clock,
    );
    const { snapshot, scenarioId, startedMs, endedMs } = result;
    const { emitters, total, state } = snapshot;
    const metrics = asksMetrics
      ? { ...(before && { before }), ...(after && { after }) }
      : undefined;
    const defaults = delivery === undefined ? {} : EXPECTED_OF_A_STORE;
    const verdict = judge(scenario.expect, { emitters, total, delivery, metrics }, defaults);
    const outcome = state === "stopped" ? "interrupted" : verdict.passed ? "passed" : "broken";
    const { url, seed } = options;
    const { name } = scenario;
    const head = { scenario: name, scenarioId, url, seed, startedMs, endedMs, outcome } as const;
    return { report: { ...head, run: snapshot, delivery, verdict }, result };
  };
  return { run, report: conclude() };
}

const LOOK_MS = 500;

/** As long as is allowed to be late, at least. */
function tailMsOf(
  { late_sec_max: lateSecMax = 0 }: Expect,
  { tailMsMax = 0 }: TrialOptions,
): number {
  return Math.max(tailMsMax, lateSecMax * 1000);
}

/**
 * Looks again until nothing is missing, or the time for it is up. A store that cannot be read is
 * asked again as well: it may be starting.
 */
async function whenAllAreThere(
  result: RunResult,
  store: Store,
  tailMsMax: number,
  clock: RunDeps["clock"],
): Promise<DeliveryReport> {
  const endMs = clock.nowMs() + tailMsMax;
  for (;;) {
    const lookMs = clock.nowMs();
    const delivery = await look(result, store);
    const nowMs = clock.nowMs();
    if (delivery.total.lost === 0 && delivery.unreadable === undefined) {
      return { ...delivery, lateSec: Math.max(0, nowMs - result.endedMs) / 1000 };
    }
    if (nowMs >= endMs) return delivery;
    await clock.sleep(Math.min(Math.max(LOOK_MS, nowMs - lookMs), endMs - nowMs));
  }
}

async function look(result: RunResult, store: Store): Promise<DeliveryReport> {
  try {
    return await verifyDelivery(result, store);
  } catch (error) {
    if (!(error instanceof StoreUnreadable)) throw error;
    const empty: Store = {
      name: store.name,
      async *lines() {},
      record: () => undefined,
    };
    return { ...await verifyDelivery(result, empty), unreadable: error.message };
  }
}

/** `undefined` if something answers HTTP at the gateway's address, or else why not. */
export async function whyUnreachable(url: string, deps: RunDeps): Promise<string | undefined> {
  const answer = await get(new URL("/healthz", url), deps);
  if (typeof answer === "string") return answer;
  await answer.body?.cancel();
  return undefined;
}

async function readMetrics(url: string, deps: RunDeps): Promise<Samples | undefined> {
  const answer = await get(new URL("/metrics", url), deps);
  if (typeof answer === "string") return undefined;
  if (!answer.ok) {
    await answer.body?.cancel();
    return undefined;
  }
  const text = await readTextMax(answer, METRICS_BYTES_MAX);
  return text === undefined ? undefined : parseMetrics(text);
}

/** A response, or why there is none. */
async function get(url: URL, { fetch, clock }: RunDeps): Promise<Response | string> {
  const cut = new AbortController();
  const answered = new AbortController();
  void clock.sleep(PROBE_MS_MAX, answered.signal).then(() => {
    if (!answered.signal.aborted) cut.abort();
  });
  try {
    return await fetch(url, { signal: cut.signal, redirect: "manual" });
  } catch (error) {
    if (cut.signal.aborted) return `no answer within ${PROBE_MS_MAX / 1000} s`;
    if (!(error instanceof TypeError)) throw error;
    return reasonOf(error);
  } finally {
    answered.abort();
  }
}

/** The innermost of the runtime's words: `connection refused`, `name or service not known`. */
function reasonOf({ message, cause }: TypeError): string {
  const text = cause instanceof Error ? cause.message : message;
  const last = text.replace(/ \(os error \d+\)$/, "").split(": ").at(-1) ?? "";
  return last === "" ? "no connection" : last.toLowerCase();
}
