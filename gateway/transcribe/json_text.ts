/** JSON (RFC 8259) by its characters: where things end, and whether they are what they have to be. */

import type { Source } from "./source.ts";

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const SPACE = 0x20;
export const LF = 0x0a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
export const BACKSLASH = 0x5c;
const ZERO = 0x30;
const MINUS = 0x2d;
const DOT = 0x2e;

export function blanksEnd(codes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(codes[at]!)) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === LF || code === 0x0d || code === 0x09;
}

/** Where the array or object at `at` ends, by its brackets; -1 if it does not. */
export function bracketsEnd(codes: Uint8Array, at: number): number {
  let depth = 0;
  for (let i = at; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === QUOTE) {
      for (i++; i < codes.length && codes[i] !== QUOTE; i++) if (codes[i] === BACKSLASH) i++;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
    else if ((code === CLOSE_OBJECT || code === CLOSE_ARRAY) && --depth === 0) return i + 1;
  }
  return -1;
}

/** Where the quote stands that ends the string that begins at `at`; -1 where it does not end. */
export function closingQuote(codes: Uint8Array, at: number): number {
  for (let i = at; i < codes.length; i++) {
    if (codes[i] === QUOTE) return i;
    if (codes[i] === BACKSLASH) i++;
  }
  return -1;
}

/** Behind the string at `at` and its quotes; -1 where it is none. */
export function stringEnd({ codes, text }: Source, at: number): number {
  let i = at + 1;
  while (codes[i]! >= SPACE && codes[i] !== QUOTE && codes[i] !== BACKSLASH) i++;
  if (codes[i] === QUOTE) return i + 1;
  const close = codes[i] === BACKSLASH ? closingQuote(codes, i) : -1;
  return close !== -1 && parseJson(text.slice(at, close + 1)) !== undefined ? close + 1 : -1;
}

/** Where the number at `at` ends (section 6); -1 where there is none. */
export function numberEnd(codes: Uint8Array, at: number): number {
  let i = codes[at] === MINUS ? at + 1 : at;
  if (codes[i] === ZERO) i++;
  else if ((i = digitsEnd(codes, i)) === -1) return -1;
  if (codes[i] === DOT && (i = digitsEnd(codes, i + 1)) === -1) return -1;
  if ((codes[i]! | SPACE) === 0x65) {
    const isSigned = codes[i + 1] === 0x2b || codes[i + 1] === MINUS;
    i = digitsEnd(codes, isSigned ? i + 2 : i + 1);
  }
  return i;
}

function digitsEnd(codes: Uint8Array, at: number): number {
  let i = at;
  while (isDigit(codes[i]!)) i++;
  return i === at ? -1 : i;
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

/** `undefined` for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The text of a value of JSON that is whole, as `JSON.stringify` writes it, but for its numbers. */
export function compactJson(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|[ \t\r\n]+/g, (part) => {
    if (part.charCodeAt(0) !== QUOTE) return "";
    return part.includes("\\") ? JSON.stringify(JSON.parse(part)) : part;
  });
}
