/** A clock that tests turn: sleeping takes no time, and the order of what happens is fixed. */
import { createClock as createFakeTimers } from "@sinonjs/fake-timers";
import type { Clock } from "../drive/mod.ts";

export interface VirtualClock extends Clock {
  /** Lets time pass, and everything that is due in it happen. */
  pass(ms: number): Promise<void>;
  /** Lets time pass in steps until `promise` settles; gives up after `msMax`. */
  until<T>(promise: Promise<T>, msMax?: number): Promise<T>;
}

const STEP_MS = 50;
const UNTIL_MS_MAX = 86_400_000;

export function createVirtualClock(startMs = Date.UTC(2026, 4, 1, 10)): VirtualClock {
  const timers = createFakeTimers(startMs);
  return {
    nowMs: () => timers.now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const timer = timers.setTimeout(() => resolve(), ms);
        signal?.addEventListener("abort", () => {
          timers.clearTimeout(timer);
          resolve();
        }, { once: true });
      }),
    pass: async (ms) => {
      await timers.tickAsync(ms);
    },
    async until(promise, msMax = UNTIL_MS_MAX) {
      let isSettled = false;
      const settled = promise.finally(() => isSettled = true);
      settled.catch(() => {});
      for (let ms = 0; ms < msMax && !isSettled; ms += STEP_MS) await timers.tickAsync(STEP_MS);
      if (!isSettled) throw new Error(`Nothing settled in ${msMax} ms of virtual time`);
      return await settled;
    },
  };
}
