/**
 * Classes of characters, by UTF-16 code unit. `codeAt` answers -1 outside of a text, which is in no
 * class, so that detectors need no bounds checks of their own.
 */

export function codeAt(text: string, index: number): number {
  return index >= 0 && index < text.length ? text.charCodeAt(index) : -1;
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isUpper(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

export function isLower(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

export function isLetter(code: number): boolean {
  return isLower(code | 0x20);
}

export function isAlphanumeric(code: number): boolean {
  return isDigit(code) || isLetter(code);
}

/** A letter, a digit or `_`: what identifiers in code are made of. */
export function isWord(code: number): boolean {
  return isAlphanumeric(code) || code === 0x5f;
}

export function isHex(code: number): boolean {
  return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

/** RFC 4648, section 5, without padding. */
export function isBase64Url(code: number): boolean {
  return isWord(code) || code === 0x2d;
}

/** RFC 4648, section 4, with padding. */
export function isBase64(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2b || code === 0x2f || code === 0x3d;
}

/** ASCII blanks and controls, and the no-break space. */
export function isBlank(code: number): boolean {
  return (code >= 0 && code <= 0x20) || code === 0xa0;
}

/** The value of two hex digits at `index`, or -1. */
export function hexByteAt(text: string, index: number): number {
  const high = hexValue(codeAt(text, index));
  const low = hexValue(codeAt(text, index + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexValue(code: number): number {
  if (isDigit(code)) return code - 0x30;
  return isHex(code) ? (code | 0x20) - 0x61 + 10 : -1;
}

/** Whether an escape ends right before `index`: `%2F`, `\x2f`, `\u002f` or `\n`. */
export function isAfterEscape(text: string, index: number): boolean {
  if (codeAt(text, index - 2) === 0x5c && isControlLetter(codeAt(text, index - 1))) return true;
  if (hexByteAt(text, index - 2) < 0) return false;
  if (codeAt(text, index - 3) === 0x25) return true;
  if (codeAt(text, index - 4) === 0x5c) return codeAt(text, index - 3) === 0x78;
  return isUnicodeEscape(text, index - 6);
}

/**
 * The width of an escape that stands for one character: `%2F` (RFC 3986), and inside of JSON or
 * server logs `\n`, `\u002f`, `\x2f`. 1 where a `%` or `\` is only itself.
 */
export function escapeWidth(text: string, index: number): number {
  const code = codeAt(text, index);
  if (code === 0x25) return isPercentEscape(text, index) ? 3 : 1;
  if (code !== 0x5c) return 1;
  const next = codeAt(text, index + 1);
  if (next === 0x78) return hexByteAt(text, index + 2) >= 0 ? 4 : 1;
  if (next === 0x75) return isUnicodeEscape(text, index) ? 6 : 1;
  return 1;
}

/** The second half of `\n`, `\r`, `\t`, `\b` and `\f`. */
function isControlLetter(code: number): boolean {
  return code === 0x6e || code === 0x72 || code === 0x74 || code === 0x62 || code === 0x66;
}

/** A later byte of a UTF-8 character follows another escape: `%B4111` is no such byte. */
function isPercentEscape(text: string, index: number): boolean {
  const byte = hexByteAt(text, index + 1);
  return byte >= 0 && (byte < 0x80 || byte > 0xbf || codeAt(text, index - 3) === 0x25);
}

/** Whether `\u` and four hex digits stand at `index`. */
export function isUnicodeEscape(text: string, index: number): boolean {
  return codeAt(text, index) === 0x5c && codeAt(text, index + 1) === 0x75 &&
    hexByteAt(text, index + 2) >= 0 && hexByteAt(text, index + 4) >= 0;
}

/** The ASCII character that the escape at `index` stands for, of `escapeWidth` characters; or -1. */
export function escapedCode(text: string, index: number): number {
  const width = escapeWidth(text, index);
  if (width === 3) return hexByteAt(text, index + 1);
  if (width === 4) return hexByteAt(text, index + 2);
  if (width === 6 && hexByteAt(text, index + 2) === 0) return hexByteAt(text, index + 4);
  return -1;
}

/** The width of `code` at `index`, as itself or escaped; 0 where it does not stand there. */
export function widthOf(text: string, index: number, code: number): number {
  const here = codeAt(text, index);
  if (here === code) return 1;
  if (here !== 0x25 && here !== 0x5c) return 0;
  return escapedCode(text, index) === code ? escapeWidth(text, index) : 0;
}

/**
 * Characters outside ASCII that part words: no-break space, guillemets, general punctuation, and
 * the CJK and full-width forms of ASCII punctuation.
 */
export function isUnicodePunctuation(code: number): boolean {
  return code === 0xa0 || code === 0xab || code === 0xbb || code === 0xb7 ||
    (code >= 0x2000 && code <= 0x206f) || (code >= 0x3000 && code <= 0x303f) ||
    (code >= 0xff00 && code <= 0xff0f) || (code >= 0xff1a && code <= 0xff20) ||
    (code >= 0xff3b && code <= 0xff40) || (code >= 0xff5b && code <= 0xff65) || code === 0xfeff;
}

/** Whether the ASCII `word` stands at `index`, in any case; `word` is lower case. */
export function hasWordAt(text: string, index: number, word: string): boolean {
  if (index < 0 || index + word.length > text.length) return false;
  for (let i = 0; i < word.length; i++) {
    const expected = word.charCodeAt(i);
    const code = text.charCodeAt(index + i);
    if (code !== expected && !(isLower(expected) && code === expected - 0x20)) return false;
  }
  return true;
}
