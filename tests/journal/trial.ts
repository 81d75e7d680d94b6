/** A journal whose timers ring when the trial says so, and that tells what it observed. */
import { type Journal, type JournalOptions, openJournal } from "../../gateway/mod.ts";

export interface JournalTrial {
  readonly journal: Journal;
  readonly events: string[];
  readonly clock: { nowMs: number };
  /** Lets the timers ring, and waits for an event, or for a `timer set`. */
  readonly fire: (outcome: string) => Promise<void>;
}

/** Throws the failure's detail when the journal does not open. */
export async function openTrialJournal(
  dir: string,
  options: Partial<JournalOptions> = {},
): Promise<JournalTrial> {
  const clock = { nowMs: Date.UTC(2026, 4, 1, 12) };
  const events: string[] = [];
  const timers = new Set<() => void>();
  let waiter = { outcome: "", resolve: () => {} };
  const hear = (event: string) => {
    events.push(event);
    if (event === waiter.outcome) waiter.resolve();
  };
  const opened = await openJournal({
    dir,
    rotation: "day",
    fsync: "batch",
    fsyncIntervalMs: 1000,
    pendingBytesMax: 64 * 2 ** 20,
    nowMs: () => clock.nowMs,
    monotonicMs: () => performance.now(),
    timers: {
      after(_, task) {
        timers.add(task);
        if (waiter.outcome === "timer set") waiter.resolve();
        return () => timers.delete(task);
      },
    },
    observer: {
      written() {},
      synced() {},
      pending() {},
      failed: ({ kind }) => hear(`failed ${kind}`),
      recovered: () => hear("recovered"),
      torn: (lines, bytes) => hear(`torn ${lines} ${bytes}`),
      disturbed: () => hear("disturbed"),
    },
    ...options,
  });
  if (!opened.ok) {
    throw new Error("detail" in opened.failure ? opened.failure.detail : opened.failure.kind);
  }
  return {
    journal: opened.value,
    events,
    clock,
    fire(outcome) {
      const heard = new Promise<void>((resolve) => waiter = { outcome, resolve });
      const due = [...timers];
      timers.clear();
      for (const task of due) task();
      return heard;
    },
  };
}

/** A batch that `checkJournal` can read, of about `bytes` bytes. */
export function trialBatch(batch: string, count: number, bytes: number): Uint8Array {
  const msg = "x".repeat(Math.max(0, Math.floor(bytes / count) - 60));
  const lines = Array.from(
    { length: count },
    (_, index) => `${JSON.stringify({ msg, batch, index, count })}\n`,
  );
  return new TextEncoder().encode(lines.join(""));
}
