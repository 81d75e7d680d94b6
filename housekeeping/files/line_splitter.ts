/**
 * Bytes in, lines out, in the memory of one chunk and one line. A line ends at `\n`; one that is
 * longer than the limit is passed over, and handed on as `undefined` so that lines still count.
 */

/** All lines that a chunk completes. */
export type OnLines = (lines: readonly (string | undefined)[]) => Promise<void> | void;

const LINE_END = 10;

export class LineSplitter {
  readonly #onLines: OnLines;
  readonly #bytesMax: number;
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** The pieces of a line whose end has not come yet. */
  #open: Uint8Array[] = [];
  #openBytes = 0;

  constructor(bytesMax: number, onLines: OnLines) {
    this.#bytesMax = bytesMax;
    this.#onLines = onLines;
  }

  /** Bytes since the last line end. */
  get openBytes(): number {
    return this.#openBytes;
  }

  /** Resolves when the lines have been taken. The chunk may be reused then. */
  async push(chunk: Uint8Array): Promise<void> {
    const first = chunk.indexOf(LINE_END);
    if (first === -1) return this.#keep(chunk);
    this.#keep(chunk.subarray(0, first));
    const lines: (string | undefined)[] = [this.#close()];
    const last = chunk.lastIndexOf(LINE_END);
    if (last > first) {
      const whole = chunk.subarray(first + 1, last);
      for (const line of this.#decoder.decode(whole).split("\n")) {
        lines.push(line.length > this.#bytesMax ? undefined : line);
      }
    }
    this.#keep(chunk.subarray(last + 1));
    await this.#onLines(lines);
  }

  /** The text after the last line end; `undefined` when there is none, or too much. */
  finish(): string | undefined {
    return this.#openBytes === 0 ? undefined : this.#close();
  }

  #keep(piece: Uint8Array): void {
    this.#openBytes += piece.length;
    if (this.#openBytes > this.#bytesMax) this.#open = [];
    else if (piece.length > 0) this.#open.push(piece.slice());
  }

  #close(): string | undefined {
    const isTooLong = this.#openBytes > this.#bytesMax;
    const text = isTooLong ? undefined : this.#decoder.decode(join(this.#open, this.#openBytes));
    this.#open = [];
    this.#openBytes = 0;
    return text;
  }
}

function join(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1) return only;
  const joined = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}
