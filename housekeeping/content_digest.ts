/**
 * What the manifest says of one journal file, gathered in one pass over its bytes: length, SHA-256,
 * number of lines, earliest and latest `ts`.
 *
 * The journal writes `{"ts":"2026-05-01T10:00:00.000Z",…` with `ts` first, so the time stands in the
 * first 40 bytes of a line and no line has to be parsed. A line that begins otherwise is counted
 * and has no time.
 */
import { createHash } from "node:crypto";

export interface ContentSummary {
  readonly bytes: number;
  readonly sha256: string;
  /** Lines; one without a line end at the end of the file counts. */
  readonly records: number;
  readonly first_ts: string | null;
  readonly last_ts: string | null;
}

const LINE_END = 10;
const LINE_START = new TextEncoder().encode('{"ts":"');
const QUOTE = 34;
/** Long enough for `{"ts":"` and RFC 3339 with nanoseconds. */
const HEAD_BYTES_MAX = 40;

export class ContentDigest {
  readonly #hash = createHash("sha256");
  readonly #head = new Uint8Array(HEAD_BYTES_MAX);
  readonly #prefixLengths: number[];
  readonly #prefixSha256 = new Map<number, string>();
  #headBytes = 0;
  #bytes = 0;
  #records = 0;
  #lineIsOpen = false;
  #first: string | null = null;
  #last: string | null = null;

  /** `prefixLengths`: lengths at which the digest so far is asked for by `prefixSha256`. */
  constructor(prefixLengths: readonly number[] = []) {
    this.#prefixLengths = [...new Set(prefixLengths)].sort((a, b) => a - b);
    this.#markPrefix();
  }

  get bytes(): number {
    return this.#bytes;
  }

  update(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0) {
      const length = Math.min(rest.length, (this.#prefixLengths[0] ?? Infinity) - this.#bytes);
      this.#hash.update(rest.subarray(0, length));
      this.#bytes += length;
      rest = rest.subarray(length);
      this.#markPrefix();
    }
    this.#countLines(chunk);
  }

  /** SHA-256 of the first `length` bytes; `undefined` when there were fewer. */
  prefixSha256(length: number): string | undefined {
    return this.#prefixSha256.get(length);
  }

  /** Ends the digest; call it once. */
  finish(): ContentSummary {
    if (this.#lineIsOpen) this.#endLine();
    return {
      bytes: this.#bytes,
      sha256: this.#hash.digest("hex"),
      records: this.#records,
      first_ts: this.#first,
      last_ts: this.#last,
    };
  }

  #markPrefix(): void {
    while (this.#prefixLengths[0] === this.#bytes) {
      this.#prefixSha256.set(this.#bytes, this.#hash.copy().digest("hex"));
      this.#prefixLengths.shift();
    }
  }

  #countLines(chunk: Uint8Array): void {
    let start = 0;
    while (start < chunk.length) {
      const found = chunk.indexOf(LINE_END, start);
      const end = found === -1 ? chunk.length : found;
      this.#keepHead(chunk, start, end);
      this.#lineIsOpen = true;
      if (found === -1) return;
      this.#endLine();
      start = found + 1;
    }
  }

  #keepHead(chunk: Uint8Array, start: number, end: number): void {
    const length = Math.min(end - start, HEAD_BYTES_MAX - this.#headBytes);
    for (let i = 0; i < length; i++) this.#head[this.#headBytes + i] = chunk[start + i]!;
    this.#headBytes += length;
  }

  #endLine(): void {
    this.#records++;
    const ts = this.#timeInHead();
    if (ts !== undefined) {
      if (this.#first === null || isBefore(ts, this.#first)) this.#first = ts;
      if (this.#last === null || isBefore(this.#last, ts)) this.#last = ts;
    }
    this.#headBytes = 0;
    this.#lineIsOpen = false;
  }

  #timeInHead(): string | undefined {
    for (let i = 0; i < LINE_START.length; i++) {
      if (this.#head[i] !== LINE_START[i]) return undefined;
    }
    const end = this.#head.indexOf(QUOTE, LINE_START.length);
    if (end === -1 || end >= this.#headBytes) return undefined;
    return String.fromCharCode(...this.#head.subarray(LINE_START.length, end));
  }
}

/** The order of RFC 3339 UTC times: by text where the lengths agree, by value where they do not. */
function isBefore(a: string, b: string): boolean {
  return a.length === b.length ? a < b : Date.parse(a) < Date.parse(b);
}
