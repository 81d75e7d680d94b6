/**
 * Random identifiers as real systems write them, and nothing that could be taken for personal data:
 * a run of digits is never longer than three, so no identifier can pass for a card or an account.
 */
import type { Random } from "./random.ts";

const HEX = "0123456789abcdef";
const BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz";

/** Four hexadecimal digits, of which the last is a letter. */
const HEX_GROUPS: readonly string[] = Array.from(
  { length: 4096 },
  (_, i) => i.toString(16).padStart(3, "0"),
).flatMap((head) => ["a", "b", "c", "d", "e", "f"].map((tail) => head + tail));

/** Three characters of base 36, of which the last is a letter. */
const WORD_GROUPS: readonly string[] = Array.from(
  { length: 1296 },
  (_, i) => i.toString(36).padStart(2, "0"),
).flatMap((head) => [...BASE36.slice(10)].map((tail) => head + tail));

export interface Tokens {
  /** `4 × groups` hexadecimal digits. */
  hex(groups: number): string;
  /** `3 × groups` lower-case letters and digits. */
  word(groups: number): string;
  /** A whole number from `min` up to, but not including, `end`. */
  between(min: number, end: number): number;
}

export function createTokens(random: Random): Tokens {
  return {
    hex(groups) {
      let text = "";
      for (let i = 0; i < groups; i++) text += HEX_GROUPS[random.int(HEX_GROUPS.length)];
      return text;
    },
    word(groups) {
      let text = "";
      for (let i = 0; i < groups; i++) text += WORD_GROUPS[random.int(WORD_GROUPS.length)];
      return text;
    },
    between: (min, end) => min + random.int(end - min),
  };
}

/** `length` characters of `alphabet`, each as likely. For secrets and addresses, not for ids. */
export function drawText(random: Random, alphabet: string, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += alphabet[random.int(alphabet.length)];
  return text;
}

export const DIGITS = "0123456789";
export const HEX_DIGITS = HEX;
export const LETTERS_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const LETTERS_LOWER = "abcdefghijklmnopqrstuvwxyz";
export const ALNUM = DIGITS + LETTERS_UPPER + LETTERS_LOWER;
