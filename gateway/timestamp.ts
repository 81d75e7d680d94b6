/**
 * Reads a timestamp in any of its common spellings and writes it as RFC 3339 in UTC, with three to
 * nine fractional digits: `2026-05-01T10:00:00.000Z`. Digits beyond the millisecond are kept.
 *
 * - RFC 3339 and its usual slips: a space or `t` for `T`, `+0200` or `+02` for `+02:00`, no zone
 *   (then UTC), a comma before the fraction, no seconds, the name of a zone that means one offset.
 * - epoch seconds, milliseconds, microseconds or nanoseconds, told apart by size, with or without a
 *   fraction.
 *
 * All of it is arithmetic on the digits as they stand: no pattern, no `Date`.
 */

import { ZONE_NAME_CHARS_MAX, zoneOffset } from "./zone_names.ts";

const ZERO = 0x30;
const SPACE = 0x20;
const PLUS = 0x2b;
const COMMA = 0x2c;
const HYPHEN = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const UPPER_T = 0x54;
const UPPER_Z = 0x5a;
const LOWER_BIT = 0x20;

const MINUTE_CHARS = "YYYY-MM-DDTHH:MM".length;
const SECOND_CHARS = MINUTE_CHARS + ":SS".length;
/** Characters of `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export const CANONICAL_CHARS = 24;
const FRACTION_DIGITS_MIN = 3;
const FRACTION_DIGITS_MAX = 9;
const DAY_MIN = 1440;
const DAY_SEC = 86_400;
const YEAR_MAX = 9999;
/** Longer texts are no timestamps: what has a fraction of so many digits is cut anyway. */
const CHARS_MAX = 128;

// Seconds reach 1e11 in the year 5138; one power of a thousand up for each finer unit.
const EPOCH_SECONDS_DIGITS_MAX = 11;
const EPOCH_MS_DIGITS_MAX = 14;
const EPOCH_US_DIGITS_MAX = 17;
const EPOCH_NS_DIGITS_MAX = 19;
const YEAR_10000_SEC = 253_402_300_800;

/** `00` to `99`. */
const TWO_DIGITS = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, "0"));

/**
 * The canonical spelling of the timestamp that is `text[start, end)`; `undefined` when that is none.
 * `codes` are the characters of the text.
 */
export function readTimestampAt(
  text: string,
  codes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  let from = start;
  let to = end;
  while (from < to && codes[from]! <= SPACE) from++;
  while (from < to && codes[to - 1]! <= SPACE) to--;
  if (to - from > CHARS_MAX) return undefined;
  return codes[from + 4] === HYPHEN && to - from >= MINUTE_CHARS
    ? readDateTime(text, codes, from, to)
    : readEpoch(text, codes, from, to);
}

const scratch = new Uint8Array(CHARS_MAX + 2);

/** The same for a text by itself. */
export function readTimestamp(value: string): string | undefined {
  const text = value.trim();
  if (text.length > CHARS_MAX) return undefined;
  for (let i = 0; i < text.length; i++) scratch[i] = Math.min(text.charCodeAt(i), 0x80);
  scratch[text.length] = 0;
  return readTimestampAt(text, scratch, 0, text.length);
}

/** The same for a number of JSON: also with an exponent. */
export function readEpochNumber(json: string): string | undefined {
  if (!/[-eE]/.test(json)) return readTimestamp(json);
  const value = Number(json);
  return readTimestamp(Number.isInteger(value) ? String(value) : value.toFixed(6));
}

