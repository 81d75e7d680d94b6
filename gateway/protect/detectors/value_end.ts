/**
 * Where a secret's value ends in a text: at its closing quote, or where the text goes on with
 * something else, or at the end of the line. Where in doubt it is longer: what follows a password is
 * cheaper to lose than a part of it to show.
 *
 * ```
 * password="a\"b" next         quoted     → a\"b
 * user=x,password=a,b,host=db  unquoted   → a,b     (`host=` is another field)
 * Cookie: a=b; c=d             to the end of the line
 * ```
 */
import type { Span } from "./detector.ts";
import { codeAt, escapedCode, escapeWidth, isBlank, isWord } from "./characters.ts";

const EQUALS = 0x3d;
const COLON = 0x3a;
const GREATER = 0x3e;
const LESS = 0x3c;
const DASH = 0x2d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKTICK = 0x60;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
export const NAME_CHARS_MAX = 64;

/** A value in quotes that are escaped by any number of backslashes, or are `%22`. */
export function findQuoted(text: string, start: number, found: Span): boolean {
  if (text.startsWith("%22", start)) {
    const close = text.indexOf("%22", start + 3);
    found.start = start + 3;
    found.end = close < 0 ? text.length : close;
    return true;
  }
  let open = start;
  while (codeAt(text, open) === BACKSLASH) open++;
  const quote = codeAt(text, open);
  if (quote !== QUOTE && quote !== APOSTROPHE && quote !== BACKTICK) return false;
  const escapes = open - start;
  found.start = open + 1;
  found.end = text.length;
  const mark = text.charAt(open);
  for (
    let close = text.indexOf(mark, open + 1);
    close >= 0;
    close = text.indexOf(mark, close + 1)
  ) {
    let backslashes = 0;
    while (close - backslashes - 1 > open && codeAt(text, close - backslashes - 1) === BACKSLASH) {
      backslashes++;
    }
    if (backslashes <= escapes) {
      found.end = close - backslashes;
      break;
    }
  }
  return true;
}

/** `isEscaped`: the text is percent-encoded, so that `%26` and the like end a value too. */
export function unquotedEnd(text: string, start: number, isEscaped: boolean): number {
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (isBlank(code) || code === QUOTE || code === APOSTROPHE || code === BACKTICK) break;
    if (code === 0x26 || (code === LESS && end > start)) break;
    if ((code === 0x2c || code === 0x3b || code === 0x7c) && isFieldEnd(text, end + 1)) break;
    if (isCloser(code) && isAfterCloser(text, end + 1)) break;
    if (code === BACKSLASH && isTextEscape(text, end)) break;
    if (isEscaped && code === PERCENT && isPercentEnd(escapedCode(text, end))) break;
  }
  return end;
}

/** Whether the text after a `,;|` goes on with something else: a blank, the end, `name=`. */
function isFieldEnd(text: string, index: number): boolean {
  let end = index;
  while (
    end - index < NAME_CHARS_MAX && isNameCode(codeAt(text, end)) && codeAt(text, end) !== COLON
  ) {
    end++;
  }
  const code = codeAt(text, end);
  if (end > index) return code === EQUALS || code === COLON;
  return code < 0 || isBlank(code) || code === QUOTE || code === APOSTROPHE || code === BACKSLASH ||
    isCloser(code);
}

/** `)`, `]`, `}` or `>`. */
function isCloser(code: number): boolean {
  return code === 0x29 || code === 0x5d || code === 0x7d || code === GREATER;
}

function isAfterCloser(text: string, index: number): boolean {
  const code = codeAt(text, index);
  return code < 0 || isBlank(code) || isCloser(code) || code === 0x2c || code === 0x3b ||
    code === 0x2e || code === COLON || code === QUOTE || code === APOSTROPHE || code === BACKSLASH;
}

/** `\n`, `\"` and the like, which end a value inside of JSON. */
function isTextEscape(text: string, index: number): boolean {
  const next = codeAt(text, index + 1);
  if (next === QUOTE || next === APOSTROPHE || next === BACKSLASH) return true;
  if (next === 0x6e || next === 0x72 || next === 0x74) return true;
  return escapeWidth(text, index) > 1;
}

/** The blanks, quotes and `&` of a text that is percent-encoded as a whole. */
function isPercentEnd(code: number): boolean {
  return code >= 0 && (isBlank(code) || code === QUOTE || code === 0x26);
}

/** A line ends at its end, or inside of JSON at `\n`. */
export function lineEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && !isLineEnd(text, end)) end++;
  return end;
}

/** A line feed or carriage return, also as `\\n` or `\\r`; not the end of the text. */
export function isLineEnd(text: string, index: number): boolean {
  const code = codeAt(text, index);
  if (code === 0x0a || code === 0x0d) return true;
  const next = code === BACKSLASH ? codeAt(text, index + 1) : -1;
  return next === 0x6e || next === 0x72;
}

/** What names of fields, flags and elements are made of. */
export function isNameCode(code: number): boolean {
  return isWord(code) || code === DASH || code === 0x2e || code === COLON;
}
