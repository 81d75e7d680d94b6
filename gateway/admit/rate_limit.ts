/**
 * How much each sender may send: requests and bytes a second, as two token buckets per name.
 *
 * The buckets stand in Deno KV and are shared by all gateways on it. A gateway leases a slice of
 * tokens (a tenth of a second's worth, or what one request needs) and spends it from memory, so most
 * requests cost no KV round trip. What a lease takes is gone from the shared bucket, hence over any
 * time `t` all gateways together admit at most
 *
 * ```
 * burst + t × perSec + gateways × slice
 * ```
 *
 * When KV is gone, each gateway limits by buckets of its own until it is back: then the bound is
 * `gateways × (burst + t × perSec)`.
 */
import type { Failure } from "../../contract/mod.ts";
import type { SharedKv } from "./shared_kv.ts";
import { type Bucket, put, type Rate, refill, take } from "./token_bucket.ts";

/** The share of a second that one lease is for. */
export const SLICE_SEC = 0.1;
/** Senders whose slices are kept in memory; the one that was idle longest is dropped. */
const ACCOUNTS_MAX = 10_000;
/** After an empty lease the shared bucket is not asked again for this long. */
const EMPTY_REST_MS = 50;
/** How often a lease is tried again when another gateway was faster. */
const LEASE_ATTEMPTS_MAX = 20;
/** For how long a bucket is remembered at least. */
const BUCKET_MEMORY_MS_MIN = 3_600_000;

export interface RateLimits {
  readonly requests?: Rate | undefined;
  readonly bytes?: Rate | undefined;
}

export interface RateLimiter {
  /** Takes one request of `bytes` (at most a whole byte burst) out of the limits of `name`. */
  admit(name: string, limits: RateLimits, bytes: number): Promise<Failure | undefined>;
  /** Gives bytes back that were taken for a body that turned out smaller. */
  refund(name: string, limits: RateLimits, bytes: number): Promise<void>;
}

export interface RateLimiterDeps {
  readonly kv: SharedKv;
  readonly nowMs: () => number;
}

type Kind = "requests" | "bytes";
const KINDS = ["requests", "bytes"] as const;
type Tokens = Record<Kind, number>;
type Buckets = Partial<Record<Kind, Bucket>>;

/** What this gateway holds of one sender's tokens. */
interface Account {
  readonly held: Tokens;
  emptyUntilMs: number;
  leasing?: Promise<void> | undefined;
  /** Used while KV is gone. */
  own: Buckets;
}

export function createRateLimiter({ kv, nowMs }: RateLimiterDeps): RateLimiter {
  const accounts = new Map<string, Account>();

  async function lease(name: string, account: Account, limits: RateLimits, need: Tokens) {
    const wanted = wantedTokens(account.held, limits, need);
    const shared = await kv.run(
      "lease_tokens",
      (store) =>
        changeShared(store, name, limits, (buckets) => grantFrom(buckets, limits, wanted, nowMs())),
    );
    const grant = shared?.value ?? grantFrom(account.own, limits, wanted, nowMs());
    if (shared === undefined) account.own = grant.buckets;
    for (const kind of KINDS) account.held[kind] += grant.taken[kind];
    if (!covers(account.held, need)) {
      account.emptyUntilMs = nowMs() + Math.max(EMPTY_REST_MS, grant.waitMs);
    }
  }

  return {
    async admit(name, limits, bytes) {
      const need = neededTokens(limits, bytes);
      const account = accountOf(name, accounts);
      while (!covers(account.held, need) && nowMs() >= account.emptyUntilMs) {
        account.leasing ??= lease(name, account, limits, need)
          .finally(() => account.leasing = undefined);
        await account.leasing;
      }
      if (!covers(account.held, need)) {
        const unit = account.held.requests < need.requests ? "requests" : "bytes";
        return rateLimited(unit, limits, account, account.emptyUntilMs - nowMs());
      }
      for (const kind of KINDS) account.held[kind] -= need[kind];
      return undefined;
    },
    async refund(name, limits, bytes) {
      const rate = limits.bytes;
      if (rate === undefined || bytes <= 0) return;
      const shared = await kv.run(
        "refund_tokens",
        (store) =>
          changeShared(store, name, limits, (buckets) => ({
            buckets: { ...buckets, bytes: put(refill(buckets.bytes, rate, nowMs()), rate, bytes) },
          })),
      );
      const account = accounts.get(name);
      if (shared !== undefined || account === undefined) return;
      account.own = {
        ...account.own,
        bytes: put(refill(account.own.bytes, rate, nowMs()), rate, bytes),
      };
    },
  };
}

