/** Time, handed in: the same run goes by the wall clock, or by a clock that a test turns. */

export interface Clock {
  /** Epoch milliseconds, with a fraction; never goes back. */
  nowMs(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that reads `nowMs` and sleeps with the runtime's timers. */
export function createClock(nowMs: () => number): Clock {
  return {
    nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        signal?.addEventListener("abort", wake, { once: true });
      }),
  };
}