function readDateTime(
  text: string,
  codes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  const year = twoDigits(codes, start) * 100 + twoDigits(codes, start + 2);
  const month = twoDigits(codes, start + 5);
  const day = twoDigits(codes, start + 8);
  const hour = twoDigits(codes, start + 11);
  const minute = twoDigits(codes, start + 14);
  const parting = codes[start + 10]!;
  const isDateTime = year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
    (day <= 28 || day <= daysInMonth(year, month)) && hour <= 23 && minute <= 59 &&
    codes[start + 7] === HYPHEN && codes[start + 13] === COLON &&
    (parting === UPPER_T || parting === SPACE || parting === (UPPER_T | LOWER_BIT));
  if (!isDateTime) return undefined;

  let at = start + MINUTE_CHARS;
  let second = 0;
  let fraction = -1;
  let fractionEnd = -1;
  if (at < end && codes[at] === COLON) {
    second = twoDigits(codes, at + 1);
    if (second > 60 || at + 3 > end) return undefined; // 60: a leap second, RFC 3339, section 5.7
    at += 3;
    if (at < end && (codes[at] === DOT || codes[at] === COMMA)) {
      fraction = ++at;
      while (at < end && isDigit(codes[at]!)) at++;
      if (at === fraction) return undefined;
      fractionEnd = at;
    }
  }
  const digits = fractionEnd - fraction;
  const isCanonical = parting === UPPER_T && codes[at] === UPPER_Z && at + 1 === end &&
    digits >= FRACTION_DIGITS_MIN && digits <= FRACTION_DIGITS_MAX && second < 60 &&
    codes[fraction - 1] === DOT;
  if (isCanonical) return text.slice(start, end);

  const offsetMin = readZone(text, codes, at, end);
  if (offsetMin === NO_ZONE) return undefined;
  const written = fraction === -1
    ? ".000Z"
    : `.${
      threeToNine(text.slice(fraction, Math.min(fractionEnd, fraction + FRACTION_DIGITS_MAX)))
    }Z`;
  if (offsetMin === 0 && second < 60) {
    const isWhole = codes[start + MINUTE_CHARS] === COLON;
    const clock = isWhole
      ? text.slice(start + 11, start + SECOND_CHARS)
      : `${text.slice(start + 11, start + MINUTE_CHARS)}:00`;
    return `${text.slice(start, start + 10)}T${clock}${written}`;
  }
  const total = hour * 60 + minute - offsetMin + (second === 60 ? 1 : 0);
  const shiftDays = Math.floor(total / DAY_MIN);
  const ofDay = total - shiftDays * DAY_MIN;
  const date = shiftDays === 0
    ? text.slice(start, start + 10)
    : dateOf(daysOf(year, month, day) + shiftDays);
  if (date === undefined) return undefined;
  return `${date}T${TWO_DIGITS[Math.floor(ofDay / 60)]!}:${TWO_DIGITS[ofDay % 60]!}:` +
    TWO_DIGITS[second === 60 ? 0 : second]! + written;
}

const NO_ZONE = DAY_MIN;

/** What follows a time, as minutes ahead of UTC: nothing, a word for UTC, or an offset. */
function readZone(text: string, codes: Uint8Array, from: number, end: number): number {
  const at = codes[from] === SPACE ? from + 1 : from;
  const left = end - at;
  const sign = codes[at];
  if (left === 0) return at === from ? 0 : NO_ZONE;
  if (left === 1) return (sign! & ~LOWER_BIT) === UPPER_Z ? 0 : NO_ZONE;
  if (sign !== PLUS && sign !== HYPHEN) {
    if (left === 3 && isUtc(codes, at)) return 0;
    const offset = left > ZONE_NAME_CHARS_MAX ? undefined : zoneOffset(text.slice(at, end));
    if (offset === undefined || offset === null) return NO_ZONE;
    return offset === "Z"
      ? 0
      : Number(`${offset[0]}1`) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4)));
  }
  const hours = twoDigits(codes, at + 1);
  const minutesAt = codes[at + 3] === COLON ? at + 4 : at + 3;
  const minutes = left === 3 ? 0 : twoDigits(codes, minutesAt);
  const isWhole = left === 3 || end === minutesAt + 2;
  if (!isWhole || hours > 23 || minutes > 59) return NO_ZONE;
  return (sign === HYPHEN ? -1 : 1) * (hours * 60 + minutes);
}

/** `UTC` or `GMT`. */
function isUtc(codes: Uint8Array, at: number): boolean {
  const first = codes[at];
  return first === 0x55
    ? codes[at + 1] === UPPER_T && codes[at + 2] === 0x43
    : first === 0x47 && codes[at + 1] === 0x4d && codes[at + 2] === UPPER_T;
}

