/**
 * Hashes of rows of keys, from which a key can be taken out again: a sum over places of what key and
 * place give. 53 bits: among a million rows two meet by chance once in ten thousand runs.
 */

export interface KeysHash {
  readonly low: number;
  readonly high: number;
  readonly whole: number;
}

const LOW_STEP = 0x9e3779b1, HIGH_STEP = 0x85ebca77;

export class Hasher {
  readonly #low = new Map<string, number>();
  readonly #high = new Map<string, number>();

  read(keys: readonly string[]): KeysHash {
    let low = keys.length, high = keys.length;
    for (let at = 0; at < keys.length; at++) {
      low = low + this.#partLow(keys[at]!, at) | 0;
      high = high + this.#partHigh(keys[at]!, at) | 0;
    }
    return { low, high, whole: whole(low, high) };
  }

  /** The hash of `keys` without the one at `at`; another one for each place. */
  without({ low, high }: KeysHash, keys: readonly string[], at: number): number {
    return whole(
      low - this.#partLow(keys[at]!, at) + Math.imul(at + 1, 0x27d4eb2f) | 0,
      high - this.#partHigh(keys[at]!, at) + Math.imul(at + 1, 0x165667b1) | 0,
    );
  }

  #partLow(key: string, at: number): number {
    let hash = this.#low.get(key);
    if (hash === undefined) this.#low.set(key, hash = mixed(key, 0x811c9dc5));
    return scattered(hash + Math.imul(at + 1, LOW_STEP) | 0);
  }

  #partHigh(key: string, at: number): number {
    let hash = this.#high.get(key);
    if (hash === undefined) this.#high.set(key, hash = mixed(key, 0x2545f491));
    return scattered(hash + Math.imul(at + 1, HIGH_STEP) | 0);
  }
}

function whole(low: number, high: number): number {
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}

function mixed(key: string, start: number): number {
  let hash = start;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return scattered(hash);
}

function scattered(value: number): number {
  const half = Math.imul(value ^ value >>> 16, 0x21f0aaad);
  const more = Math.imul(half ^ half >>> 15, 0x735a2d97);
  return more ^ more >>> 15;
}

/** A set of hashes in flat memory, for up to `itemsMax` of them. */
export class HashSet {
  readonly #slots: Float64Array;

  constructor(itemsMax: number) {
    const FREE_SHARE = 2, LEAST = 16;
    this.#slots = new Float64Array(2 ** Math.ceil(Math.log2(itemsMax * FREE_SHARE + LEAST))).fill(
      -1,
    );
  }

  has(hash: number): boolean {
    return this.#slots[this.#slotOf(hash)] === hash;
  }

  /** Whether it was not in it. */
  add(hash: number): boolean {
    const slot = this.#slotOf(hash);
    if (this.#slots[slot] === hash) return false;
    this.#slots[slot] = hash;
    return true;
  }

  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== -1 && this.#slots[slot] !== hash) slot = slot + 1 & mask;
    return slot;
  }
}
