/** Keys of the batches of a window of time: tables by age, of which the oldest is dropped whole. */
import { type BatchPlace, KeyTable } from "./key_table.ts";

const TABLE_MS_MAX = 3_600_000;

export interface KeyIndexOptions {
  readonly windowMs: number;
  /** With more than these, the oldest are forgotten before their time. */
  readonly keysMax: number;
  /** Called with how many keys were forgotten before their time. */
  readonly onForgotten: (keys: number) => void;
}

export class KeyIndex {
  readonly #options: KeyIndexOptions;
  /** Oldest first. */
  readonly #tables: KeyTable[] = [];
  #openedMs = 0;
  #count = 0;

  constructor(options: KeyIndexOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#tables.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  add(id: string, place: BatchPlace, atMs: number): void {
    this.#tableFor(atMs).add(printOf(id), place, atMs);
    this.#count++;
  }

  /** Places that may be the key's, newest first. */
  *places(id: string, nowMs: number): Generator<BatchPlace> {
    this.#expire(nowMs);
    const print = printOf(id);
    for (let i = this.#tables.length - 1; i >= 0; i--) yield* this.#tables[i]!.places(print);
  }

  #tableFor(atMs: number): KeyTable {
    const last = this.#tables.at(-1);
    if (last !== undefined && !last.isFull && atMs < this.#openedMs + TABLE_MS_MAX) return last;
    last?.close();
    this.#expire(atMs);
    const table = new KeyTable();
    this.#tables.push(table);
    this.#openedMs = atMs;
    return table;
  }

  #expire(nowMs: number): void {
    const { windowMs, keysMax, onForgotten } = this.#options;
    for (let oldest = this.#tables[0]; oldest !== undefined; oldest = this.#tables[0]) {
      const isOver = oldest.newestMs + windowMs <= nowMs;
      if (!isOver && (this.#count <= keysMax || this.#tables.length === 1)) return;
      this.#tables.shift();
      this.#count -= oldest.count;
      if (!isOver) onForgotten(oldest.count);
    }
  }
}

function printOf(id: string): number {
  return parseInt(id.slice(0, 8), 16);
}
