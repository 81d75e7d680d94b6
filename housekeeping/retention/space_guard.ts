/**
 * The optional ceiling for the sink folder. Pure: it takes retention's decisions and lets more
 * files go, oldest first, until the directory fits.
 *
 * ```
 * 0 ───────────────────────── 90 % ──────────── 100 % of LOGOPS_SINK_BYTES_MAX ──▶
 *            calm                 warning: metric       acting: oldest finished files go
 *                                 and log line          before their time
 * ```
 *
 * It never takes a current, newest or future file, and waits for readers as retention does: counted
 * from the end of the file's period. What it may not take can leave the directory over its ceiling;
 * then `shortBytes` says by how much.
 */
import { type Decision, type RetentionPolicy, unfinishedReaders } from "./retention.ts";
import type { Reader } from "./checkpoint.ts";

/** The share of the ceiling from which the guard warns. */
export const WARN_RATIO = 0.9;

export interface SpaceState {
  /** As found, before this sweep removes anything. */
  readonly sinkBytes: number;
  readonly bytesMax: number | undefined;
  readonly pressure: "calm" | "warning" | "acting";
  /** Bytes by which the directory stays over the ceiling after this sweep. */
  readonly shortBytes: number;
}

export interface SpacePlan {
  readonly decisions: readonly Decision[];
  readonly space: SpaceState;
}

/** `decisions` are oldest first, as `listSink` lists. */
export function guardSpace(
  decisions: readonly Decision[],
  readers: readonly Reader[],
  policy: Pick<RetentionPolicy, "readerWaitMs">,
  limits: {
    readonly sinkBytes: number;
    readonly bytesMax: number | undefined;
    readonly nowMs: number;
  },
): SpacePlan {
  const { sinkBytes, bytesMax, nowMs } = limits;
  if (bytesMax === undefined) {
    return { decisions, space: { sinkBytes, bytesMax, pressure: "calm", shortBytes: 0 } };
  }
  let remainingBytes = sinkBytes;
  for (const { go, file } of decisions) if (go) remainingBytes -= file.bytes;
  const over = remainingBytes > bytesMax;
  const guarded = decisions.map((decision): Decision => {
    const { file, reason } = decision;
    if (remainingBytes <= bytesMax || !canGoEarly(reason)) return decision;
    const unfinished = unfinishedReaders(file, readers);
    if (unfinished.length > 0 && nowMs < file.endMs + policy.readerWaitMs) {
      return { file, go: false, reason: "reader", readers: unfinished };
    }
    remainingBytes -= file.bytes;
    return { file, go: true, reason: "space", readers: unfinished };
  });
  const pressure = over ? "acting" : sinkBytes > bytesMax * WARN_RATIO ? "warning" : "calm";
  const shortBytes = Math.max(0, remainingBytes - bytesMax);
  return { decisions: guarded, space: { sinkBytes, bytesMax, pressure, shortBytes } };
}

function canGoEarly(reason: Decision["reason"]): boolean {
  return reason === "young" || reason === "reader" || reason === "clock";
}
