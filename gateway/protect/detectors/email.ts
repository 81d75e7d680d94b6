/**
 * E-mail addresses. `john@example.com → j***@example.com`: the first character and the domain stay.
 *
 * Matches (RFC 5321 and 6531, as mail is really addressed):
 * - a dot-atom before the `@`, with plus tags and all of `!#$%'*+-.^_~`, and any letter of Unicode;
 * - `"john doe"@example.com`, which becomes `"***"@example.com`;
 * - a domain of two or more labels, internationalised or in `xn--` form, whose last label is a
 *   letter and more; or an address literal, `[192.0.2.1]`, `[IPv6:2001:db8::1]`;
 * - `%40`, `\u0040` and `\x40` for the `@`, as in URLs, escaped JSON and web server logs;
 * - VERP (`bounce+john=example.com@lists.example.org`): up to the `=` only if a `+` stands before it.
 *
 * Does not match: `user@localhost` (no dot), `package@1.2.3` (no such top-level domain),
 * `object@1a2b3c`, `user@192.0.2.1` (a login, and its address is masked as one).
 *
 * `= / ? & { | } \`` end the local part although RFC 5321 allows them: in logs they part fields.
 *
 * The whole local part is found however long it is. It ends at the previous `@`, so that over one
 * text each character is walked back over once.
 */
import {
  ALPHANUMERIC,
  type Cut,
  type Detector,
  GLANCE,
  type Glance,
  MASK,
  OUTSIDE,
} from "./detector.ts";
import {
  codeAt,
  escapedCode,
  escapeWidth,
  hexByteAt,
  isAlphanumeric,
  isDigit,
  isLetter,
  isUnicodeEscape,
  isUnicodePunctuation,
  widthOf,
} from "./characters.ts";

const AT = 0x40;
const DOT = 0x2e;
const STAR = 0x2a;
const PERCENT = 0x25;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const APOSTROPHE = 0x27;
const EQUALS = 0x3d;
const PLUS = 0x2b;
/** RFC 5321, section 4.5.3.1.1, and the quotes. */
const QUOTED_LOCAL_CHARS_MAX = 66;
const LITERAL_CHARS_MAX = 64;
const LABEL_CHARS_MAX = 63;
const LOCAL_PUNCTUATION = "!#$%*+-.^_~";

/**
 * An empty finding, `start === end`, says: here is the `@` of an address whose local part is not
 * in the text. The scan drops it, unless a finding ends right there (see `../scan.ts`).
 */
export const email: Detector = {
  kind: "email",
  triggers: [
    { on: "@", after: `${ALPHANUMERIC}_[${OUTSIDE}` },
    { on: "%", after: "4" },
    { on: "\\", after: "ux" },
  ],
  find(text, at, found) {
    const width = widthOf(text, at, AT);
    if (width === 0 || !hasDomain(text, at + width)) return false;
    found.start = localStart(text, at);
    found.end = at;
    found.reading.steps += at - found.start;
    return true;
  },
  mask(text, start, end) {
    const first = text.charCodeAt(start);
    if (isOnlyStars(text, start, end)) return text.slice(start, end);
    if (first === QUOTE && codeAt(text, end - 1) === QUOTE) {
      let close = end - 1;
      while (close - 1 > start && codeAt(text, close - 1) === BACKSLASH) close--;
      return `"***${text.slice(close, end)}`;
    }
    if (first === PERCENT) return MASK;
    const kept = first < 0x80 ? text.charAt(start) : String.fromCodePoint(text.codePointAt(start)!);
    return kept + MASK;
  },
  glance,
};

function isOnlyStars(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) !== STAR) return false;
  return true;
}

function localStart(text: string, at: number): number {
  if (codeAt(text, at - 1) === QUOTE) return quotedStart(text, at);
  let start = atomStart(text, at);
  if (codeAt(text, start - 1) === EQUALS) {
    const verp = atomStart(text, start - 1);
    if (hasPlus(text, verp + 1, start - 1)) start = verp;
  }
  return skipLeading(text, start, at);
}

function hasPlus(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) === PLUS) return true;
  return false;
}

/** The first of the characters before `end` that can all stand in a dot-atom. */
function atomStart(text: string, end: number): number {
  let start = end;
  while (start > 0) {
    const code = text.charCodeAt(start - 1);
    if (code === PERCENT && hexByteAt(text, start) >= 0 && start + 2 <= end) {
      const escaped = escapedCode(text, start - 1);
      if (!isLocal(escaped) && escaped < 0x80) return start + 2;
    } else if (code === APOSTROPHE) {
      if (!isAlphanumeric(codeAt(text, start - 2))) return start;
    } else if (!isLocal(code)) return start;
    start--;
  }
  return start;
}

/** A `\n` or `\u003d` before an address is no part of it, nor is a leading dot. */
function skipLeading(text: string, from: number, at: number): number {
  let start = from;
  if (start > 0 && text.charCodeAt(start - 1) === BACKSLASH) {
    if (isUnicodeEscape(text, start - 1) && start + 5 <= at) start += 5;
    else if (escapeWidth(text, start - 1) === 4 && start + 3 <= at) start += 3;
    else if (start + 1 < at && "nrtbf".includes(text.charAt(start))) start += 1;
  }
  while (start < at && text.charCodeAt(start) === DOT) start++;
  return start;
}