/** A sum of seconds, or of thousandths, millionths or billionths of them, by the number of digits. */
function readEpoch(
  text: string,
  codes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  let wholeEnd = start;
  while (wholeEnd < end && isDigit(codes[wholeEnd]!)) wholeEnd++;
  let first = start;
  while (first < wholeEnd - 1 && codes[first] === ZERO) first++;
  const digits = wholeEnd - first;
  if (wholeEnd === start || wholeEnd - start > EPOCH_NS_DIGITS_MAX) return undefined;
  if (wholeEnd < end) {
    if (codes[wholeEnd] !== DOT || wholeEnd + 1 === end) return undefined;
    for (let i = wholeEnd + 1; i < end; i++) if (!isDigit(codes[i]!)) return undefined;
  }
  const finer = digits <= EPOCH_SECONDS_DIGITS_MAX
    ? 0
    : digits <= EPOCH_MS_DIGITS_MAX
    ? 3
    : digits <= EPOCH_US_DIGITS_MAX
    ? 6
    : 9;
  const secondsEnd = wholeEnd - finer;
  let seconds = 0;
  for (let i = first; i < secondsEnd; i++) seconds = seconds * 10 + codes[i]! - ZERO;
  if (seconds >= YEAR_10000_SEC) return undefined;
  const fraction = text.slice(secondsEnd, wholeEnd) +
    (wholeEnd < end ? text.slice(wholeEnd + 1, end) : "");
  const days = Math.floor(seconds / DAY_SEC);
  const ofDay = seconds - days * DAY_SEC;
  const minutes = Math.floor(ofDay / 60);
  return `${dateOf(days)!}T${TWO_DIGITS[Math.floor(minutes / 60)]!}:${TWO_DIGITS[minutes % 60]!}:` +
    `${TWO_DIGITS[ofDay % 60]!}.${threeToNine(fraction)}Z`;
}

function threeToNine(digits: string): string {
  const { length } = digits;
  if (length >= FRACTION_DIGITS_MIN) {
    return length <= FRACTION_DIGITS_MAX ? digits : digits.slice(0, FRACTION_DIGITS_MAX);
  }
  return length === 2 ? `${digits}0` : length === 1 ? `${digits}00` : "000";
}

/** 0 to 99, or more than that where two digits do not stand there. */
function twoDigits(codes: Uint8Array, at: number): number {
  const tens = codes[at]! - ZERO;
  const ones = codes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_NUMBER;
}

/** Above all that is asked of two digits, also as the first two of a year. */
const NO_NUMBER = 20_000;

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

// Days and dates by the calendar of 400 years that begins on 1 March, as leap days end a year there:
// "chrono-compatible low-level date algorithms", Howard Hinnant, 2021.
const ERA_DAYS = 146_097;
const YEAR_0_DAYS = 719_468;

/** Days from 1970-01-01 to a date. */
function daysOf(year: number, month: number, day: number): number {
  const fromMarch = month <= 2 ? year - 1 : year;
  const era = Math.floor(fromMarch / 400);
  const ofEra = fromMarch - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const days = ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear;
  return era * ERA_DAYS + days - YEAR_0_DAYS;
}

/** `YYYY-MM-DD`; `undefined` before the year 0 and after 9999. */
export function dateOf(days: number): string | undefined {
  const shifted = days + YEAR_0_DAYS;
  const era = Math.floor(shifted / ERA_DAYS);
  const ofEra = shifted - era * ERA_DAYS;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) -
      Math.floor(ofEra / (ERA_DAYS - 1))) / 365,
  );
  const ofYear = ofEra -
    (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (year < 0 || year > YEAR_MAX) return undefined;
  return `${TWO_DIGITS[Math.floor(year / 100)]!}${TWO_DIGITS[year % 100]!}-${TWO_DIGITS[month]!}-` +
    TWO_DIGITS[day]!;
}
