/**
 * Which worker is storing which batch right now. Who asks for a key that is another's is told so;
 * what one has stored is told to all others before the key is free again.
 */
import type { FromWorker } from "./messages.ts";
import type { RunningWorker } from "./worker_slot.ts";

export interface KeyDesk {
  heard(message: FromWorker, from: RunningWorker): void;
  /** It has ended; what it stored last it may not have told. */
  gone(who: RunningWorker): void;
}

export function createKeyDesk(running: ReadonlyMap<number, RunningWorker>): KeyDesk {
  const owners = new Map<string, RunningWorker>();
  const othersThan = (who: RunningWorker) => [...running.values()].filter((each) => each !== who);
  return {
    heard(message, from) {
      if (message.type === "claim") {
        const busy: number[] = [];
        for (const [i, key] of message.keys.entries()) {
          if ((owners.get(key) ?? from) !== from) busy.push(i);
          else owners.set(key, from);
        }
        from.tell({ type: "claimed", id: message.id, busy });
      } else if (message.type === "settled") {
        const placed = message.keys.filter((key) => key.length === 3);
        if (placed.length > 0) {
          for (const each of othersThan(from)) each.tell({ type: "placed", keys: placed });
        }
        for (const [key] of message.keys) {
          if (owners.get(key) === from) owners.delete(key);
        }
      }
    },
    gone(who) {
      for (const each of othersThan(who)) each.tell({ type: "gone", worker: who.worker });
      for (const [key, owner] of owners) {
        if (owner === who) owners.delete(key);
      }
    },
  };
}
