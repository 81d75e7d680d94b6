/**
 * Bytes in, lines out, without a copy of any line that one chunk holds whole. Lines end at `\n`; one
 * without an end is the last; of one that is too long the beginning is given.
 */

/** Bytes of a line that are given. */
export const LINE_BYTES_MAX = 64 * 1024;

/** `bytes[start, end)` is a line, without its end; valid during the call. */
export type OnLine = (bytes: Uint8Array, start: number, end: number) => void;

const LINE_END = 10;

export class LineCutter {
  readonly #onLine: OnLine;
  /** The beginning of a line whose end has not come yet. */
  #open = new Uint8Array(0);
  #isOpen = false;

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, at)) {
      if (this.#isOpen) this.#close(chunk.subarray(at, end));
      else this.#onLine(chunk, at, Math.min(end, at + LINE_BYTES_MAX));
      at = end + 1;
    }
    if (at < chunk.length) this.#keep(chunk.subarray(at));
  }

  finish(): void {
    if (this.#isOpen) this.#close(new Uint8Array(0));
  }

  #close(tail: Uint8Array): void {
    this.#keep(tail);
    const line = this.#open;
    this.#open = new Uint8Array(0);
    this.#isOpen = false;
    this.#onLine(line, 0, line.length);
  }

  #keep(piece: Uint8Array): void {
    const room = LINE_BYTES_MAX - this.#open.length;
    const joined = new Uint8Array(this.#open.length + Math.min(piece.length, room));
    joined.set(this.#open);
    joined.set(piece.subarray(0, room), this.#open.length);
    this.#open = joined;
    this.#isOpen = true;
  }
}
