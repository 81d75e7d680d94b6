/**
 * The outline of a line: its bytes, with what only counts or names taken out, so that lines of one
 * statement look alike. It is what a cache of known lines is keyed by, and what everything that
 * follows reads.
 *
 * ```
 * blk_-1608999687919862906 of 67108864 B, ffff3000, jk2_init() at 04DN8IQ
 * blk_-9 of 0 B, ␁, jk2_init() at ␂
 * ```
 *
 * | run of letters and digits | becomes |
 * |---|---|
 * | digits | `0`; nine digits and more `9` |
 * | hexadecimal, six and more, letters and digits | U+0001 |
 * | letters and digits in turns: `04DN8IQ`, `a8f2Kx93` | U+0002 |
 * | one digit behind a letter, and no more: `ssh2` | stays |
 * | a UUID, with its hyphens | U+0003 |
| any other | its letters, with `0` or `9` for digits: `sha256` → `sha0` |
 *
 * Colours of terminals go, and so do control characters but tabs and line ends.
 */

/** Bytes of a line that take part; what is behind them does not tell one statement from another. */
export const OUTLINE_BYTES_MAX = 4096;
export const HEX_MARK = "\u0001";
export const ID_MARK = "\u0002";
export const UUID_MARK = "\u0003";

const LONG_DIGITS = 9;
const HEX_DIGITS_MIN = 6;
const MIXED_MIN = 5;
const ESCAPE = 0x1b;
const BRACKET = 0x5b;
const TAB = 9, NEWLINE = 10, CONTROL_END = 0x20, DELETE = 0x7f;
const HYPHEN = 0x2d;
/** Digits of the first part of a UUID, and places of hyphens behind it (RFC 9562). */
const UUID_START = 8, UUID_REST = 28;
const UUID_HYPHENS: readonly number[] = [0, 5, 10, 15];

const DIGIT = 1, HEX_LOWER = 2, HEX_UPPER = 4, LETTER = 8;
const CLASSES = classes();

function classes(): Uint8Array {
  const table = new Uint8Array(256);
  for (let byte = 0; byte < table.length; byte++) {
    const character = String.fromCharCode(byte);
    if (/[0-9]/.test(character)) table[byte] = DIGIT;
    else if (/[a-f]/.test(character)) table[byte] = LETTER | HEX_LOWER;
    else if (/[A-F]/.test(character)) table[byte] = LETTER | HEX_UPPER;
    else if (/[a-zA-Z]/.test(character) || byte >= 0x80) table[byte] = LETTER;
  }
  return table;
}

/** Makes outlines, one at a time: `bytes[0, length)` holds the last one. */
export class Outliner {
  readonly bytes: Uint8Array = new Uint8Array(OUTLINE_BYTES_MAX);
  length = 0;
  /** 53 bits that stand for the outline. */
  hash = 0;

  /** Reads `source[start, end)`. */
  read(source: Uint8Array, start: number, end: number): void {
    const out = this.bytes;
    const stop = Math.min(end, start + OUTLINE_BYTES_MAX);
    let length = 0;
    let at = start;
    while (at < stop) {
      const byte = source[at]!;
      const kind = CLASSES[byte]!;
      if (kind === 0) {
        if (byte === ESCAPE && source[at + 1] === BRACKET) at = endOfColour(source, at + 2, stop);
        else {
          const isControl = byte < CONTROL_END && byte !== TAB && byte !== NEWLINE ||
            byte === DELETE;
          if (!isControl) out[length++] = byte;
          at++;
        }
        continue;
      }
      const from = at;
      let digits = 0, seen = kind, common = 255;
      do {
        const each = CLASSES[source[at]!]!;
        if (each === 0) break;
        seen |= each;
        if (each === DIGIT) digits++;
        else common &= each;
        out[length++] = source[at]!;
      } while (++at < stop);
      if (at - from === UUID_START && source[at] === HYPHEN && isRestOfUuid(source, at, stop)) {
        length -= UUID_START;
        out[length++] = 3;
        at += UUID_REST;
      } else if (digits > 0) {
        length = this.#shorten(length - (at - from), length, digits, seen, common);
      }
    }
    this.length = length;
    this.#mix();
  }

