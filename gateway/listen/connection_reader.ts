/**
 * Reads from a connection through a small buffer: heads and lines by their end, the bytes of bodies
 * straight to where they are wanted.
 */
export interface Readable {
  read(into: Uint8Array): Promise<number | null>;
}

/** Why there will be no more bytes, or none that can be used. */
export class ReadError extends Error {
  override readonly name = "ReadError";
  constructor(readonly kind: "cut" | "bad_framing" | "too_large" | "cancelled") {
    super(kind);
  }
}

/** The largest head; also as much as a connection holds while it waits for one. */
export const HEAD_BYTES_MAX = 16 * 1024;
const BUFFER_BYTES_MIN = 8 * 1024;
const LF = 10;
const CR = 13;

const decoder = new TextDecoder("latin1");

export class ConnectionReader {
  #buffer = new Uint8Array(BUFFER_BYTES_MIN);
  #start = 0;
  #end = 0;
  #isCancelled = false;
  #reject: ((error: ReadError) => void) | undefined;

  constructor(private readonly source: Readable) {}

  get buffered(): number {
    return this.#end - this.#start;
  }

  /**
   * The next head without its empty line; `undefined` where the connection ends before a first
   * byte, which `onFirstByte` is told of. Rejects where no end comes within the bound.
   */
  async head(onFirstByte: () => void): Promise<string | undefined> {
    await this.#skipEmptyLines();
    if (this.buffered === 0) return undefined;
    onFirstByte();
    let scanned = 0;
    while (true) {
      const length = this.#headLength(scanned);
      if (length !== undefined) {
        const text = decoder.decode(this.#buffer.subarray(this.#start, this.#start + length - 4));
        this.#start += length;
        return text;
      }
      if (this.buffered >= HEAD_BYTES_MAX) throw new ReadError("too_large");
      scanned = Math.max(0, this.buffered - 3);
      if (!await this.#fill(HEAD_BYTES_MAX)) throw new ReadError("cut");
    }
  }

  /** A line without its end, of at most `bytesMax`. */
  async line(bytesMax: number): Promise<string> {
    while (true) {
      const at = this.#buffer.indexOf(LF, this.#start);
      if (at !== -1 && at < this.#end) {
        const length = at - 1 - this.#start;
        if (length < 0 || length > bytesMax || this.#buffer[at - 1] !== CR) break;
        const text = decoder.decode(this.#buffer.subarray(this.#start, at - 1));
        this.#start = at + 1;
        return text;
      }
      if (this.buffered > bytesMax + 1) break;
      if (!await this.#fill(this.#buffer.length)) throw new ReadError("cut");
    }
    throw new ReadError("bad_framing");
  }

  /** Some of the next bytes, to the beginning of `into`: how many. Rejects at the end. */
  async some(into: Uint8Array): Promise<number> {
    if (this.buffered > 0) {
      const count = Math.min(this.buffered, into.length);
      into.set(this.#buffer.subarray(this.#start, this.#start + count));
      this.#start += count;
      return count;
    }
    const count = await this.#read(into);
    if (count === null) throw new ReadError("cut");
    return count;
  }

  /** What reads rejects, now and later; the connection is of no use then. */
  cancel(): void {
    this.#isCancelled = true;
    this.#reject?.(new ReadError("cancelled"));
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** RFC 9112, section 2.2: empty lines before a request are passed over. */
  async #skipEmptyLines(): Promise<void> {
    while (true) {
      while (this.buffered > 0) {
        const byte = this.#buffer[this.#start];
        if (byte !== CR && byte !== LF) return;
        this.#start++;
      }
      if (!await this.#fill(BUFFER_BYTES_MIN)) return;
    }
  }

  /** Up to and with the empty line; bytes before `scanned` hold no end of it. */
  #headLength(scanned: number): number | undefined {
    const buffer = this.#buffer;
    for (let at = this.#start + scanned;; at++) {
      at = buffer.indexOf(LF, at);
      if (at === -1 || at >= this.#end) return undefined;
      const isEnd = at - this.#start >= 3 && buffer[at - 1] === CR && buffer[at - 2] === LF &&
        buffer[at - 3] === CR;
      if (isEnd) return at + 1 - this.#start;
    }
  }

  /** Reads once behind what is buffered; false at the end. The buffer grows up to `bytesMax`. */
  async #fill(bytesMax: number): Promise<boolean> {
    if (this.#start === this.#end) this.#start = this.#end = 0;
    else if (this.#start > 0) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    if (this.#end === this.#buffer.length) {
      const larger = new Uint8Array(Math.max(this.#buffer.length, bytesMax));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    const count = await this.#read(this.#buffer.subarray(this.#end));
    if (count === null) return false;
    this.#end += count;
    return true;
  }

  #read(into: Uint8Array): Promise<number | null> {
    if (this.#isCancelled) return Promise.reject(new ReadError("cancelled"));
    const reading = this.source.read(into);
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      reading.then(resolve, () => reject(new ReadError("cut")));
    });
  }
}
