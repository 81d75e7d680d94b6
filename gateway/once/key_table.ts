/**
 * Where batches stand, by their key: an open table in typed arrays, 12 bytes a place. It knows 32
 * bits of a key and may give a place that is another batch's: whoever asks reads what is there.
 */

/** Places of one table; more go to the next, so that one that grows is never large. */
export const TABLE_KEYS_MAX = 1_000_000;
const CAPACITY_MIN = 256;
const LOAD_MAX = 0.85;
const GROWTH = 1.5;
/** Of a table that takes no more: its arrays are made to measure. */
const LOAD_CLOSED = 0.75;
const TWO_32 = 2 ** 32;
/** Ends of batches are below 2^48 bytes. */
const FILES_MAX = 2 ** 16;

export interface BatchPlace {
  /** Name of the journal file. */
  readonly file: string;
  /** Bytes from the file's start to the end of the batch. */
  readonly end: number;
}

export class KeyTable {
  #prints = new Uint32Array(CAPACITY_MIN);
  #lows = new Uint32Array(CAPACITY_MIN);
  #highs = new Uint16Array(CAPACITY_MIN);
  #fileOf = new Uint16Array(CAPACITY_MIN);
  readonly #files: string[] = [];
  #count = 0;
  #newestMs = 0;

  get count(): number {
    return this.#count;
  }

  /** When the newest of its batches was stored. */
  get newestMs(): number {
    return this.#newestMs;
  }

  get bytes(): number {
    return this.#prints.length * 12;
  }

  get isFull(): boolean {
    return this.#count >= TABLE_KEYS_MAX || this.#files.length >= FILES_MAX;
  }

  add(print: number, { file, end }: BatchPlace, atMs: number): void {
    if (this.#count + 1 > this.#prints.length * LOAD_MAX) {
      this.#resize(Math.ceil(this.#prints.length * GROWTH));
    }
    if (this.#files.at(-1) !== file) this.#files.push(file);
    this.#put(print, end % TWO_32, Math.floor(end / TWO_32), this.#files.length - 1);
    this.#count++;
    this.#newestMs = Math.max(this.#newestMs, atMs);
  }

  /** Places that may be the key's. */
  *places(print: number): Generator<BatchPlace> {
    const wanted = marked(print);
    const { length } = this.#prints;
    for (let at = slotOf(wanted, length);; at = at + 1 === length ? 0 : at + 1) {
      const found = this.#prints[at]!;
      if (found === 0) return;
      if (found !== wanted) continue;
      yield {
        file: this.#files[this.#fileOf[at]!]!,
        end: this.#highs[at]! * TWO_32 + this.#lows[at]!,
      };
    }
  }

  /** No more will be added. */
  close(): void {
    this.#resize(Math.max(1, Math.ceil(this.#count / LOAD_CLOSED)) + 1);
  }

  #put(print: number, low: number, high: number, file: number): void {
    const { length } = this.#prints;
    let at = slotOf(marked(print), length);
    while (this.#prints[at] !== 0) at = at + 1 === length ? 0 : at + 1;
    this.#prints[at] = marked(print);
    this.#lows[at] = low;
    this.#highs[at] = high;
    this.#fileOf[at] = file;
  }

  #resize(capacity: number): void {
    const [prints, lows, highs, files] = [this.#prints, this.#lows, this.#highs, this.#fileOf];
    this.#prints = new Uint32Array(capacity);
    this.#lows = new Uint32Array(capacity);
    this.#highs = new Uint16Array(capacity);
    this.#fileOf = new Uint16Array(capacity);
    for (let i = 0; i < prints.length; i++) {
      if (prints[i] !== 0) this.#put(prints[i]!, lows[i]!, highs[i]!, files[i]!);
    }
  }
}

/** 0 says that a place is free. */
function marked(print: number): number {
  return print === 0 ? 1 : print;
}

function slotOf(print: number, capacity: number): number {
  return Math.floor(print / TWO_32 * capacity);
}
