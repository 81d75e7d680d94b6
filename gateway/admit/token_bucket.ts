/**
 * A token bucket: it holds up to `burst` tokens and gains `perSec` each second. Pure arithmetic;
 * where a bucket is kept, and who shares it, is `rate_limit.ts`.
 */

export interface Rate {
  readonly perSec: number;
  readonly burst: number;
}

export interface Bucket {
  readonly tokens: number;
  readonly atMs: number;
}

/** A gateway's clock that was further ahead than this was wrong, and shuts nobody out for longer. */
export const CLOCK_AHEAD_MS_MAX = 3_600_000;

/**
 * The bucket as of `nowMs`. A bucket that was never used is full, and so is one that is none: what is
 * kept is shared, and may have been written by anybody. Its time does not go back, so that gateways
 * whose clocks differ do not gain the difference again and again.
 */
export function refill(bucket: Bucket | undefined, rate: Rate, nowMs: number): Bucket {
  if (!isBucket(bucket)) return { tokens: rate.burst, atMs: nowMs };
  const isAhead = bucket.atMs > nowMs + CLOCK_AHEAD_MS_MAX;
  const atMs = isAhead ? nowMs : bucket.atMs;
  const gained = Math.max(0, nowMs - atMs) / 1000 * rate.perSec;
  return {
    tokens: Math.min(rate.burst, Math.max(0, bucket.tokens) + gained),
    atMs: Math.max(nowMs, atMs),
  };
}

function isBucket(bucket: Bucket | undefined): bucket is Bucket {
  return Number.isFinite(bucket?.tokens) && Number.isFinite(bucket?.atMs);
}

/** Puts tokens back, as far as there is room. */
export function put(bucket: Bucket, rate: Rate, tokens: number): Bucket {
  return { ...bucket, tokens: Math.min(rate.burst, bucket.tokens + tokens) };
}

/** Takes up to `wanted` tokens; `waitMs` is how long until the rest of them would be there. */
export function take(
  bucket: Bucket,
  rate: Rate,
  wanted: number,
): { readonly bucket: Bucket; readonly taken: number; readonly waitMs: number } {
  const taken = Math.max(0, Math.min(wanted, bucket.tokens));
  return {
    bucket: { ...bucket, tokens: bucket.tokens - taken },
    taken,
    waitMs: (wanted - taken) / rate.perSec * 1000,
  };
}