function quotedStart(text: string, at: number): number {
  const lowest = Math.max(0, at - QUOTED_LOCAL_CHARS_MAX);
  for (let i = at - 2; i >= lowest; i--) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i === at - 2 ? at : i;
    if (code < 0x20) break;
  }
  return at;
}

function isLocal(code: number): boolean {
  return code < 0x80 ? localCodes[code] === 1 : !isUnicodePunctuation(code);
}

const localCodes = tableOf(ALPHANUMERIC + LOCAL_PUNCTUATION);

function tableOf(characters: string, size = 0x80): Uint8Array {
  const table = new Uint8Array(size);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Whether a domain stands at `index`: labels parted by dots, of which one can be a TLD. */
function hasDomain(text: string, index: number): boolean {
  if (codeAt(text, index) === 0x5b) return hasLiteral(text, index + 1);
  let start = index;
  let wasNumber = false;
  for (let labels = 0;; labels++) {
    let end = start;
    while (isLabel(codeAt(text, end))) end++;
    const length = end - start;
    if (length === 0 || length > LABEL_CHARS_MAX) return false;
    const first = text.charCodeAt(start);
    if (labels > 0 && length >= 2 && (isLetter(first) || first >= 0x80)) return true;
    // 83.11.x.x is a masked address, whose end is no top-level domain.
    if (wasNumber && length === 1 && (first | 0x20) === 0x78) return false;
    wasNumber = isDigit(codeAt(text, end - 1));
    const dot = dotWidth(text, end);
    if (dot === 0) return false;
    start = end + dot;
  }
}

function isLabel(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2d || code === 0x5f ||
    (code >= 0x80 && !isUnicodePunctuation(code));
}

/** RFC 3490, section 3.1: U+3002, U+FF0E and U+FF61 are dots too. */
function dotWidth(text: string, index: number): number {
  const code = codeAt(text, index);
  if (code === DOT || code === 0x3002 || code === 0xff0e || code === 0xff61) return 1;
  return code === PERCENT ? widthOf(text, index, DOT) : 0;
}

/** RFC 5321, section 4.1.3. */
function hasLiteral(text: string, index: number): boolean {
  if (!isAlphanumeric(codeAt(text, index))) return false;
  for (let i = index; i < index + LITERAL_CHARS_MAX; i++) {
    const code = codeAt(text, i);
    if (code === 0x5d) return i - index >= 7;
    if (!isAlphanumeric(code) && code !== DOT && code !== 0x3a) return false;
  }
  return false;
}

/**
 * Plain is `john.doe@example.com` alone, or after a blank, quote or bracket, or `name=`: letters, digits, `.`, `-`,
 * `_` and `+` before the `@`, and two labels of a domain behind it.
 */
function glance(bytes: Uint8Array, at: number, from: number, cut: Cut): Glance {
  if (bytes[at] !== AT || !isPlainDomain(bytes, at + 1)) return GLANCE.unsure;
  let start = at;
  while (start > from && plainCodes[bytes[start - 1]!] === 1) start--;
  const before = bytes[start - 1];
  const isApart = start === from || before === 0x20 || before === QUOTE || before === 0x28 ||
    before === 0x5b || (before === EQUALS && isPlainName(bytes, start - 1, from));
  if (!isApart || start === at || !isAlphanumeric(bytes[start]!)) return GLANCE.unsure;
  cut.start = start + 1;
  cut.end = at;
  cut.mask = MASK;
  return GLANCE.plain;
}

/** Whether letters, digits, `.`, `-` and `_` stand before `=`, and before these what parts words. */
function isPlainName(bytes: Uint8Array, equals: number, from: number): boolean {
  let start = equals;
  while (start > from && plainCodes[bytes[start - 1]!] === 1) {
    if (bytes[--start] === PLUS) return false;
  }
  const before = bytes[start - 1];
  return start < equals && (start === from || before === 0x20 || before === QUOTE ||
    before === 0x28 || before === 0x5b);
}

const plainCodes = tableOf(ALPHANUMERIC + "._+-", 0x100);

/** Bounded by the length of labels: beyond the text may be the rest of a longer one, without an end. */
function isPlainDomain(bytes: Uint8Array, from: number): boolean {
  let dot = from;
  while (dot - from <= LABEL_CHARS_MAX && isPlainLabel(bytes[dot]!)) dot++;
  if (dot === from || dot - from > LABEL_CHARS_MAX || bytes[dot] !== DOT) return false;
  let end = dot + 1;
  while (end - dot <= LABEL_CHARS_MAX + 1 && isLabel(bytes[end]!)) end++;
  return isLetter(bytes[dot + 1]!) && end - dot > 2 && end - dot - 1 <= LABEL_CHARS_MAX;
}

function isPlainLabel(code: number): boolean {
  return isAlphanumeric(code) || code === 0x2d;
}
