/**
 * Where a sweep of the gateway runs: on a thread of its own if the runtime lets us start one, which
 * takes the right to read this program's own sources (`deno.json` gives it), and on the thread of the
 * requests if not. There it takes turns with them, chunk by chunk, and slows them down.
 */
import { Worker } from "node:worker_threads";
import { sweep, type SweepReport, type SweepSettings } from "./sweep.ts";
import type { SweepEvent } from "./sweep_event.ts";
import type { SweepNews, SweepOrder } from "./sweep_worker.ts";

/**
 * The thread's young generation is kept small, because what it holds are mostly handles of big
 * buffers: the more often they are collected, the less memory they hold.
 */
const WORKER_YOUNG_MIB = 2;

export interface SweepRun {
  readonly settings: SweepSettings;
  readonly nowMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: SweepEvent) => void;
}

export async function runSweepApart(run: SweepRun): Promise<SweepReport> {
  const worker = startWorker({ settings: run.settings, nowMs: run.nowMs });
  const result = worker instanceof Worker ? await runIn(worker, run) : worker;
  if ("report" in result) return result.report;
  const detail = `the sweep has no thread of its own and slows requests down: ${result.notStarted}`;
  run.onEvent({ event: "warning", detail });
  return await sweep(run);
}

type WorkerResult = { readonly report: SweepReport } | { readonly notStarted: string };

function startWorker(order: SweepOrder): Worker | { readonly notStarted: string } {
  try {
    return new Worker(new URL("./sweep_worker.ts", import.meta.url), {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: WORKER_YOUNG_MIB },
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return { notStarted: error.message };
    throw error;
  }
}

/** Rejects when the sweep crashes, which is a bug. */
function runIn(worker: Worker, { signal, onEvent }: SweepRun): Promise<WorkerResult> {
  const stop = () => worker.postMessage("stop");
  return new Promise<WorkerResult>((resolve, reject) => {
    let started = false;
    const fail = (error: Error) => started ? reject(error) : resolve({ notStarted: error.message });
    worker.on("message", (news: SweepNews) => {
      if ("started" in news) started = true;
      else if ("event" in news) onEvent(news.event);
      else resolve({ report: news.report });
    });
    worker.on("error", fail);
    worker.on("exit", () => fail(new Error("its thread ended without a report")));
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
  }).finally(() => {
    signal.removeEventListener("abort", stop);
    return worker.terminate();
  });
}
