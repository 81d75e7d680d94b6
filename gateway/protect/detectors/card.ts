/**
 * Payment card numbers. `4111 1111 1111 1111 → ****1111`: the last four digits stay (PCI DSS,
 * requirement 3.4, allows them).
 *
 * Matches 13 to 19 digits that pass Luhn (ISO/IEC 7812-1, annex B), begin with a known issuer range
 * and have a length of that issuer: in one run, or in the groups in which cards are printed
 * (4-4-4-4, 4-4-4-4-1…3, 4-6-5, 4-6-4, 4-4-4-1…3), parted by one space, dash, dot, `+`, no-break
 * space or `%20` throughout. Also as JSON numbers (`maskCardNumber`).
 *
 * Does not match: a part of a longer run of digits; the digits after a decimal point; glued to
 * letters or `_` as ids are, lengths other than 15 and 16; nor anything after `_-`, which is an id
 * below zero (`blk_-5195120009388265`).
 *
 * One number in thirty of such a length and any content is a false positive: Luhn lets one in ten
 * pass, the issuer ranges about a third of these.
 */
import { type Detector, DIGITS, GLANCE, OUTSIDE } from "./detector.ts";
import { codeAt, isAfterEscape, isDigit, isWord } from "./characters.ts";

const DIGITS_MIN = 13;
const DIGITS_MAX = 19;
const STARS = "****";
const STAR = 0x2a;
const DASH = 0x2d;
const DOT = 0x2e;
const UNDERSCORE = 0x5f;
const SPACE = 0x20;
const PERCENT = 0x25;
const PLUS = 0x2b;
const OUTSIDE_CODE = OUTSIDE.charCodeAt(0);
const KEPT_DIGITS = 4;
const SEPARATOR = /%20|\D/g;

export const card: Detector = {
  kind: "card",
  triggers: [
    { on: DIGITS, runChars: [4], after: ` -.+%${OUTSIDE}` },
    { on: DIGITS, runChars: [13, 14, 15, 16, 17, 18, 19] },
  ],
  find(text, at, found) {
    const length = runLength(text, at);
    if (length < DIGITS_MIN && (length !== KEPT_DIGITS || !hasNextGroup(text, at))) return false;
    if (codeAt(text, at - 1) === DOT && isDigit(codeAt(text, at - 2))) return false;
    const end = length === KEPT_DIGITS ? groupedEnd(text, at) : runEnd(text, at, length);
    if (end < 0) return false;
    found.start = at;
    found.end = end;
    return true;
  },
  mask(text, start, end) {
    return STARS + text.slice(start, end).replaceAll(SEPARATOR, "").slice(-KEPT_DIGITS);
  },
  /** No card begins with four digits that no second group follows. */
  glance(bytes, at) {
    const after = bytes[at + KEPT_DIGITS]!;
    if (isDigit(after) || after === PERCENT || after >= OUTSIDE_CODE) return GLANCE.unsure;
    const isSeparator = after === SPACE || after === DASH || after === DOT || after === PLUS;
    const next = at + KEPT_DIGITS + 1;
    return isSeparator && isDigit(bytes[next]!) && isDigit(bytes[next + 2]!)
      ? GLANCE.unsure
      : GLANCE.nothing;
  },
};

/** One less than the shortest card. */
export const NUMBER_CHARS_MAX_BELOW_CARDS = DIGITS_MIN - 1;

/** The mask of a number that is a card, given as JSON text; `undefined` for one that is none. */
export function maskCardNumber(json: string): string | undefined {
  const digits = wholeDigits(json);
  const isNumber = digits.length >= DIGITS_MIN && digits.length <= DIGITS_MAX &&
    isCard(digits, 0, digits.length, digits.length);
  return isNumber ? STARS + digits.slice(-KEPT_DIGITS) : undefined;
}

/** The digits of a number without its sign; also of `4111111111111111.0` and `4.2e15`. */
function wholeDigits(json: string): string {
  const unsigned = json.startsWith("-") ? json.slice(1) : json;
  if (!/[.eE]/.test(unsigned)) return unsigned;
  const value = Number(unsigned);
  return Number.isSafeInteger(value) ? String(value) : "";
}

/** The quick way out of `2026-05-01`: three digits or more follow the separator. */
function hasNextGroup(text: string, at: number): boolean {
  const next = at + KEPT_DIGITS + separatorWidth(text, at + KEPT_DIGITS);
  return isDigit(codeAt(text, next)) && isDigit(codeAt(text, next + 2));
}

function runLength(text: string, at: number): number {
  let length = 0;
  while (length <= DIGITS_MAX && isDigit(codeAt(text, at + length))) length++;
  return length;
}

function runEnd(text: string, at: number, length: number): number {
  if (length > DIGITS_MAX) return -1;
  const end = at + length;
  if (length !== 15 && length !== 16 && isGlued(text, at, end)) return -1;
  if (codeAt(text, at - 1) === DASH && codeAt(text, at - 2) === UNDERSCORE) return -1;
  return isCard(text, at, end, length) ? end : -1;
}

