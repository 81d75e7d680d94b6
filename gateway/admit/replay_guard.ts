/**
 * Remembers nonces for as long as a signature could be repeated, so that a signed request is taken
 * once: by this gateway, by every other on the same KV, and after a restart.
 *
 * Claims that arrive while one is being written go into the next write together. When the shared
 * state is gone the answer is no: a replay must not pass because a database is down.
 */
import { type Failure, SIGNATURE_SKEW_MS } from "../../contract/mod.ts";
import type { SharedKv } from "./shared_kv.ts";

/** A signature is good for the skew before and after its time. */
export const NONCE_MEMORY_MS = 2 * SIGNATURE_SKEW_MS;

/** Deno KV takes at most 100 checks in one transaction. */
const CLAIMS_PER_WRITE_MAX = 100;

export interface ReplayGuard {
  /** `undefined` when the nonce is new; it is used up then. */
  claim(clientId: string, nonce: string): Promise<Failure | undefined>;
}

const REPLAYED: Failure = {
  kind: "replayed_nonce",
  detail: "X-Nonce has been used before: sign each request with a new one",
};

const STATE_GONE: Failure = {
  kind: "state_unavailable",
  detail: "Nonces cannot be checked now",
  retryAfterSec: 1,
};

interface Claim {
  readonly key: Deno.KvKey;
  readonly settle: (failure: Failure | undefined) => void;
}

export function createReplayGuard(kv: SharedKv): ReplayGuard {
  const waiting: Claim[] = [];
  const underWay = new Set<string>();
  let isWriting = false;

  async function writeAll(): Promise<void> {
    isWriting = true;
    try {
      while (waiting.length > 0) await settleGroup(waiting.splice(0, CLAIMS_PER_WRITE_MAX), kv);
    } finally {
      isWriting = false;
    }
  }

  return {
    async claim(clientId, nonce) {
      const key = ["nonce", clientId, nonce];
      const name = key.join("\n");
      if (underWay.has(name)) return REPLAYED;
      underWay.add(name);
      const { promise, resolve } = Promise.withResolvers<Failure | undefined>();
      waiting.push({ key, settle: resolve });
      if (!isWriting) writeAll();
      return await promise.finally(() => underWay.delete(name));
    },
  };
}

async function settleGroup(claims: readonly Claim[], kv: SharedKv): Promise<void> {
  const written = await insertNew(claims.map(({ key }) => key), kv);
  if (written === undefined || written.value) {
    for (const { settle } of claims) settle(written === undefined ? STATE_GONE : undefined);
    return;
  }
  // One of them is not new, and the whole transaction was refused: find out which.
  for (const { key, settle } of claims) {
    const one = claims.length === 1 ? written : await insertNew([key], kv);
    settle(one === undefined ? STATE_GONE : one.value ? undefined : REPLAYED);
  }
}

/** Whether all of `keys` were new, and are written now. */
function insertNew(keys: readonly Deno.KvKey[], kv: SharedKv) {
  return kv.run("claim_nonce", async (store) => {
    const transaction = store.atomic();
    for (const key of keys) {
      transaction.check({ key, versionstamp: null });
      transaction.set(key, true, { expireIn: NONCE_MEMORY_MS });
    }
    return (await transaction.commit()).ok;
  });
}