  /** Rewrites a run with digits in it, `bytes[from, to)`; returns where it ends now. */
  #shorten(from: number, to: number, digits: number, seen: number, common: number): number {
    const out = this.bytes;
    const size = to - from;
    if (digits === size) {
      out[from] = size >= LONG_DIGITS ? 0x39 : 0x30;
      return from + 1;
    }
    const isHex = (common & (HEX_LOWER | HEX_UPPER)) !== 0;
    // 0x1f: what stands behind 0x is hexadecimal, however short.
    if (out[from] === 0x30 && (out[from + 1]! | 0x20) === 0x78) {
      out[from] = 1;
      return from + 1;
    }
    if (isHex && size >= HEX_DIGITS_MIN && (seen & LETTER) !== 0) {
      out[from] = 1;
      return from + 1;
    }
    let groups = 0;
    for (let at = from; at < to; at++) {
      if (CLASSES[out[at]!] === DIGIT && (at === from || CLASSES[out[at - 1]!] !== DIGIT)) groups++;
    }
    const startsWithDigit = CLASSES[out[from]!] === DIGIT;
    const isTime = groups === 2 && isTimeOfDay(out, from, to);
    if (!isTime && size >= MIXED_MIN && (groups >= 2 || startsWithDigit && size - digits > 3)) {
      out[from] = 2;
      return from + 1;
    }
    let length = from;
    for (let at = from; at < to;) {
      if (CLASSES[out[at]!] !== DIGIT) {
        out[length++] = out[at++]!;
        continue;
      }
      const first = at;
      while (at < to && CLASSES[out[at]!] === DIGIT) at++;
      if (at - first === 1 && first > from) out[length++] = out[first]!;
      else out[length++] = at - first >= LONG_DIGITS ? 0x39 : 0x30;
    }
    return length;
  }

  #mix(): void {
    const { bytes, length } = this;
    let low = 0x811c9dc5, high = 0x9747b28c;
    for (let at = 0; at < length; at++) {
      const byte = bytes[at]!;
      low = Math.imul(low ^ byte, 0x01000193);
      high = Math.imul(high ^ byte, 0x85ebca6b) + 0x3c6ef372 | 0;
    }
    low ^= low >>> 15;
    high = Math.imul(high ^ high >>> 13, 0xc2b2ae35);
    high ^= high >>> 16;
    this.hash = (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
  }
}

/** Digits, `T`, digits, perhaps `Z`: the middle of ISO 8601, or all of its basic form. */
function isTimeOfDay(bytes: Uint8Array, from: number, to: number): boolean {
  const LETTER_T = 0x54, LETTER_Z = 0x5a;
  let letters = 0;
  for (let at = from; at < to; at++) {
    if (CLASSES[bytes[at]!] === DIGIT) continue;
    const isLast = at === to - 1 && bytes[at] === LETTER_Z;
    if (bytes[at] !== LETTER_T && !isLast) return false;
    if (bytes[at] === LETTER_T) letters++;
  }
  return letters === 1;
}

/** Whether `-HHHH-HHHH-HHHH-HHHHHHHHHHHH` stands at `at`, and no letter or digit behind it. */
function isRestOfUuid(source: Uint8Array, at: number, stop: number): boolean {
  if (at + UUID_REST > stop) return false;
  for (let index = 0; index < UUID_REST; index++) {
    const byte = source[at + index]!;
    if (UUID_HYPHENS.includes(index)) {
      if (byte !== HYPHEN) return false;
    } else if ((CLASSES[byte]! & (DIGIT | HEX_LOWER | HEX_UPPER)) === 0) return false;
  }
  return at + UUID_REST === stop || CLASSES[source[at + UUID_REST]!] === 0;
}

function endOfColour(source: Uint8Array, at: number, stop: number): number {
  while (at < stop && !(CLASSES[source[at]!]! & LETTER)) at++;
  return at + 1;
}
