/**
 * One batch until it is done: tried again for as long as it takes, parted where a record in it is bad.
 *
 * ```
 * send ─ done ───────────────────────────→ done
 *      ├ retry, credentials → wait → send
 *      └ refused ─ these offsets ────────→ dead letters
 *                ├ one record ───────────→ dead letters
 *                └ more → first half, then second half, each as above
 * ```
 */
import { type Batch, type Line, partOf } from "../journal/mod.ts";
import type { Outcome, Sink } from "../sinks/mod.ts";
import { type BackoffOptions, waitMs } from "./backoff.ts";

/** Why a sink stands still. */
export type Waiting = "retry" | "credentials";

export interface BatchDeps {
  readonly sink: Sink;
  readonly backoff: BackoffOptions;
  readonly attemptsMax: number | undefined;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** Resolves when the lines are in the dead letters. */
  readonly bury: (lines: readonly Line[], reason: string) => Promise<void>;
  readonly onOutcome: (outcome: Outcome) => void;
  readonly onWaiting: (waiting: Waiting | undefined, detail: string, ms: number) => void;
}

/** Whether the batch is done; not if `signal` was aborted before. */
export async function deliverBatch(
  batch: Batch,
  mayHaveArrived: boolean,
  deps: BatchDeps,
): Promise<boolean> {
  if (batch.lines.length === 0) return true;
  let arrived = mayHaveArrived;
  for (let attempt = 1; !deps.signal.aborted; attempt++) {
    const outcome = await deps.sink.send(batch, { mayHaveArrived: arrived, signal: deps.signal });
    if (deps.signal.aborted && outcome.kind !== "done") return false;
    deps.onOutcome(outcome);
    if (outcome.kind === "done") {
      deps.onWaiting(undefined, "", 0);
      return true;
    }
    if (outcome.kind === "refused") return await part(batch, arrived, outcome, deps);
    if (deps.attemptsMax !== undefined && attempt >= deps.attemptsMax) {
      await deps.bury(batch.lines, `${outcome.detail}, after ${attempt} tries`);
      deps.onWaiting(undefined, "", 0);
      return true;
    }
    if (outcome.kind === "retry" && outcome.tookNothing !== true) arrived = true;
    const after = outcome.kind === "retry" ? outcome.retryAfterMs : undefined;
    const ms = waitMs(attempt, after, deps.backoff);
    deps.onWaiting(outcome.kind, outcome.detail, ms);
    await deps.sleep(ms, deps.signal);
  }
  return false;
}

async function part(
  batch: Batch,
  mayHaveArrived: boolean,
  { offsets, detail }: Outcome & { kind: "refused" },
  deps: BatchDeps,
): Promise<boolean> {
  if (offsets !== undefined) {
    const bad = new Set(offsets);
    await deps.bury(batch.lines.filter(({ offset }) => bad.has(offset)), detail);
    return true;
  }
  if (batch.lines.length === 1) {
    await deps.bury(batch.lines, detail);
    return true;
  }
  const middle = Math.ceil(batch.lines.length / 2);
  for (const half of [batch.lines.slice(0, middle), batch.lines.slice(middle)]) {
    if (!await deliverBatch(partOf(batch, half), mayHaveArrived, deps)) return false;
  }
  return true;
}
