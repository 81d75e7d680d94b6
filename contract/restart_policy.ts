/**
 * When a process that ended is started again: at once the first time, then after 100, 200, 400 …
 * milliseconds, at most ten seconds, until one has lived long enough to count as well again.
 */

/** A process that lived so long was well. */
export const STEADY_MS = 10_000;
export const RESTART_DELAY_MS_MAX = 10_000;

const FIRST_DELAY_MS = 100;
/** One that ended in order was told to, and perhaps we are about to be told too. */
const ORDERLY_DELAY_MS = 250;

export interface Life {
  readonly livedMs: number;
  readonly code: number;
}

/** Lives in a row that were too short, with the one that ended now. */
export function countShortLives(before: number, { livedMs }: Life): number {
  return livedMs >= STEADY_MS ? 0 : before + 1;
}

export function restartDelayMs(shortLives: number, { code }: Life): number {
  const delayMs = shortLives <= 1
    ? 0
    : Math.min(RESTART_DELAY_MS_MAX, FIRST_DELAY_MS * 2 ** (shortLives - 2));
  return code === 0 ? Math.max(ORDERLY_DELAY_MS, delayMs) : delayMs;
}
