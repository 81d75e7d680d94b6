/**
 * Payment card numbers (ISO/IEC 7812): the prefix of a scheme, random digits, a check digit by Luhn.
 * Written as they are (`4111…`), in blocks (`4111 1111 …`, `4111-1111-…`), or as a JSON number:
 * every scheme here stays below 2^53.
 */
import type { Random } from "../random.ts";
import { DIGITS, drawText } from "../tokens.ts";

interface Scheme {
  readonly prefixes: readonly string[];
  /** Lengths of the printed blocks; their sum is the length of the number. */
  readonly blocks: readonly number[];
}

const SCHEMES: readonly Scheme[] = [
  { prefixes: ["4"], blocks: [4, 4, 4, 4] }, // Visa
  { prefixes: ["51", "52", "53", "54", "55", "2221", "2720"], blocks: [4, 4, 4, 4] }, // Mastercard
  { prefixes: ["34", "37"], blocks: [4, 6, 5] }, // American Express
  { prefixes: ["6011", "65"], blocks: [4, 4, 4, 4] }, // Discover
  { prefixes: ["3528", "3589"], blocks: [4, 4, 4, 4] }, // JCB
  { prefixes: ["36"], blocks: [4, 6, 4] }, // Diners Club
];

/** Digits only, in blocks, or joined by hyphens. */
export function drawCard(random: Random): string {
  const scheme = random.pick(SCHEMES);
  const digits = drawDigits(random, scheme);
  const separator = random.pick(["", " ", "-"]);
  if (separator === "") return digits;
  let text = "";
  let at = 0;
  for (const length of scheme.blocks) {
    text += (at === 0 ? "" : separator) + digits.slice(at, at + length);
    at += length;
  }
  return text;
}

/** Digits only. */
export function drawCardNumber(random: Random): string {
  return drawDigits(random, random.pick(SCHEMES));
}

/** Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  return luhnSum(digits, false) % 10 === 0;
}

function drawDigits(random: Random, { prefixes, blocks }: Scheme): string {
  const prefix = random.pick(prefixes);
  const length = blocks.reduce((sum, block) => sum + block, 0);
  const body = prefix + drawText(random, DIGITS, length - prefix.length - 1);
  return body + String((10 - luhnSum(body, true) % 10) % 10);
}

/** Sums the digits from the right, each second one doubled; `doubleLast`: start with a double. */
function luhnSum(digits: string, doubleLast: boolean): number {
  let sum = 0;
  let double = doubleLast;
  for (let i = digits.length - 1; i >= 0; i--) {
    const value = digits.charCodeAt(i) - 48;
    sum += double ? (value > 4 ? 2 * value - 9 : 2 * value) : value;
    double = !double;
  }
  return sum;
}
