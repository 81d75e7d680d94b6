/** `name=value name="a b"`: the pairs of logfmt, CEF and LEEF are read with these. */
import {
  addNumber,
  addPart,
  FIELD_NAME_CHARS_MAX,
  type NamedParts,
  WRITTEN,
} from "../named_parts.ts";
import { isBlank, skipBlanks } from "./reader.ts";

const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Behind a name that an `=` follows; -1 for no such name. */
export function nameEnd(text: string, from: number, end: number): number {
  const limit = Math.min(end, from + FIELD_NAME_CHARS_MAX);
  for (let at = from; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === EQUALS) return at > from ? at : -1;
    if (!isNameCode(code)) return -1;
  }
  return -1;
}

/** Letters, digits and `_ . - @ / ( )`, and all that is not ASCII. */
function isNameCode(code: number): boolean {
  const letter = code | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f ||
    code === 0x2e || code === 0x2d || code === 0x40 || code === 0x2f || code === 0x28 ||
    code === 0x29 || code > 0x7f;
}

/** The quote that ends the string which begins behind `open`; -1 for none in the line. */
export function closingQuote(text: string, open: number, end: number): number {
  for (let at = open + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return -1;
}

/**
 * Adds the pairs of `text[from, end)`; -1 where anything else stands there. A name by itself is taken
 * as logfmt has it, `true`, only between pairs.
 */
export function readPairs(text: string, from: number, end: number, parts: NamedParts): boolean {
  let at = skipBlanks(text, from, end);
  while (at < end) {
    const equals = nameEnd(text, at, end);
    if (equals === -1) return false;
    const name = text.slice(at, equals);
    const start = equals + 1;
    if (text.charCodeAt(start) === QUOTE) {
      const close = closingQuote(text, start, end);
      if (close === -1) return false;
      const isEscaped = text.slice(start, close).includes("\\");
      addPart(parts, name, start + 1, close, isEscaped ? WRITTEN.escaped : WRITTEN.plain);
      at = close + 1;
      if (at < end && !isBlank(text.charCodeAt(at))) return false;
    } else {
      let past = start;
      while (past < end && !isBlank(text.charCodeAt(past))) past++;
      addNumber(parts, text, name, start, past);
      at = past;
    }
    at = skipBlanks(text, at, end);
  }
  return true;
}
