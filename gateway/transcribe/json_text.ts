/** Where things end in the bytes of JSON (RFC 8259), told without reading what they say. */

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const SPACE = 0x20;
export const LF = 0x0a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
const BACKSLASH = 0x5c;

export function blanksEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(bytes[at]!)) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === LF || code === 0x0d || code === 0x09;
}

/** Where the object at `at` ends, by its brackets; -1 if it does not. */
export function objectEnd(bytes: Uint8Array, at: number): number {
  let depth = 0;
  for (let i = at; i < bytes.length; i++) {
    const code = bytes[i]!;
    if (code === QUOTE) {
      for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
    else if ((code === CLOSE_OBJECT || code === CLOSE_ARRAY) && --depth === 0) return i + 1;
  }
  return -1;
}

/** `undefined` for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
