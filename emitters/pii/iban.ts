/**
 * Bank account numbers (ISO 13616): country, two check digits by ISO 7064 MOD 97-10, and the
 * country's BBAN of fixed length. Written without blanks, or printed in groups of four.
 */
import { createText, DIGITS, type Random, UPPER } from "../chance/mod.ts";

/** Country → letters of the bank code that open the BBAN, and digits that follow. */
const COUNTRIES: readonly (readonly [country: string, letters: number, digits: number])[] = [
  ["PL", 0, 24],
  ["DE", 0, 18],
  ["FR", 0, 23],
  ["ES", 0, 20],
  ["GB", 4, 14],
  ["NL", 4, 10],
  ["CH", 0, 17],
  ["NO", 0, 11],
];

export function createIbans(random: Random): () => string {
  const drawLetters = createText(random, UPPER);
  const drawDigits = createText(random, DIGITS);
  return () => {
    const [country, letters, digits] = random.pick(COUNTRIES);
    const bban = drawLetters(letters) + drawDigits(digits);
    const check = 98 - mod97(`${bban}${country}00`);
    const compact = `${country}${check < 10 ? "0" : ""}${check}${bban}`;
    return random.chance(0.5) ? compact : inGroupsOfFour(compact);
  };
}

/** Whether the check digits of an IBAN without blanks are right. */
export function isIban(text: string): boolean {
  return mod97(text.slice(4) + text.slice(0, 4)) === 1;
}

/** The remainder of the number that `text` spells, letters counting from A = 10. */
function mod97(text: string): number {
  let remainder = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    remainder = code >= 65 ? (remainder * 100 + code - 55) % 97 : (remainder * 10 + code - 48) % 97;
  }
  return remainder;
}

function inGroupsOfFour(text: string): string {
  let spaced = text.slice(0, 4);
  for (let at = 4; at < text.length; at += 4) spaced += ` ${text.slice(at, at + 4)}`;
  return spaced;
}
