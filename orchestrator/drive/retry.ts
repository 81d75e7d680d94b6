/** When to try a request again: which answers, how often, after how long. */
import type { Random } from "../../emitters/mod.ts";

const BACKOFF_MS_BASE = 100;
const BACKOFF_MS_MAX = 5_000;
/** A server that asks for a longer pause is asked again after this. */
export const RETRY_AFTER_MS_MAX = 60_000;

const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export function isRetried(status: number): boolean {
  return RETRIED_STATUSES.has(status);
}

/**
 * The pause before attempt `attempt + 1`: doubling, capped, and half of it random so that many
 * senders do not come back together. Never shorter than the server's `Retry-After`.
 */
export function pauseMs(attempt: number, retryAfterMs: number, random: Random): number {
  const wholeMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_BASE * 2 ** (attempt - 1));
  const backoffMs = wholeMs / 2 * (1 + random.float());
  return Math.max(backoffMs, Math.min(RETRY_AFTER_MS_MAX, retryAfterMs));
}

/** `Retry-After` (RFC 9110, section 10.2.3): seconds, or an HTTP date. 0 where it says nothing. */
export function retryAfterMs(value: string | null, nowMs: number): number {
  if (value === null) return 0;
  if (/^\s*\d{1,9}\s*$/.test(value)) return Number(value) * 1000;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? 0 : Math.max(0, atMs - nowMs);
}
