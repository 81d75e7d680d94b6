/** A body as it is read: its bytes beside its text, and how far apart their offsets are. */

export interface Source {
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly isAscii: boolean;
  /** Bytes before the place being read less UTF-16 units before it. */
  shift: number;
  /** That place in the text, where `byteAt` is used. */
  at: number;
}

export function sourceOf(body: Uint8Array, text: string): Source {
  return { bytes: body, text, isAscii: text.length === body.length, shift: 0, at: 0 };
}

const LF = 0x0a;
/** One line feed before the body, and two after it. */
const PADDING_BYTES = 3;
/** Bytes for which memory is kept from one body to the next. */
const KEPT_BYTES_MAX = 2 ** 20;

/**
 * Gives sources whose bytes are a copy of the body, with line feeds around it: a string that is a part
 * of its line is made a line of its own there (`RawStrings.between`).
 */
export function createPaddedSources(): (body: Uint8Array, text: string) => Source {
  let kept = new Uint8Array(0);
  return (body, text) => {
    const length = body.length + PADDING_BYTES;
    if (kept.length < length && length <= KEPT_BYTES_MAX) {
      kept = new Uint8Array(Math.min(Math.max(2 * length, 4096), KEPT_BYTES_MAX));
    }
    const buffer = length <= kept.length ? kept : new Uint8Array(length);
    buffer[0] = LF;
    buffer.set(body, 1);
    buffer[length - 1] = buffer[length - 2] = LF;
    const isAscii = text.length === body.length;
    return { bytes: buffer.subarray(0, length), text, isAscii, shift: 1, at: 0 };
  };
}

/** How many more bytes than UTF-16 units stand in `bytes[from, to)`. */
export function surplusOf(bytes: Uint8Array, from: number, to: number): number {
  let surplus = 0;
  for (let i = from; i < to; i++) {
    const code = bytes[i]!;
    if (code >= 0x80) surplus += code < 0xc0 ? 1 : code >= 0xf0 ? -1 : 0;
  }
  return surplus;
}

/** How many more bytes than UTF-16 units `text[from, to)` has. */
export function surplusOfText(text: string, from: number, to: number): number {
  let surplus = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    // A surrogate is one unit of a character of four bytes.
    if (code >= 0x80) surplus += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return surplus;
}

/** The byte at which `text[offset]` stands; takes `shift` there, over what has not been read. */
export function byteAt(source: Source, offset: number): number {
  if (!source.isAscii) {
    source.shift += surplusOfText(source.text, source.at, offset);
    source.at = offset;
  }
  return offset + source.shift;
}
