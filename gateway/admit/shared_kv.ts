/**
 * State that gateways on one Deno KV share: a bounded way to it. An operation is tried again while
 * the database is locked by another process, and given up at a deadline; after that the state counts
 * as gone for a moment, so that no request waits for it again and again.
 */

/** The most that a request waits for shared state. */
export const KV_DEADLINE_MS = 250;
/** How long the state counts as gone after an operation that failed. */
export const KV_REST_MS = 1000;

const BACKOFF_MS_MAX = 20;

export interface SharedKv {
  /** What `work` gave; `undefined` when the state cannot be had now. `work` may run many times. */
  run<T>(operation: string, work: (kv: Deno.Kv) => Promise<T>): Promise<{ value: T } | undefined>;
  close(): void;
}

export interface SharedKvDeps {
  readonly open: () => Promise<Deno.Kv>;
  readonly monotonicMs: () => number;
  readonly random: () => number;
  /** Told once for each operation that failed or was too slow. */
  readonly onFault: (operation: string) => void;
}

class TooLate extends Error {}

export function createSharedKv(deps: SharedKvDeps): SharedKv {
  const { open, monotonicMs, random, onFault } = deps;
  let opening: Promise<Deno.Kv> | undefined;
  let goneUntilMs = -Infinity;
  let isClosed = false;

  const connect = () => {
    opening ??= open();
    opening.catch(() => opening = undefined);
    return opening;
  };

  async function attempt<T>(work: (kv: Deno.Kv) => Promise<T>, deadlineMs: number): Promise<T> {
    while (true) {
      try {
        return await work(await connect());
      } catch (error) {
        if (!isLocked(error) || monotonicMs() > deadlineMs) throw error;
        await delay(1 + random() * BACKOFF_MS_MAX);
      }
    }
  }

  return {
    async run(operation, work) {
      const startMs = monotonicMs();
      if (isClosed || startMs < goneUntilMs) return undefined;
      try {
        const value = await inTime(attempt(work, startMs + KV_DEADLINE_MS), KV_DEADLINE_MS);
        return { value };
      } catch {
        goneUntilMs = monotonicMs() + KV_REST_MS;
        onFault(operation);
        return undefined;
      }
    },
    close() {
      isClosed = true;
      opening?.then((kv) => kv.close(), () => {});
    },
  };
}

/** SQLite says so at once, however short the other process holds it. */
function isLocked(error: unknown): boolean {
  return error instanceof Error && /locked|busy/i.test(error.message);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What `work` gives, if it does so within `ms`; what it gives later is dropped. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  work.catch(() => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
