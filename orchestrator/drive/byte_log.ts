/** A list of bytes that grows in chunks, so that growing never copies what is there. */

const CHUNK_BYTES = 65_536;

export class ByteLog {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(byte: number): void {
    const offset = this.#length % CHUNK_BYTES;
    if (offset === 0) this.#chunks.push(new Uint8Array(CHUNK_BYTES));
    this.#chunks.at(-1)![offset] = byte;
    this.#length++;
  }

  at(index: number): number {
    return this.#chunks[Math.floor(index / CHUNK_BYTES)]![index % CHUNK_BYTES]!;
  }

  set(index: number, byte: number): void {
    this.#chunks[Math.floor(index / CHUNK_BYTES)]![index % CHUNK_BYTES] = byte;
  }

  /** Appends a whole number ≥ 0, seven bits a byte, the lowest first (LEB128). */
  pushVarint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.push(rest % 0x80 | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.push(rest);
  }

  /** Reads back what `pushVarint` wrote, in order. */
  *varints(): Generator<number> {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < this.#length; i++) {
      const byte = this.at(i);
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
      if (byte >= 0x80) continue;
      yield value;
      [value, scale] = [0, 1];
    }
  }
}
