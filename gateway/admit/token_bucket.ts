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

/**
 * The bucket as of `nowMs`. A bucket that was never used is full. Its time never goes back, so that
 * gateways whose clocks differ do not gain the difference again and again.
 */
export function refill(bucket: Bucket | undefined, rate: Rate, nowMs: number): Bucket {
  if (bucket === undefined) return { tokens: rate.burst, atMs: nowMs };
  const gained = Math.max(0, nowMs - bucket.atMs) / 1000 * rate.perSec;
  return {
    tokens: Math.min(rate.burst, bucket.tokens + gained),
    atMs: Math.max(nowMs, bucket.atMs),
  };
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
