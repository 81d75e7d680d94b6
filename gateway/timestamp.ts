/**
 * Reads a timestamp in any of its common spellings and writes it as RFC 3339 in UTC, with three to
 * nine fractional digits: `2026-05-01T10:00:00.000Z`. Digits beyond the millisecond are kept.
 *
 * - RFC 3339 and its usual slips: a space or `t` for `T`, `+0200` or `+02` for `+02:00`, no zone
 *   (then UTC), a comma before the fraction, no seconds.
 * - epoch seconds, milliseconds, microseconds or nanoseconds, told apart by size.
 */

const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9})\d*)?)? ?(?:([Zz]|UTC|GMT)|([+-])(\d\d):?(\d\d)?)?$/;
const EPOCH = /^(\d{1,19})(?:\.(\d{1,9})\d*)?$/;

// Seconds reach 1e11 in the year 5138; one power of a thousand up for each finer unit.
const EPOCH_SECONDS_MAX = 1e11;
const EPOCH_MS_MAX = 1e14;
const EPOCH_US_MAX = 1e17;

/** The canonical spelling; `undefined` when `value` is no timestamp. */
export function readTimestamp(value: unknown): string | undefined {
  if (typeof value === "string") {
    if (isCanonical(value)) return value;
    const text = value.trim();
    return readDateTime(text) ?? readEpochText(text);
  }
  return typeof value === "number" ? readEpochText(plainDigits(value)) : undefined;
}

const ZERO = 48;
/** `0` stands for any digit. */
const PATTERN = Uint8Array.from("0000-00-00T00:00:00.000Z", (character) => character.charCodeAt(0));

/** Characters of `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export const CANONICAL_CHARS = 24;

function isCanonical(text: string): boolean {
  if (text.length !== CANONICAL_CHARS) return false;
  let all = 0;
  for (let i = 0; i < CANONICAL_CHARS; i++) all |= codes[i] = text.charCodeAt(i);
  return all < 0x80 && isCanonicalAt(codes, 0);
}

const codes = new Uint8Array(CANONICAL_CHARS);

/** Whether `YYYY-MM-DDTHH:MM:SS.mmmZ` stands there and names a real time: the hot path, no regex. */
export function isCanonicalAt(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < CANONICAL_CHARS; i++) {
    const code = bytes[at + i]!;
    const expected = PATTERN[i]!;
    if (expected === ZERO ? code < ZERO || code > ZERO + 9 : code !== expected) return false;
  }
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  return month >= 1 && month <= 12 && day >= 1 &&
    (day <= 28 ||
      day <= daysInMonth(twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2), month)) &&
    twoDigits(bytes, at + 11) < 24 && twoDigits(bytes, at + 14) < 60 &&
    twoDigits(bytes, at + 17) < 60;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  return (bytes[at]! - ZERO) * 10 + bytes[at + 1]! - ZERO;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function readDateTime(text: string): string | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second = "00",
    fraction = "",
    ,
    sign,
    zoneHour,
    zoneMin,
  ] = match;
  const inRange = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 &&
    Number(day) <= daysInMonth(Number(year), Number(month)) && Number(hour) < 24 &&
    Number(minute) < 60 && Number(second) <= 60 && // 60: a leap second, RFC 3339 section 5.7
    Number(zoneHour ?? 0) < 24 && Number(zoneMin ?? 0) < 60;
  if (!inRange) return undefined;
  const offsetMin = (sign === "-" ? -1 : 1) * (Number(zoneHour ?? 0) * 60 + Number(zoneMin ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute) - offsetMin, Number(second));
  return write(date.getTime() / 1000, fraction);
}

function readEpochText(text: string): string | undefined {
  const match = EPOCH.exec(text);
  if (match === null) return undefined;
  const [, whole = "", fraction = ""] = match;
  const size = Number(whole);
  const digits = size < EPOCH_SECONDS_MAX
    ? 0
    : size < EPOCH_MS_MAX
    ? 3
    : size < EPOCH_US_MAX
    ? 6
    : 9;
  const cut = whole.length - digits;
  return write(Number(whole.slice(0, cut)), (whole.slice(cut) + fraction).slice(0, 9));
}

/** A number's decimal digits: never `1e21`, and at most nine after the point. */
function plainDigits(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(6);
}

const YEAR_10000_SEC = 253_402_300_800;

function write(epochSec: number, fraction: string): string | undefined {
  if (!(epochSec >= -62_135_596_800 && epochSec < YEAR_10000_SEC)) return undefined;
  const seconds = new Date(epochSec * 1000).toISOString().slice(0, 19);
  return `${seconds}.${fraction.padEnd(3, "0")}Z`;
}
