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
/** Deno KV reads at most 10 keys at once. */
const KEYS_PER_READ_MAX = 10;
/** A group is written again for what other gateways claim in between; each time it is smaller. */
const WRITE_ATTEMPTS_MAX = 10;

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
  let open = claims;
  for (let attempt = 0; attempt < WRITE_ATTEMPTS_MAX && open.length > 0; attempt++) {
    const keys = open.map(({ key }) => key);
    const written = await insertNew(keys, kv);
    if (written?.value === true) return settleAll(open, undefined);
    // Not all of them are new, and the whole transaction was refused: the others go without those.
    const known = written && await findKnown(keys, kv);
    if (known === undefined) break;
    settleAll(open.filter((_, i) => known.value[i]), REPLAYED);
    open = open.filter((_, i) => !known.value[i]);
  }
  settleAll(open, STATE_GONE);
}

function settleAll(claims: readonly Claim[], failure: Failure | undefined): void {
  for (const { settle } of claims) settle(failure);
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

/** For each of `keys`, whether it is in the store. */
function findKnown(keys: readonly Deno.KvKey[], kv: SharedKv) {
  return kv.run("read_nonces", async (store) => {
    const reads: Promise<Deno.KvEntryMaybe<unknown>[]>[] = [];
    for (let at = 0; at < keys.length; at += KEYS_PER_READ_MAX) {
      reads.push(store.getMany(keys.slice(at, at + KEYS_PER_READ_MAX)));
    }
    return (await Promise.all(reads)).flat().map(({ versionstamp }) => versionstamp !== null);
  });
}
