/**
 * Timestamps of log lines → RFC 3339 in UTC with milliseconds.
 *
 * | read | written |
 * |---|---|
 * | `2026-05-01T12:00:00.123456+02:00` | `2026-05-01T10:00:00.123Z` |
 * | `2026-05-01 10:00:00,123` | `2026-05-01T10:00:00.123Z` |
 * | `May  1 10:00:00`, on 3 May 2026 | `2026-05-01T10:00:00.000Z` |
 *
 * A timestamp without a zone is taken as UTC.
 */

/** Reads `Mmm dd hh:mm:ss`; `undefined` for what is no such time. */
export type BsdTimeReader = (stamp: string) => string | undefined;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const BSD_DAY = /^ [ \d]?\d $/;
const DAYS_IN_MONTH: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** 29 February: 1896 and 1904 were leap years, 1900 was not. */
const YEARS_BETWEEN_LEAP_YEARS_MAX = 8;
const NO_NUMBER = 100;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const COLON = 0x3a;
const UPPER_T = 0x54;

/**
 * Reads RFC 3339 and what log writers make of it: a space for `T`, a comma before the fraction,
 * 1 to 9 digits of fraction (cut to milliseconds), `+0200`, no zone.
 */
export function readIsoTime(stamp: string): string | undefined {
  if (!isDateTime(stamp)) return undefined;
  let end = "YYYY-MM-DDTHH:MM:SS".length;
  let millis = "000";
  const separator = stamp[end];
  if (separator === "." || separator === ",") {
    const fraction = end + 1;
    end = skipDigits(stamp, fraction);
    if (end === fraction || end - fraction > 9) return undefined;
    millis = stamp.slice(fraction, end).padEnd(3, "0").slice(0, 3);
  }
  const isUtc = end === stamp.length || (stamp[end] === "Z" && end + 1 === stamp.length);
  if (isUtc) {
    if (stamp[10] === "T" && separator === "." && stamp[23] === "Z") return stamp;
    return `${stamp.slice(0, 10)}T${stamp.slice(11, 19)}.${millis}Z`;
  }
  const offset = readOffsetMs(stamp.slice(end));
  if (offset === undefined) return undefined;
  const localMs = Date.parse(`${stamp.slice(0, 10)}T${stamp.slice(11, 19)}.${millis}Z`);
  const utc = new Date(localMs - offset).toISOString();
  return utc.length === 24 ? utc : undefined; // before year 0, or after 9999
}

/**
 * RFC 3164 writes no year: it is the one that puts the time nearest before a day from now. The day
 * is for senders whose clock or zone is ahead.
 */
export function createBsdTimeReader(nowMs: number): BsdTimeReader {
  const latest = new Date(nowMs + DAY_MS).toISOString();
  let lastStamp = "";
  let lastTime: string | undefined;
  return (stamp) => {
    if (stamp !== lastStamp) {
      lastStamp = stamp;
      lastTime = readBsdTime(stamp, latest);
    }
    return lastTime;
  };
}

function readBsdTime(stamp: string, latest: string): string | undefined {
  const month = MONTHS.indexOf(stamp.slice(0, 3));
  const clock = stamp.slice(-8);
  if (month === -1 || !BSD_DAY.test(stamp.slice(3, -8)) || !isClock(clock, 0)) return undefined;
  const day = Number(stamp.slice(3, -8));
  if (day < 1 || day > DAYS_IN_MONTH[month]!) return undefined;
  const date = `${String(month + 1).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const latestYear = Number(latest.slice(0, 4));
  for (let year = latestYear; year >= latestYear - YEARS_BETWEEN_LEAP_YEARS_MAX; year--) {
    if (date === "02-29" && !isLeapYear(year)) continue;
    const time = `${String(year).padStart(4, "0")}-${date}T${clock}.000Z`;
    if (time <= latest) return time;
  }
  return undefined;
}

/** `YYYY-MM-DD?HH:MM:SS`, with a day that the month has. */
function isDateTime(stamp: string): boolean {
  const isDate = stamp.charCodeAt(4) === HYPHEN && stamp.charCodeAt(7) === HYPHEN &&
    (stamp.charCodeAt(10) === UPPER_T || stamp.charCodeAt(10) === SPACE);
  if (!isDate) return false;
  const century = twoDigits(stamp, 0);
  const yearOfCentury = twoDigits(stamp, 2);
  const month = twoDigits(stamp, 5);
  const day = twoDigits(stamp, 8);
  if (century > 99 || yearOfCentury > 99 || month < 1 || month > 12) return false;
  if (day < 1 || day > DAYS_IN_MONTH[month - 1]!) return false;
  if (month === 2 && day === 29 && !isLeapYear(century * 100 + yearOfCentury)) return false;
  return isClock(stamp, 11);
}

/** `HH:MM:SS` at `from`. RFC 5424 has no leap seconds. */
function isClock(stamp: string, from: number): boolean {
  return twoDigits(stamp, from) <= 23 && stamp.charCodeAt(from + 2) === COLON &&
    twoDigits(stamp, from + 3) <= 59 && stamp.charCodeAt(from + 5) === COLON &&
    twoDigits(stamp, from + 6) <= 59;
}

/** `+02:00` or `+0200`, in milliseconds. */
function readOffsetMs(offset: string): number | undefined {
  const minutesAt = offset[3] === ":" ? 4 : 3;
  if (offset.length !== minutesAt + 2) return undefined;
  const hours = twoDigits(offset, 1);
  const minutes = twoDigits(offset, minutesAt);
  if (hours > 23 || minutes > 59) return undefined;
  const ms = (hours * 60 + minutes) * MINUTE_MS;
  if (offset[0] === "+") return ms;
  return offset[0] === "-" ? -ms : undefined;
}

/** 0 to 99, or `NO_NUMBER`, which is above every range. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_NUMBER;
}

function skipDigits(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
  return at;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
