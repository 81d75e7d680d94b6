/**
 * A batch under a key is stored once, however often it is sent: who comes while it is being stored
 * waits for the same end; who comes later is told what the first was told.
 */
import { fail, type Failure, ok, type Result } from "../../contract/mod.ts";
import type { Mark } from "./mark.ts";

/** Where keys are known, of this process and of others that share them. */
export interface Claims {
  /** `free`: it is ours until it is settled. `busy`: another process stores it right now. */
  claim(id: string): Promise<Claim>;
  /** What was free is stored now, or is not and will not be by us. */
  settle(id: string): void;
}

export type Claim =
  | { readonly kind: "free" | "busy" }
  | { readonly kind: "stored"; readonly mark: Mark };

/** What became of a batch, and whether it was stored before. */
export interface Outcome<T> {
  readonly value: T;
  readonly replayed: boolean;
}

export interface Attempt<T> {
  readonly id: string;
  /** What tells its body from another under the same key. */
  readonly body: string;
  readonly remembered: (mark: Mark) => T;
  /** Stores it, its mark with it. */
  readonly store: () => Promise<Result<T>>;
}

const REUSED: Failure = {
  kind: "idempotency_key_reused",
  detail: "The Idempotency-Key was used for another body: give each batch a key of its own",
};
const BUSY: Failure = {
  kind: "batch_in_flight",
  detail: "A batch with this Idempotency-Key is being stored: ask again for what became of it",
  retryAfterSec: 1,
};
const UNKNOWN: Failure = {
  kind: "state_unavailable",
  detail: "Cannot find out whether a batch with this Idempotency-Key is stored",
  retryAfterSec: 5,
};

interface Running<T> {
  readonly body: string;
  /** Of those that wait for the same end; made for the first of them. */
  waiting: PromiseWithResolvers<Result<T>> | undefined;
}

/** Stores a batch, or finds what became of it. */
export type Once<T> = (attempt: Attempt<T>) => Promise<Result<Outcome<T>>>;

export interface OnceDeps {
  readonly claims: Claims;
  /** It cannot be known whether a key is stored. */
  readonly onFault: (error: unknown) => void;
}

export function createOnce<T>({ claims, onFault }: OnceDeps): Once<T> {
  const running = new Map<string, Running<T>>();

  return async (attempt) => {
    const other = running.get(attempt.id);
    if (other !== undefined) return await sameEnd(other, attempt);
    const self: Running<T> = { body: attempt.body, waiting: undefined };
    running.set(attempt.id, self);
    try {
      const outcome = await settled(attempt);
      self.waiting?.resolve(outcome.ok ? ok(outcome.value.value) : outcome);
      return outcome;
    } catch (bug) {
      self.waiting?.reject(bug);
      throw bug;
    } finally {
      running.delete(attempt.id);
    }
  };

  async function sameEnd(other: Running<T>, { body }: Attempt<T>): Promise<Result<Outcome<T>>> {
    if (other.body !== body) return fail(REUSED);
    other.waiting ??= Promise.withResolvers();
    const end = await other.waiting.promise;
    return end.ok ? ok({ value: end.value, replayed: true }) : end;
  }

  async function settled(attempt: Attempt<T>): Promise<Result<Outcome<T>>> {
    let claim: Claim;
    try {
      claim = await claims.claim(attempt.id);
    } catch (error) {
      onFault(error);
      return fail(UNKNOWN);
    }
    if (claim.kind === "busy") return fail(BUSY);
    if (claim.kind === "stored") {
      return claim.mark.body === attempt.body
        ? ok({ value: attempt.remembered(claim.mark), replayed: true })
        : fail(REUSED);
    }
    try {
      const stored = await attempt.store();
      return stored.ok ? ok({ value: stored.value, replayed: false }) : stored;
    } finally {
      claims.settle(attempt.id);
    }
  }
}

/** Of a gateway that is one process: its journal knows all keys, and nobody else stores. */
export function claimsAlone(
  keys: { find(id: string): Promise<Mark | undefined> },
): Claims {
  return {
    async claim(id) {
      const mark = await keys.find(id);
      return mark === undefined ? { kind: "free" } : { kind: "stored", mark };
    },
    settle() {},
  };
}
