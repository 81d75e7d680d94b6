/**
 * Numbers of JSON (RFC 8259, section 6) as they stand in a body, and as `JSON.stringify` writes them:
 * `1.0` is written `1`, and `1e3` is `1000`. Most are written so already, which is seen from their
 * digits alone.
 */

/** One less than the shortest payment card. */
const WHOLE_DIGITS_MAX = 12;
/** Digits up to which each number is written with just its own digits. */
const DIGITS_MAX = 15;
const ZERO = 0x30;
const MINUS = 0x2d;
const DOT = 0x2e;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/**
 * Where the number at `at` ends that `JSON.stringify` would write with the same characters, and that
 * is too short for a payment card; -1 for all others, which `readNumber` reads.
 */
export function plainNumberEnd(bytes: Uint8Array, at: number): number {
  let i = bytes[at] === MINUS ? at + 1 : at;
  const start = i;
  if (bytes[i] === ZERO) {
    i++;
    if (bytes[i] !== DOT) return i - at === 1 && !isOfNumber(bytes[i]!) ? i : -1;
    if (!isDigit(bytes[i + 1]!) || bytes[i + 1] === ZERO) return -1; // 0.0000001 is 1e-7
  } else {
    while (isDigit(bytes[i]!)) i++;
  }
  const whole = i - start;
  if (whole === 0 || whole > WHOLE_DIGITS_MAX) return -1;
  if (bytes[i] !== DOT) return isOfNumber(bytes[i]!) ? -1 : i;
  const dot = i++;
  while (isDigit(bytes[i]!)) i++;
  const fraction = i - dot - 1;
  if (fraction === 0 || whole + fraction > DIGITS_MAX || bytes[i - 1] === ZERO) return -1;
  return isOfNumber(bytes[i]!) ? -1 : i;
}

/** The same for a number that is whole, and not negative. */
export function wholeNumberEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (isDigit(bytes[end]!)) end++;
  const digits = end - at;
  const isPlain = digits > 0 && digits <= WHOLE_DIGITS_MAX && (digits === 1 || bytes[at] !== ZERO);
  return isPlain ? end : -1;
}

/** Where the characters end of which a number at `at` could be made. */
export function numberEnd(bytes: Uint8Array, at: number): number {
  let i = at;
  while (i < bytes.length && isOfNumber(bytes[i]!)) i++;
  return i;
}

/** The number that `text` is; `undefined` when it is none. */
export function readNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39;
}

/** A digit, or one of `+-.eE`. */
function isOfNumber(code: number): boolean {
  return isDigit(code) || code === 0x2b || code === MINUS || code === DOT || (code | 0x20) === 0x65;
}
