/**
 * Timestamps of log lines → RFC 3339 in UTC, with the digits of their fraction, three at least.
 *
 * | read | written |
 * |---|---|
 * | `2026-05-01T12:00:00.123456+02:00` | `2026-05-01T10:00:00.123456Z` |
 * | `2026-05-01 10:00:00,123` | `2026-05-01T10:00:00.123Z` |
 * | `May  1 10:00:00`, on 3 May 2026 | `2026-05-01T10:00:00.000Z` |
 *
 * A timestamp without a zone is taken as UTC.
 */

import { readTimestamp } from "../timestamp.ts";

/** Reads `Mmm dd hh:mm:ss`; `undefined` for what is no such time. */
export type BsdTimeReader = (stamp: string) => string | undefined;

const DAY_MS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const BSD_DAY = /^ [ \d]?\d $/;
const DAYS_IN_MONTH: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** 29 February: 1896 and 1904 were leap years, 1900 was not. */
const YEARS_BETWEEN_LEAP_YEARS_MAX = 8;
const NO_NUMBER = 100;
const HYPHEN = 0x2d;
const COLON = 0x3a;

/**
 * Reads a date and a time of RFC 3339 with seconds, as `timestamp.ts` does: a space for `T`, a comma
 * before the fraction, `+0200`, no zone.
 */
export function readIsoTime(stamp: string): string | undefined {
  const isDateTime = stamp.charCodeAt(4) === HYPHEN && stamp.charCodeAt(7) === HYPHEN &&
    stamp.charCodeAt(13) === COLON && stamp.charCodeAt(16) === COLON;
  return isDateTime ? readTimestamp(stamp) : undefined;
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

/** `HH:MM:SS` at `from`. RFC 5424 has no leap seconds. */
function isClock(stamp: string, from: number): boolean {
  return twoDigits(stamp, from) <= 23 && stamp.charCodeAt(from + 2) === COLON &&
    twoDigits(stamp, from + 3) <= 59 && stamp.charCodeAt(from + 5) === COLON &&
    twoDigits(stamp, from + 6) <= 59;
}

/** 0 to 99, or `NO_NUMBER`, which is above every range. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_NUMBER;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
