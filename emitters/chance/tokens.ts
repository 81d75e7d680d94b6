/**
 * Random identifiers as real systems write them, and nothing that could be taken for personal data:
 * a run of digits is never longer than three, so no identifier can pass for a card or an account.
 *
 * Text is put together from precomputed groups of a few characters, two groups to a draw.
 */
import type { Random } from "./random.ts";

export const DIGITS = "0123456789";
export const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const LOWER = "abcdefghijklmnopqrstuvwxyz";

/** Four hexadecimal digits, of which the last is a letter. */
const HEX_GROUPS: readonly string[] = Array.from(
  { length: 4096 },
  (_, i) => i.toString(16).padStart(3, "0") + "abcdef"[i % 6],
);

/** Three characters of base 36, of which the last is a letter. */
const WORD_GROUPS: readonly string[] = Array.from(
  { length: 1296 },
  (_, i) => i.toString(36).padStart(2, "0") + LOWER[i % LOWER.length],
);

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
    hex: createGroups(random, HEX_GROUPS),
    word: createGroups(random, WORD_GROUPS),
    between: (min, end) => min + random.int(end - min),
  };
}

/** Draws texts of any length from `alphabet`, each character as likely: for secrets and numbers. */
export function createText(random: Random, alphabet: string): (length: number) => string {
  const letters = [...alphabet];
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  const draw = createGroups(random, pairs);
  return (length) => draw(length >> 1) + (length % 2 === 1 ? random.pick(letters) : "");
}

/** Joins `count` groups; their number squared must stay below 2^32. */
function createGroups(random: Random, groups: readonly string[]): (count: number) => string {
  const size = groups.length;
  return (count) => {
    let text = "";
    for (let left = count; left > 1; left -= 2) {
      const both = random.int(size * size);
      const first = Math.floor(both / size);
      text += groups[first]! + groups[both - first * size];
    }
    return count % 2 === 1 ? text + groups[random.int(size)] : text;
  };
}
