/**
 * Keys of several workers on one folder. Each knows what all have stored: a claim says that nobody is
 * storing the key right now, and comes behind all that was told of what is stored.
 *
 * ```
 * worker ── claim ──► supervisor: is it under way at another one?
 * worker ◄─ answer ──
 *    └ stores, in its own file
 * worker ── settled ► supervisor ── placed ► all others
 * ```
 */
import { type BatchPlace } from "./key_table.ts";
import type { Mark } from "./mark.ts";
import type { Claims } from "./once.ts";
import type { ClaimsLink } from "../workers/mod.ts";

export interface WorkerClaims extends Claims {
  /** The journal has stored a batch of ours. */
  placed(id: string, place: BatchPlace): void;
}

export interface WorkerKeys {
  find(id: string): Promise<Mark | undefined>;
  placed(id: string, place: BatchPlace): void;
}

export function claimsOfWorkers(
  keys: WorkerKeys,
  link: ClaimsLink,
  /** Settles when what another worker could not tell is known. */
  caughtUp: () => Promise<void>,
): WorkerClaims {
  const places = new Map<string, BatchPlace>();
  return {
    placed(id, place) {
      keys.placed(id, place);
      places.set(id, place);
    },
    async claim(id) {
      if (!await link.claim(id)) return { kind: "busy" };
      try {
        await caughtUp();
        const mark = await keys.find(id);
        if (mark === undefined) return { kind: "free" };
        link.settle(id, undefined);
        return { kind: "stored", mark };
      } catch (error) {
        link.settle(id, undefined);
        throw error;
      }
    },
    settle(id) {
      link.settle(id, places.get(id));
      places.delete(id);
    },
  };
}
