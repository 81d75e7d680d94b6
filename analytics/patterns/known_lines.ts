/**
 * A cache from the outline of a line to what is known of lines that look so. It changes no result:
 * what is not in it is worked out again. When it is full it is emptied.
 */

const SLOTS = 1 << 17;
const USED_MAX = SLOTS >> 1;

export class KnownLines<T> {
  readonly #hashes = new Float64Array(SLOTS).fill(-1);
  #values: T[] = [];
  readonly #indices = new Int32Array(SLOTS);

  get(hash: number): T | undefined {
    const slot = this.#slotOf(hash);
    return this.#hashes[slot] === hash ? this.#values[this.#indices[slot]!] : undefined;
  }

  set(hash: number, value: T): void {
    if (this.#values.length >= USED_MAX) this.clear();
    const slot = this.#slotOf(hash);
    this.#hashes[slot] = hash;
    this.#indices[slot] = this.#values.length;
    this.#values.push(value);
  }

  clear(): void {
    this.#hashes.fill(-1);
    this.#values = [];
  }

  #slotOf(hash: number): number {
    let slot = (hash % SLOTS) | 0;
    while (this.#hashes[slot] !== -1 && this.#hashes[slot] !== hash) slot = (slot + 1) % SLOTS;
    return slot;
  }
}
