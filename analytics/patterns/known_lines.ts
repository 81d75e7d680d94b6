/**
 * A cache of outlines of lines, numbered from 0: who asks keeps what is known of each under its
 * number. It changes no result, as what is not in it is worked out again. When it is full it is
 * emptied, and numbers begin anew.
 */

const SLOTS = 1 << 15;
/** Outlines that are known at a time. */
export const KNOWN_MAX = SLOTS >> 1;
export const UNKNOWN = -1;

export class KnownLines {
  readonly #hashes = new Float64Array(SLOTS).fill(-1);
  readonly #numbers = new Int32Array(SLOTS);
  #size = 0;

  /** The number of `hash`, or `UNKNOWN`. */
  find(hash: number): number {
    const slot = this.#slotOf(hash);
    return this.#hashes[slot] === hash ? this.#numbers[slot]! : UNKNOWN;
  }

  /** Whether the next one that is added empties it. */
  get isFull(): boolean {
    return this.#size >= KNOWN_MAX;
  }

  /** Numbers a new `hash`. */
  add(hash: number): number {
    if (this.isFull) this.clear();
    const slot = this.#slotOf(hash);
    this.#hashes[slot] = hash;
    return this.#numbers[slot] = this.#size++;
  }

  clear(): void {
    this.#hashes.fill(-1);
    this.#size = 0;
  }

  #slotOf(hash: number): number {
    let slot = hash % SLOTS;
    while (this.#hashes[slot] !== -1 && this.#hashes[slot] !== hash) slot = (slot + 1) % SLOTS;
    return slot;
  }
}
