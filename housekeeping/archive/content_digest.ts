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
  readonly #prefixLengths: number[];
  readonly #prefixSha256 = new Map<number, string>();
  /** The beginning of a line that began in an earlier chunk. */
  readonly #head = new Uint8Array(HEAD_BYTES_MAX);
  #headBytes = 0;
  #lineIsOpen = false;
  #bytes = 0;
  #records = 0;
  #first: Uint8Array | undefined;
  #last: Uint8Array | undefined;

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
    if (this.#lineIsOpen) this.#endLine(this.#head, 0, this.#headBytes);
    return {
      bytes: this.#bytes,
      sha256: this.#hash.digest("hex"),
      records: this.#records,
      first_ts: this.#first === undefined ? null : textOf(this.#first),
      last_ts: this.#last === undefined ? null : textOf(this.#last),
    };
  }

  #markPrefix(): void {
    while (this.#prefixLengths[0] === this.#bytes) {
      this.#prefixSha256.set(this.#bytes, this.#hash.copy().digest("hex"));
      this.#prefixLengths.shift();
    }
  }

  /** Makes no object per line: a file has millions of them. */
  #countLines(chunk: Uint8Array): void {
    let start = 0;
    if (this.#lineIsOpen) {
      const end = endOfLine(chunk, 0);
      this.#keepHead(chunk, 0, end);
      if (end === chunk.length) return;
      this.#endLine(this.#head, 0, this.#headBytes);
      start = end + 1;
    }
    while (start < chunk.length) {
      const end = endOfLine(chunk, start);
      if (end === chunk.length) return this.#keepHead(chunk, start, end);
      this.#endLine(chunk, start, end);
      start = end + 1;
    }
  }

  #keepHead(chunk: Uint8Array, start: number, end: number): void {
    const length = Math.min(end - start, HEAD_BYTES_MAX - this.#headBytes);
    this.#head.set(chunk.subarray(start, start + length), this.#headBytes);
    this.#headBytes += length;
    this.#lineIsOpen = true;
  }

  /** Counts the line in `bytes` from `start` to `end`, and its time if it has one. */
  #endLine(bytes: Uint8Array, start: number, end: number): void {
    this.#records++;
    this.#headBytes = 0;
    this.#lineIsOpen = false;
    const from = start + LINE_START.length;
    for (let i = 0; i < LINE_START.length; i++) {
      if (bytes[start + i] !== LINE_START[i]) return;
    }
    const limit = Math.min(end, start + HEAD_BYTES_MAX);
    let to = from;
    while (to < limit && bytes[to] !== QUOTE) to++;
    if (to >= limit) return;
    if (this.#first === undefined || compareTimes(bytes, from, to, this.#first) < 0) {
      this.#first = bytes.slice(from, to);
    }
    if (this.#last === undefined || compareTimes(bytes, from, to, this.#last) > 0) {
      this.#last = bytes.slice(from, to);
    }
  }
}

function endOfLine(chunk: Uint8Array, start: number): number {
  const found = chunk.indexOf(LINE_END, start);
  return found === -1 ? chunk.length : found;
}

/** The order of RFC 3339 UTC times: by bytes where the lengths agree, by value where they do not. */
function compareTimes(bytes: Uint8Array, from: number, to: number, other: Uint8Array): number {
  if (to - from !== other.length) {
    return Date.parse(textOf(bytes.subarray(from, to))) - Date.parse(textOf(other));
  }
  for (let i = 0; i < other.length; i++) {
    const difference = bytes[from + i]! - other[i]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function textOf(ascii: Uint8Array): string {
  return String.fromCharCode(...ascii);
}
