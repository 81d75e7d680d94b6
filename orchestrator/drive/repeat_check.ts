/**
 * Tells whether an emitter makes the same records a second time, by a hash of its first ones: the
 * verdict makes again what was sent, and would look for the wrong values if they came out otherwise.
 * The hash is FNV-1a (RFC 9923), 32 bits.
 */

/** Records that are hashed. What is left to chance shows in the first few. */
const RECORDS_MAX = 1_000;
const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

export class RepeatCheck {
  #hash = OFFSET_BASIS;
  #records = 0;

  add(text: string): void {
    if (this.isFull) return;
    this.#records++;
    let hash = this.#hash;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
    this.#hash = Math.imul(hash ^ 0xffff, PRIME); // where one text ends
  }

  /** Nothing more is hashed. */
  get isFull(): boolean {
    return this.#records === RECORDS_MAX;
  }

  isSameAs(other: RepeatCheck): boolean {
    return this.#hash === other.#hash && this.#records === other.#records;
  }
}
