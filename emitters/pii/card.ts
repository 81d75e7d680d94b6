/**
 * Payment card numbers (ISO/IEC 7812): the prefix of a scheme, random digits, a check digit by Luhn.
 * Written as they are (`4111…`), in blocks (`4111 1111 …`, `4111-1111-…`), or as a JSON number:
 * every scheme here stays below 2^53.
 */
import { createText, DIGITS, type Random } from "../chance/mod.ts";

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

const SEPARATORS = ["", " ", "-"];

export interface CardSource {
  /** Digits only, in blocks, or joined by hyphens. */
  readonly card: () => string;
  /** Digits only. */
  readonly card_number: () => string;
}

export function createCards(random: Random): CardSource {
  const digits = createText(random, DIGITS);
  const number = ({ prefixes, blocks }: Scheme): string => {
    const prefix = random.pick(prefixes);
    const length = blocks.reduce((sum, block) => sum + block, 0);
    const body = prefix + digits(length - prefix.length - 1);
    return body + String((10 - luhnSum(body, true) % 10) % 10);
  };
  return {
    card: () => {
      const scheme = random.pick(SCHEMES);
      return inBlocks(number(scheme), scheme.blocks, random.pick(SEPARATORS));
    },
    card_number: () => number(random.pick(SCHEMES)),
  };
}

/** Whether the last digit is the check digit of the others (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  return luhnSum(digits, false) % 10 === 0;
}

function inBlocks(digits: string, blocks: readonly number[], separator: string): string {
  if (separator === "") return digits;
  let text = digits.slice(0, blocks[0]);
  for (let i = 1, at = text.length; i < blocks.length; at += blocks[i]!, i++) {
    text += separator + digits.slice(at, at + blocks[i]!);
  }
  return text;
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