function isGlued(text: string, start: number, end: number): boolean {
  return (isWord(codeAt(text, start - 1)) && !isAfterEscape(text, start)) ||
    isWord(codeAt(text, end));
}

/** Where a card that is printed in groups ends; the longest that is valid. */
function groupedEnd(text: string, at: number): number {
  if (isMaskTail(text, at)) return -1;
  const separator = separatorWidth(text, at + 4);
  if (separator === 0) return -1;
  const second = groupAfter(text, at + 4, at + 4, separator);
  if (second.length === 6) {
    const third = groupAfter(text, at + 4, second.end, separator);
    const digits = 10 + third.length;
    return (third.length === 5 || third.length === 4) && isCard(text, at, third.end, digits)
      ? third.end
      : -1;
  }
  if (second.length !== 4) return -1;
  const third = groupAfter(text, at + 4, second.end, separator);
  if (third.length !== 4) return -1;
  const fourth = groupAfter(text, at + 4, third.end, separator);
  if (fourth.length < 1 || fourth.length > 4) return -1;
  if (fourth.length === 4) {
    const fifth = groupAfter(text, at + 4, fourth.end, separator);
    if (
      fifth.length >= 1 && fifth.length <= 3 && isCard(text, at, fifth.end, 16 + fifth.length)
    ) return fifth.end;
  }
  return isCard(text, at, fourth.end, 12 + fourth.length) ? fourth.end : -1;
}

/** The last four digits of a mask (`****1111`, `DE***3000`) begin no card. */
function isMaskTail(text: string, at: number): boolean {
  return codeAt(text, at - 1) === STAR && codeAt(text, at - 2) === STAR &&
    codeAt(text, at - 3) === STAR;
}

function separatorWidth(text: string, index: number): number {
  const code = codeAt(text, index);
  if (code === 0x20 || code === DASH || code === DOT || code === 0x2b || code === 0xa0) return 1;
  return code === 0x25 && text.startsWith("%20", index) ? 3 : 0;
}

interface Group {
  readonly length: number;
  readonly end: number;
}

const NO_GROUP: Group = { length: 0, end: -1 };

/** The digits after the separator at `index`, if it is the same as the one at `first`. */
function groupAfter(text: string, first: number, index: number, width: number): Group {
  if (separatorWidth(text, index) !== width || text.charCodeAt(index) !== text.charCodeAt(first)) {
    return NO_GROUP;
  }
  const length = runLength(text, index + width);
  return { length, end: index + width + length };
}

function isCard(text: string, start: number, end: number, digits: number): boolean {
  return digits >= DIGITS_MIN && hasIssuer(text, start, digits) && passesLuhn(text, start, end);
}

/** ISO/IEC 7812-1, annex B; skips what parts groups. */
function passesLuhn(text: string, start: number, end: number): boolean {
  let sum = 0;
  let isDoubled = false;
  let last = end;
  for (let i = end - 1; i >= start; i--) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) continue;
    if (text.charCodeAt(i - 2) === 0x25 && digit === 0 && text.startsWith("%20", i - 2)) {
      i -= 2;
      continue;
    }
    const weighted = isDoubled ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
    isDoubled = !isDoubled;
    last = i;
  }
  return last < end && sum % 10 === 0;
}

/** Whether an issuer gives out cards that begin with these four digits and are this long. */
function hasIssuer(text: string, start: number, digits: number): boolean {
  const four = Number(text.slice(start, start + 4));
  const two = Math.floor(four / 100);
  const three = Math.floor(four / 10);
  const is16To19 = digits >= 16;
  switch (Math.floor(two / 10)) {
    case 2: // Mastercard, Mir
      return (four >= 2221 && four <= 2720 && digits === 16) ||
        (four >= 2200 && four <= 2204 && is16To19);
    case 3: // American Express; JCB; Diners Club
      if (two === 34 || two === 37) return digits === 15;
      if (four >= 3528 && four <= 3589) return is16To19;
      return ((three >= 300 && three <= 305) || four === 3095 || two === 36 || two >= 38) &&
        (digits === 14 || is16To19);
    case 4: // Visa
      return digits === 13 || digits === 16 || digits >= 18;
    case 5: // Mastercard; Maestro
      return two >= 51 && two <= 55 ? digits === 16 : two !== 59 && two !== 52;
    case 6: // Discover, UnionPay, RuPay, Maestro
      if (four === 6011 || two === 65 || (three >= 644 && three <= 649)) return is16To19;
      if (two === 62 || two === 60) return is16To19;
      return two === 63 || two === 67;
    case 8: // UnionPay, RuPay
      return (two === 81 || two === 82) && is16To19;
    case 9: // Troy
      return four === 9792 && digits === 16;
    default:
      return false;
  }
}
