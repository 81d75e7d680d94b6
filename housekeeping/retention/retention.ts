/**
 * Which journal files go, and why each of the others stays. Pure: files, readers, policy and times
 * in, one decision per file out. A person reads the reasons in `--dry-run`.
 *
 * ```
 *        startMs            endMs                       dueMs              + reader wait
 * ──────────┼─────────────────┼───────────────────────────┼──────────────────────┼──────▶
 *  future   │     current     │ young (or newest: open)   │ expired, or a reader │ expired
 *           │  being written  │                           │ has not finished     │ all the same
 * ```
 *
 * The first reason that holds, in this order:
 * 1. `future`: its period has not begun. The clock went back, or someone else's was ahead.
 * 2. `current`: its period is not over, so it is being written.
 * 3. `newest`: no later file shows that its writer moved on (see `superseded`).
 * 4. `young`: still inside the retention.
 * 5. `clock`: due by the clock, but the clock is in doubt (see `clock_brake.ts`).
 * 6. `reader`: due, but a registered reader has not finished it and the wait is not over.
 */
import type { SinkFile } from "../files/mod.ts";
import { hasFinished, type Reader } from "./checkpoint.ts";

export const DAY_MS = 86_400_000;

/** A worker counts as retired when others are this far ahead of its last file. */
export const RETIRED_WORKER_GAP_MS = DAY_MS;

export const KEEP_REASONS = ["future", "current", "newest", "young", "clock", "reader"] as const;
export type KeepReason = typeof KEEP_REASONS[number];
export type GoReason = "expired" | "space";

export type Decision =
  | {
    readonly file: SinkFile;
    readonly go: false;
    readonly reason: KeepReason;
    readonly readers: readonly string[];
  }
  | {
    readonly file: SinkFile;
    readonly go: true;
    readonly reason: GoReason;
    readonly readers: readonly string[];
  };

export interface RetentionPolicy {
  readonly retentionMs: number;
  readonly readerWaitMs: number;
}

export interface RetentionTimes {
  /** What the clock says. */
  readonly nowMs: number;
  /** The latest time that is beyond doubt; never above `nowMs`. */
  readonly trustedMs: number;
}

/** One decision per file, in the order of `files`. */
export function decideRetention(
  files: readonly SinkFile[],
  readers: readonly Reader[],
  policy: RetentionPolicy,
  times: RetentionTimes,
): Decision[] {
  const superseded = supersededBy(files, times.nowMs);
  return files.map((file) => {
    const keep = (reason: KeepReason, names: readonly string[] = []): Decision => ({
      file,
      go: false,
      reason,
      readers: names,
    });
    if (file.startMs > times.nowMs) return keep("future");
    if (file.endMs > times.nowMs) return keep("current");
    if (!superseded(file)) return keep("newest");
    const dueMs = file.endMs + policy.retentionMs;
    if (times.nowMs < dueMs) return keep("young");
    if (times.trustedMs < dueMs) return keep("clock");
    const unfinished = unfinishedReaders(file, readers);
    if (unfinished.length > 0 && times.trustedMs < dueMs + policy.readerWaitMs) {
      return keep("reader", unfinished);
    }
    return { file, go: true, reason: "expired", readers: unfinished };
  });
}

/** Names of the readers that still want `file`. */
export function unfinishedReaders(file: SinkFile, readers: readonly Reader[]): string[] {
  return readers.filter((reader) => !hasFinished(reader, file)).map((reader) => reader.name);
}

/**
 * A file is superseded when its own worker has a file of a later period, or when the others are a
 * day ahead: a worker that no longer exists would otherwise keep its last file for ever. Files from
 * the future prove nothing.
 */
function supersededBy(files: readonly SinkFile[], nowMs: number): (file: SinkFile) => boolean {
  const latestStartMs = new Map<number | undefined, number>();
  let latestOfAllMs = -Infinity;
  for (const { startMs, worker, content } of files) {
    if (startMs > nowMs || content !== "records") continue;
    latestStartMs.set(worker, Math.max(startMs, latestStartMs.get(worker) ?? -Infinity));
    latestOfAllMs = Math.max(startMs, latestOfAllMs);
  }
  return ({ endMs, worker }) =>
    (latestStartMs.get(worker) ?? -Infinity) >= endMs ||
    latestOfAllMs >= endMs + RETIRED_WORKER_GAP_MS;
}
