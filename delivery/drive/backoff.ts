/** How long to wait before a batch is sent again: capped, exponential, with full jitter. */

export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly random: () => number;
}

/** A server may ask for more patience than we have, but not for a day. */
const RETRY_AFTER_MS_MAX = 3_600_000;
const DOUBLINGS_MAX = 30;

/**
 * `attempt` counts from 1. What the server asked for is kept, and spread upwards so that those who
 * were refused together do not come back together.
 */
export function waitMs(
  attempt: number,
  retryAfterMs: number | undefined,
  { firstMs, maxMs, random }: BackoffOptions,
): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, DOUBLINGS_MAX));
  const own = ceiling / 2 + random() * ceiling / 2;
  if (retryAfterMs === undefined) return own;
  return Math.min(RETRY_AFTER_MS_MAX, retryAfterMs) * (1 + random() / 10);
}
