/**
 * Group commit: while one group of batches is being written and synced, those that arrive wait,
 * and together become the next group: one write, one sync, however many clients there are.
 *
 * ```
 * append ─┐                 ┌── resolve
 * append ─┼─► waiting ─► group: one write, one sync ─┼── resolve
 * append ─┘   (bounded)     └── resolve
 * ```
 */
import { type JournalFailure, journalFailure } from "./faults.ts";

/** Batches that are stored together, or refused together. */
export interface Group {
  /** Whole lines, valid until `commit` settles. */
  readonly bytes: Uint8Array;
  readonly records: number;
  /** The size of the largest batch in it. */
  readonly batchBytesMax: number;
  /** Of the batches that have a key: the key, and where in `bytes` they end. */
  readonly keyed: readonly KeyedEnd[];
}

export interface KeyedEnd {
  readonly key: string;
  readonly end: number;
}

export interface CommitQueueOptions {
  readonly pendingBytesMax: number;
  /** Stores a group: `undefined` when it stands, else why not, and then nothing of it does. */
  readonly commit: (group: Group) => Promise<JournalFailure | undefined>;
  readonly onPending: (bytes: number) => void;
}

interface Batch {
  readonly lines: Uint8Array;
  readonly records: number;
  readonly key: string | undefined;
  readonly resolve: (failure: JournalFailure | undefined) => void;
  readonly reject: (bug: unknown) => void;
}

/** More than this is written in several groups; a single batch may be larger. */
const GROUP_BYTES_MAX = 4 * 2 ** 20;
const NEWLINE = 10;
const QUEUE_FULL = journalFailure(
  "queue_full",
  "Cannot take the batch: as many bytes as allowed wait for the journal already",
);

export class CommitQueue {
  readonly #options: CommitQueueOptions;
  #waiting: Batch[] = [];
  #pendingBytes = 0;
  #running: Promise<void> | undefined;
  /** Groups are put together here; a group of one batch is written from the batch itself. */
  #buffer = new Uint8Array(0);

  constructor(options: CommitQueueOptions) {
    this.#options = options;
  }

  append(
    lines: Uint8Array,
    records: number,
    key: string | undefined,
  ): Promise<JournalFailure | undefined> {
    if (lines.length === 0) return Promise.resolve(undefined);
    if (lines[lines.length - 1] !== NEWLINE) {
      throw new TypeError("Cannot append a batch: its last line has no end");
    }
    const pendingBytes = this.#pendingBytes + lines.length;
    // With nothing pending a batch larger than the bound is taken: no later try would fare better.
    if (pendingBytes > this.#options.pendingBytesMax && this.#pendingBytes > 0) {
      return Promise.resolve(QUEUE_FULL);
    }
    this.#pendingBytes = pendingBytes;
    this.#options.onPending(pendingBytes);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ lines, records, key, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Why a batch would be refused now. */
  full(): JournalFailure | undefined {
    return this.#pendingBytes >= this.#options.pendingBytesMax ? QUEUE_FULL : undefined;
  }

  /** Resolves when every batch that was taken is answered. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // Batches that arrive in the same turn of the event loop belong to one group.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batches = this.#nextGroup();
      const bytes = batches.reduce((sum, { lines }) => sum + lines.length, 0);
      try {
        const failure = await this.#options.commit(this.#join(batches, bytes));
        for (const { resolve } of batches) resolve(failure);
      } catch (bug) {
        for (const { reject } of batches) reject(bug);
      }
      this.#pendingBytes -= bytes;
      this.#options.onPending(this.#pendingBytes);
      // Those that were answered just now may have their next batch at hand: let them join.
      await Promise.resolve();
    }
    this.#running = undefined;
  }

  #nextGroup(): Batch[] {
    let bytes = 0;
    let count = 0;
    for (const { lines } of this.#waiting) {
      bytes += lines.length;
      if (count > 0 && bytes > GROUP_BYTES_MAX) break;
      count++;
    }
    if (count < this.#waiting.length) return this.#waiting.splice(0, count);
    const batches = this.#waiting;
    this.#waiting = [];
    return batches;
  }

  #join(batches: readonly Batch[], length: number): Group {
    const first = batches[0]!;
    if (batches.length === 1) {
      const keyed = first.key === undefined ? [] : [{ key: first.key, end: length }];
      return { bytes: first.lines, records: first.records, batchBytesMax: length, keyed };
    }
    if (this.#buffer.length < length) this.#buffer = new Uint8Array(powerOfTwoFrom(length));
    let at = 0;
    let records = 0;
    let batchBytesMax = 0;
    const keyed: KeyedEnd[] = [];
    for (const batch of batches) {
      this.#buffer.set(batch.lines, at);
      at += batch.lines.length;
      if (batch.key !== undefined) keyed.push({ key: batch.key, end: at });
      records += batch.records;
      batchBytesMax = Math.max(batchBytesMax, batch.lines.length);
    }
    return { bytes: this.#buffer.subarray(0, at), records, batchBytesMax, keyed };
  }
}

function powerOfTwoFrom(length: number): number {
  return 2 ** Math.ceil(Math.log2(length));
}