/** Moves the account to the young end of the map, so that the oldest is first. */
function accountOf(name: string, accounts: Map<string, Account>): Account {
  const known = accounts.get(name);
  const account = known ?? { held: { requests: 0, bytes: 0 }, emptyUntilMs: -Infinity, own: {} };
  if (known !== undefined) accounts.delete(name);
  accounts.set(name, account);
  if (accounts.size > ACCOUNTS_MAX) {
    const [oldest] = accounts.keys();
    accounts.delete(oldest!);
  }
  return account;
}

function neededTokens(limits: RateLimits, bytes: number): Tokens {
  return {
    requests: limits.requests === undefined ? 0 : 1,
    bytes: limits.bytes === undefined ? 0 : Math.min(bytes, limits.bytes.burst),
  };
}

function covers(held: Tokens, need: Tokens): boolean {
  return held.requests >= need.requests && held.bytes >= need.bytes;
}

/** What is missing for this request, or a slice if that is more. */
function wantedTokens(held: Tokens, limits: RateLimits, need: Tokens): Tokens {
  const wanted = (kind: Kind) => {
    const rate = limits[kind];
    if (rate === undefined || held[kind] >= need[kind]) return 0;
    return Math.max(need[kind] - held[kind], Math.min(rate.burst, rate.perSec * SLICE_SEC));
  };
  return { requests: wanted("requests"), bytes: wanted("bytes") };
}

interface Grant {
  readonly buckets: Buckets;
  readonly taken: Tokens;
  readonly waitMs: number;
}

function grantFrom(buckets: Buckets, limits: RateLimits, wanted: Tokens, nowMs: number): Grant {
  const next: Buckets = { ...buckets };
  const taken: Tokens = { requests: 0, bytes: 0 };
  let waitMs = 0;
  for (const kind of KINDS) {
    const rate = limits[kind];
    if (rate === undefined) continue;
    const grant = take(refill(buckets[kind], rate, nowMs), rate, wanted[kind]);
    next[kind] = grant.bucket;
    taken[kind] = grant.taken;
    waitMs = Math.max(waitMs, grant.waitMs);
  }
  return { buckets: next, taken, waitMs };
}

/** Changes the shared buckets of one sender; `change` may be asked again, with newer ones. */
async function changeShared<Change extends { readonly buckets: Buckets }>(
  store: Deno.Kv,
  name: string,
  limits: RateLimits,
  change: (buckets: Buckets) => Change,
): Promise<Change> {
  const key = ["rate_limit", name];
  for (let attempt = 0; attempt < LEASE_ATTEMPTS_MAX; attempt++) {
    const entry = await store.get<Buckets>(key);
    const changed = change(entry.value ?? {});
    const { ok } = await store.atomic()
      .check(entry)
      .set(key, changed.buckets, { expireIn: memoryMs(limits) })
      .commit();
    if (ok) return changed; // else another gateway was faster: read again
  }
  throw new Error("too many gateways lease at once");
}

/** A bucket that is full again may be forgotten. */
function memoryMs(limits: RateLimits): number {
  const fillMs = KINDS.map((kind) => {
    const rate = limits[kind];
    return rate === undefined ? 0 : rate.burst / rate.perSec * 1000;
  });
  return Math.max(BUCKET_MEMORY_MS_MIN, ...fillMs);
}

/** `unit` is the one that there was too little of. */
function rateLimited(
  unit: Kind,
  limits: RateLimits,
  { held }: Account,
  waitMs: number,
): Failure {
  return {
    kind: "rate_limited",
    retryAfterSec: Math.max(1, Math.ceil(waitMs / 1000)),
    unit,
    limit: limits[unit]?.perSec ?? 0,
    remaining: Math.max(0, Math.floor(held[unit])),
  };
}
