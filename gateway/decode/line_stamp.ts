/**
 * The timestamp that a line begins with:
 *
 * ```
 * Oct 11 22:14:15 …                  RFC 3164, without a year
 * 2026-10-11T22:14:15.003+02:00 …    what rsyslog, systemd and most programs write
 * ```
 */
import { type SyslogLine, wordEnd } from "./syslog_line.ts";
import { createBsdTimeReader, readIsoTime } from "./syslog_time.ts";

const SPACE = 0x20;
const NINE = 0x39;

/** Reads `ts` of `line` at `from`; gives the offset behind it, or -1 where there is none. */
export type StampReader = (text: string, from: number, end: number, line: SyslogLine) => number;

/** A reader for the lines of one body that came at `nowMs`, epoch milliseconds. */
export function createStampReader(nowMs: number): StampReader {
  const readBsdTime = createBsdTimeReader(nowMs);
  return (text, from, end, line) => {
    if (from >= end) return -1;
    const isIso = text.charCodeAt(from) <= NINE;
    const stampEnd = isIso ? isoStampEnd(text, from, end) : bsdStampEnd(text, from, end);
    if (stampEnd === -1) return -1;
    const stamp = text.slice(from, stampEnd);
    line.ts = isIso ? readIsoTime(stamp) : readBsdTime(stamp);
    return line.ts === undefined ? -1 : stampEnd;
  };
}

const DATE_CHARS = "YYYY-MM-DD".length;
const HYPHEN = 0x2d;

/** A date and a time with a space between: `2026-10-11 22:14:15,003`. */
export function readSpacedStamp(
  text: string,
  from: number,
  end: number,
  line: SyslogLine,
): number {
  const dateEnd = from + DATE_CHARS;
  const hasDate = dateEnd < end && text.charCodeAt(from + 4) === HYPHEN &&
    text.charCodeAt(dateEnd) === SPACE;
  if (!hasDate) return -1;
  const stampEnd = wordEnd(text, dateEnd + 1, end);
  line.ts = readIsoTime(text.slice(from, stampEnd));
  return line.ts === undefined ? -1 : stampEnd;
}

function isoStampEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) !== SPACE) at++;
  return at;
}

/** `Mmm dd hh:mm:ss ` is 15 characters to its end, 14 where a day of one digit is not padded. */
function bsdStampEnd(text: string, from: number, end: number): number {
  if (text.charCodeAt(from + 3) !== SPACE) return -1;
  const stampEnd = from + (text.charCodeAt(from + 6) === SPACE ? 15 : 14);
  const isWhole = stampEnd === end || (stampEnd < end && text.charCodeAt(stampEnd) === SPACE);
  return isWhole ? stampEnd : -1;
}
