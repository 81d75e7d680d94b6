/**
 * A sweep on a thread of its own: hashing and deflating gigabytes must not stand in the way of
 * requests. One worker per sweep, so its memory goes back when it is done.
 *
 * In: `SweepOrder` once, then perhaps `"stop"`. Out: `SweepNews`, the report last.
 */
import { sweep, type SweepReport, type SweepSettings } from "./sweep.ts";
import type { SweepEvent } from "./sweep_event.ts";

export interface SweepOrder {
  readonly settings: SweepSettings;
  readonly nowMs: number;
}

export type SweepNews =
  | { readonly event: SweepEvent }
  | { readonly report: SweepReport };

/** The part of a dedicated worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((message: MessageEvent<SweepOrder | "stop">) => void) | null;
  postMessage(news: SweepNews): void;
}

const scope = globalThis as unknown as WorkerScope;
const stop = new AbortController();

scope.onmessage = async ({ data }) => {
  if (data === "stop") return stop.abort();
  const report = await sweep({
    ...data,
    signal: stop.signal,
    onEvent: (event) => scope.postMessage({ event }),
  });
  scope.postMessage({ report });
};
