/**
 * What a reader is: it gets lines back out of a store, whoever wrote them, so that they can be held
 * against what was sent. One file for each kind of store; `mod.ts` is the list.
 */

export interface ReadQuery {
  /** Nothing of it was stored before; epoch milliseconds. */
  readonly fromMs: number;
  /** Stands in every line that is wanted; others may come along. */
  readonly containing: string;
}

/** One stored record or line, as the store gives it. */
export interface FoundLine {
  /** Object, partition or index that it was found in. */
  readonly part: string;
  /** Lines of one group come in the order in which the store took them. */
  readonly group: number;
  /** Its number in the part, from 1. */
  readonly number: number;
  readonly text: string;
}

export interface Reader {
  /** Whether the store keeps an order at all: those by time alone keep none. */
  readonly isOrdered: boolean;
  /** The store keeps every value as a text, and objects in objects as `name.inner`. */
  readonly keepsTexts: boolean;
  /** Throws `StoreUnreadable` where the store does not answer as it should. */
  lines(query: ReadQuery): AsyncGenerator<FoundLine[]>;
  /** Gives connections back. */
  close?(): Promise<void>;
}

/** The store cannot be read: why, without anything that is secret. */
export class StoreUnreadable extends Error {}

export interface ReaderDeps {
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  /** Who reads: user, account or access key; and the secret of it. */
  readonly username?: string | undefined;
  readonly secret?: string | undefined;
}

/** Lines that one step of a generator hands on at most. */
export const LINES_MAX = 5_000;
