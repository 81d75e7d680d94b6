/**
 * The journal: where a batch becomes acknowledged. Plain NDJSON files, one a day or an hour (UTC)
 * for each worker; promises, file names and faults are in `docs/journal.md`.
 *
 * ```
 * append ─► commit queue ─► store ─► 20260501.ndjson
 *           (groups)        (rotation, sync, faults, recovery)
 * ```
 */
import { fail, type Failure, ok, type Result, type Rotation } from "../../contract/mod.ts";
import { CommitQueue } from "./commit_queue.ts";
import { makeDirectory } from "./directory.ts";
import { failureOf, type JournalFailure, journalFailure } from "./faults.ts";
import type { JournalObserver } from "./observer.ts";
import { type FsyncMode, type JournalTimers, Store } from "./store.ts";

export interface Journal {
  /**
   * Resolves to `undefined` once the batch is as durable as the fsync mode promises, else to the
   * reason why nothing of it is kept. `lines` are whole NDJSON lines, each ended by `\n`; they
   * must not change until then. `key` is told to `onPlaced` with where the batch stands.
   *
   * @throws {TypeError} when the last line has no end
   */
  append(lines: Uint8Array, records: number, key?: string): Promise<Failure | undefined>;
  /** `undefined` when a batch would be taken now, else why not. */
  unavailable(): Failure | undefined;
  /** Takes no more batches (`draining`), writes and syncs those that were taken, closes the file. */
  close(): Promise<void>;
}

export interface JournalOptions {
  readonly dir: string;
  readonly rotation: Rotation;
  readonly fsync: FsyncMode;
  /** In mode `interval`: the longest time that an acknowledged batch may stay unsynced. */
  readonly fsyncIntervalMs: number;
  /** Bytes that may wait to be written; more are refused with `queue_full`. */
  readonly pendingBytesMax: number;
  /** Given when several processes share `dir`: each writes files of its own. */
  readonly worker?: number | undefined;
  readonly nowMs: () => number;
  /** Milliseconds since any fixed point: measures how long a sync takes. */
  readonly monotonicMs: () => number;
  readonly timers?: JournalTimers;
  readonly observer: JournalObserver;
  /** Called for each batch with a key, before it is acknowledged: `end` is its end in `file`, in bytes. */
  readonly onPlaced?: ((key: string, file: string, end: number) => void) | undefined;
}

const DRAINING = journalFailure("draining", "Cannot take the batch: the gateway is shutting down");

const SYSTEM_TIMERS: JournalTimers = {
  after(delayMs, task) {
    const id = setTimeout(task, delayMs);
    return () => clearTimeout(id);
  },
};

/**
 * Makes the directory where it is missing, takes the lock, puts right what a crash left, opens the
 * current file. Fails when another process has the lock or a file cannot be opened; a full disk is
 * no failure: the journal then refuses batches until there is room.
 */
export async function openJournal(options: JournalOptions): Promise<Result<Journal>> {
  try {
    await makeDirectory(options.dir);
  } catch (error) {
    return fail(failureOf(error, `make sink folder ${options.dir}`));
  }
  const store = new Store({ ...options, timers: options.timers ?? SYSTEM_TIMERS });
  const failure = await store.open();
  return failure === undefined ? ok(new FileJournal(store, options)) : fail(failure);
}

/** A journal that acknowledges everything and stores nothing, for trials of what is before it. */
export function nullJournal(): Journal {
  let draining: Failure | undefined;
  return {
    append: () => Promise.resolve(draining),
    unavailable: () => draining,
    close() {
      draining = DRAINING;
      return Promise.resolve();
    },
  };
}

class FileJournal implements Journal {
  readonly #store: Store;
  readonly #queue: CommitQueue;
  #draining: JournalFailure | undefined;
  #closing: Promise<void> | undefined;

  constructor(store: Store, { pendingBytesMax, observer }: JournalOptions) {
    this.#store = store;
    this.#queue = new CommitQueue({
      pendingBytesMax,
      commit: (group) => store.put(group),
      onPending: (bytes) => observer.pending(bytes),
    });
  }

  append(lines: Uint8Array, records: number, key?: string): Promise<Failure | undefined> {
    const refused = this.#draining ?? this.#store.fault();
    if (refused !== undefined) return Promise.resolve(refused);
    return this.#queue.append(lines, records, key);
  }

  unavailable(): Failure | undefined {
    return this.#draining ?? this.#store.fault() ?? this.#queue.full();
  }

  close(): Promise<void> {
    this.#draining = DRAINING;
    return this.#closing ??= this.#queue.idle().then(() => this.#store.close());
  }
}
