/**
 * International bank account numbers. `DE89 3704 0044 0532 0130 00 → DE***3000`: the country and the
 * last four characters stay.
 *
 * Matches what ISO 13616-1 and the SWIFT registry describe: a country code, two check digits, an
 * account of that country's length, remainder 97 (ISO/IEC 7064, MOD 97-10); in one run, or in
 * groups of four parted by one space, dash, `+`, no-break space or `%20`; in either case. A few
 * countries that use the form without being registered are in the table.
 *
 * Does not match: groups of another size; text that is glued to letters or digits, but for upper case
 * without separators, which may be glued on one side. A random text of the right country and length
 * passes once in 97.
 */
import { type Detector, DIGITS, DIGITS_RUN_MAX, GLANCE, LOWER, UPPER } from "./detector.ts";
import {
  codeAt,
  isAfterEscape,
  isAlphanumeric,
  isDigit,
  isLetter,
  isLower,
  isUpper,
} from "./characters.ts";

const GROUP_CHARS = 4;
const KEPT_CHARS = 4;
const SEPARATOR = /%20|[^0-9A-Za-z]/g;
const LETTERS = 26;
/** Country and length of its IBANs. */
const LENGTHS =
  "AD24 AE23 AL28 AO25 AT20 AZ28 BA20 BE16 BF28 BG22 BH22 BI27 BJ28 BR29 BY28 CF27 CG27 CH21 CI28 " +
  "CM27 CR22 CV25 CY28 CZ24 DE22 DJ27 DK18 DO28 DZ26 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GA27 GB22 " +
  "GE22 GI23 GL18 GQ27 GR27 GT28 GW25 HN28 HR21 HU28 IE22 IL23 IQ23 IR26 IS26 IT27 JO30 KM27 KW30 " +
  "KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MA28 MC27 MD24 ME22 MG27 MK19 ML28 MN20 MR27 MT31 MU30 " +
  "MZ25 NE28 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 " +
  "SK24 SM27 SN28 SO23 ST25 SV28 TD27 TG28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";

/** Two check digits, and as much of the account as is digits. */
const RUNS_FROM_TWO = Array.from({ length: DIGITS_RUN_MAX - 1 }, (_, i) => i + 2);

export const iban: Detector = {
  kind: "iban",
  triggers: [{ on: DIGITS, before: UPPER + LOWER, runChars: RUNS_FROM_TWO }],
  find(text, at, found) {
    const second = codeAt(text, at - 1);
    if (!isLetter(second)) return false;
    const first = codeAt(text, at - 2);
    if (!(isUpper(first) && isUpper(second)) && !(isLower(first) && isLower(second))) return false;
    const length = lengths[((first | 0x20) - 0x61) * LETTERS + (second | 0x20) - 0x61]!;
    if (length === 0) return false;
    const start = at - 2;
    if (isLower(first) && isGlued(text, start)) return false; // hexadecimal, mostly
    const end = accountEnd(text, start, length);
    if (end < 0 || remainder97(text, start, end) !== 1) return false;
    found.start = start;
    found.end = end;
    return true;
  },
  mask(text, start, end) {
    const account = text.slice(start, end).replaceAll(SEPARATOR, "");
    return `${account.slice(0, 2)}***${account.slice(-KEPT_CHARS)}`;
  },
  glance(bytes, at) {
    const second = bytes[at - 1]!;
    const country = ((bytes[at - 2]! | 0x20) - 0x61) * LETTERS + (second | 0x20) - 0x61;
    const isGlued = !isUpper(second) && isAlphanumeric(bytes[at - 3]!);
    return lengths[country]! > 0 && !isGlued ? GLANCE.unsure : GLANCE.nothing;
  },
};

const lengths = lengthTable();

function lengthTable(): Uint8Array {
  const table = new Uint8Array(LETTERS * LETTERS);
  for (const entry of LENGTHS.split(" ")) {
    const row = entry.charCodeAt(0) - 0x41;
    table[row * LETTERS + entry.charCodeAt(1) - 0x41] = Number(entry.slice(2));
  }
  return table;
}

/** Where `length` letters and digits from `start` end; -1 if there are not so many, or more. */
function accountEnd(text: string, start: number, length: number): number {
  let index = start;
  let separators = 0;
  for (let count = 0; count < length; count++) {
    if (count > 0 && count % GROUP_CHARS === 0) {
      const width = separatorWidth(text, index);
      if (width > 0) separators++;
      index += width;
    }
    if (!isAlphanumeric(codeAt(text, index))) return -1;
    index++;
  }
  const isGluedBefore = isGlued(text, start);
  const isGluedAfter = isAlphanumeric(codeAt(text, index));
  const isCompact = separators === 0 && isUpper(text.charCodeAt(start));
  if (isCompact ? isGluedBefore && isGluedAfter : isGluedBefore || isGluedAfter) return -1;
  return index;
}

function isGlued(text: string, start: number): boolean {
  return isAlphanumeric(codeAt(text, start - 1)) && !isAfterEscape(text, start);
}

function separatorWidth(text: string, index: number): number {
  const code = codeAt(text, index);
  if (code === 0x20 || code === 0x2d || code === 0x2b || code === 0xa0) return 1;
  return code === 0x25 && text.startsWith("%20", index) ? 3 : 0;
}

/** ISO/IEC 7064, MOD 97-10: the first four characters last, letters as 10 to 35. */
function remainder97(text: string, start: number, end: number): number {
  let remainder = 0;
  for (let i = start + 4; i < end; i++) {
    if (codeAt(text, i) === 0x25) i += 2;
    else remainder = append97(remainder, text.charCodeAt(i));
  }
  for (let i = start; i < start + 4; i++) remainder = append97(remainder, text.charCodeAt(i));
  return remainder;
}

function append97(remainder: number, code: number): number {
  if (isDigit(code)) return (remainder * 10 + code - 0x30) % 97;
  return isLetter(code) ? (remainder * 100 + (code | 0x20) - 0x61 + 10) % 97 : remainder;
}
