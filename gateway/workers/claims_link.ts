/**
 * The worker's side of `key_desk.ts`: claims that come while one is being answered go together in
 * the next message, and what is settled in one turn of the event loop goes in one.
 */
import type { FromSupervisor, FromWorker, SettledKey } from "./messages.ts";

/** Where a batch stands: a journal file, and the batch's end in it. */
interface Place {
  readonly file: string;
  readonly end: number;
}

export interface ClaimsLink {
  claim(key: string): Promise<boolean>;
  settle(key: string, place: Place | undefined): void;
}

export interface ClaimsEnd extends ClaimsLink {
  heard(message: FromSupervisor): void;
  /** The supervisor is gone: no claim will be answered. */
  close(): void;
}

interface Waiting {
  readonly key: string;
  readonly resolve: (isFree: boolean) => void;
  readonly reject: (error: Error) => void;
}

export function createClaimsEnd(send: (message: FromWorker) => void): ClaimsEnd {
  let waiting: Waiting[] = [];
  let asked: Waiting[] = [];
  let settled: SettledKey[] = [];
  let id = 0;
  let isClosed = false;

  function ask(): void {
    if (asked.length > 0 || waiting.length === 0) return;
    [asked, waiting] = [waiting, []];
    send({ type: "claim", id: ++id, keys: asked.map(({ key }) => key) });
  }

  function tellSettled(): void {
    const keys = settled;
    settled = [];
    send({ type: "settled", keys });
  }

  return {
    claim: (key) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(new Error("the supervisor is gone"));
        waiting.push({ key, resolve, reject });
        ask();
      }),
    settle(key, place) {
      if (settled.length === 0) setTimeout(tellSettled, 0);
      settled.push(place === undefined ? [key] : [key, place.file, place.end]);
    },
    heard(message) {
      if (message.type !== "claimed" || message.id !== id) return;
      const busy = new Set(message.busy);
      const answered = asked;
      asked = [];
      ask();
      for (const [i, { resolve }] of answered.entries()) resolve(!busy.has(i));
    },
    close() {
      isClosed = true;
      for (const { reject } of [...asked, ...waiting]) reject(new Error("the supervisor is gone"));
    },
  };
}
