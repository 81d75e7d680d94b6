/**
 * A sweep on a thread of its own: hashing and deflating gigabytes must not stand in the way of
 * requests. One worker per sweep, so its memory goes back when it is done.
 *
 * In: `SweepOrder` as its data, then perhaps `"stop"`. Out: `SweepNews`, from started to
 * the report.
 */
import { parentPort, workerData } from "node:worker_threads";
import { sweep, type SweepReport, type SweepSettings } from "./sweep.ts";
import type { SweepEvent } from "./sweep_event.ts";

export interface SweepOrder {
  readonly settings: SweepSettings;
  readonly nowMs: number;
}

export type SweepNews =
  | { readonly started: true }
  | { readonly event: SweepEvent }
  | { readonly report: SweepReport };

tell({ started: true });
const stop = new AbortController();
parentPort!.on("message", (word) => {
  if (word === "stop") stop.abort();
});
const report = await sweep({
  ...workerData as SweepOrder,
  signal: stop.signal,
  onEvent: (event) => tell({ event }),
});
tell({ report });

function tell(news: SweepNews): void {
  parentPort!.postMessage(news);
}
