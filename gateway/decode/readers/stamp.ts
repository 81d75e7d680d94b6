/**
 * Timestamps as programs write them, read where they stand → RFC 3339 in UTC, with all digits of the
 * fraction up to nine.
 *
 * | layout | written by |
 * |---|---|
 * | `2026-05-01 12:00:00,123`, `2026-05-01T12:00:00.1Z`, also with ` +0200`, ` CEST` behind | most |
 * | `2026/05/01 12:00:00` | nginx, Go `log` |
 * | `26/05/01 12:00:00` (year first) | Hadoop, Spark |
 * | `260501 120000`, `260501 12:00:00` | HDFS, MySQL up to 5.6 |
 * | `01/May/2026:12:00:00 +0200` | Common Log Format, HAProxy |
 * | `01 May 2026 12:00:00`, `01-May-2026 12:00:00` | Redis, Tomcat |
 * | `Fri May 01 12:00:00.123456 2026` | Apache, ctime(3) |
 * | `May  1 12:00:00`, `May  1 2026 12:00:00.123 UTC` | syslog, network gear |
 * | `05-01 12:00:00.123`, `12:00:00.123` | Android; logback by default |
 *
 * What a layout leaves out is that of the latest such moment up to a day from now, as RFC 3164's year
 * is. A time without a zone is UTC.
 */
import { readTimestamp } from "../../timestamp.ts";
import { createBsdTimeReader, readIsoTime } from "../syslog_time.ts";
import { ZONE_NAME_CHARS_MAX, zoneOffset } from "../../zone_names.ts";

export interface Stamps {
  /** What the last call of `read` has found; `undefined` for a time in a zone that may be several. */
  readonly ts: string | undefined;
  /** The offset behind the timestamp at `from`; -1 where there is none, or no such date. */
  read(text: string, from: number, end: number): number;
  /** The same for `MMdd` and a clock time, which klog and logcat write. */
  readYearless(month: number, day: number, clock: string, fraction: string): boolean;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86_400_000;

const CLOCK = String.raw`(\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d{0,9})?`;
const ISO = new RegExp(
  String.raw`(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,:](\d{1,9})\d{0,9})?`,
  "y",
);
const YEAR_FIRST = new RegExp(String.raw`(\d\d)/(\d\d)/(\d\d) ${CLOCK}`, "y");
const COMPACT = /(\d\d)(\d\d)(\d\d) (\d\d)(\d\d)(\d\d)(?![^ \t])/y;
const COMPACT_DATE = new RegExp(String.raw`(\d\d)(\d\d)(\d\d) {1,2}(\d{1,2}:\d\d:\d\d)()`, "y");
const DAY_FIRST = new RegExp(
  String.raw`(\d{1,2})[ /-]([A-Z][a-z]{2})[ /-](\d{4})[ :]${CLOCK}`,
  "y",
);
const DAY_FIRST_YEARLESS = new RegExp(String.raw`(\d{1,2}) ([A-Z][a-z]{2}) ${CLOCK}`, "y");
const YEARLESS = new RegExp(String.raw`(\d\d)-(\d\d) ${CLOCK}`, "y");
const CLOCK_ONLY = new RegExp(CLOCK, "y");
const MONTH_FIRST = new RegExp(
  String
    .raw`(?:[A-Z][a-z]{2},? )?([A-Z][a-z]{2}) ( ?\d{1,2})(?: (\d{4}))? ${CLOCK}(?: (\d{4})(?!\d))?`,
  "y",
);
const OFFSET = / ?([+-]\d\d:?\d\d)(?![\d:])/y;
const SHORT_OFFSET = /[+-]\d\d(?![\d:])/y;
const ISO_CHARS_MAX = "YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+HH:MM".length + 1;
const TIME_START = "YYYY-MM-DDT".length;
const NINE = 0x39;
const SPACE = 0x20;
const UPPER_Z = 0x5a;

/** For the lines of a body that came at `nowMs`, epoch milliseconds. */
export function createStamps(nowMs: number): Stamps {
  const readBsd = createBsdTimeReader(nowMs);
  const today = new Date(nowMs + DAY_MS).toISOString();
  const yesterday = new Date(nowMs).toISOString();
  const stamps = { ts: undefined as string | undefined, read, readYearless };

  // Several readers ask for the same one.
  let lastText = "";
  let lastFrom = -1;
  let lastEnd = -1;
  let lastPast = -1;
  let lastTs: string | undefined;

  function read(text: string, from: number, end: number): number {
    if (from === lastFrom && end === lastEnd && text === lastText) {
      stamps.ts = lastTs;
      return lastPast;
    }
    stamps.ts = undefined;
    lastPast = readAt(text, from, end);
    lastText = text;
    lastFrom = from;
    lastEnd = end;
    lastTs = stamps.ts;
    return lastPast;
  }

  function readAt(text: string, from: number, end: number): number {
    const at = text.charCodeAt(from) <= NINE
      ? readDigits(text, from, end)
      : readMonthFirst(text, from, end);
    return at <= end ? at : -1;
  }

  function readDigits(text: string, from: number, end: number): number {
    const third = text.charCodeAt(from + 2);
    const fifth = text.charCodeAt(from + 4);
    if (fifth === 0x2d) {
      const past = readPlainIso(text, from, end);
      if (past !== -1) return past;
    }
    if (fifth === 0x2d || fifth === 0x2f) {
      const found = match(ISO, text, from);
      if (found !== null) {
        return dated(text, ISO.lastIndex, end, `${found[1]}-${found[2]}-${found[3]}`, found, 4);
      }
    }
    if (third === 0x3a) return readClock(text, from);
    if (third === 0x2d) {
      const found = match(YEARLESS, text, from);
      if (found !== null) {
        const isRead = readYearless(Number(found[1]), Number(found[2]), found[3]!, found[4] ?? "");
        return isRead ? YEARLESS.lastIndex : -1;
      }
    }
    if (third === 0x2f) {
      const found = match(YEAR_FIRST, text, from);
      if (found !== null) {
        const date = `20${found[1]}-${found[2]}-${found[3]}`;
        return dated(text, YEAR_FIRST.lastIndex, end, date, found, 4);
      }
    }
    return readDayFirst(text, from, end) ?? readCompact(text, from, end);
  }

  /** The most usual of all, as one word or two, unless a zone follows. */
  function readPlainIso(text: string, from: number, end: number): number {
    const limit = Math.min(end, from + ISO_CHARS_MAX);
    let past = from + TIME_START;
    while (past < limit && isStampCode(text.charCodeAt(past))) past++;
    const last = text.charCodeAt(past - 1);
    const hasZone = (last | 0x20) === 0x7a || past - from > ISO_CHARS_MAX - 1;
    if (!hasZone && text.charCodeAt(past) === SPACE) {
      const next = text.charCodeAt(past + 1);
      const mayBeZone = next === 0x2b || next === 0x2d ||
        (next >= 0x41 && next <= 0x5a && zoneNameEnd(text, past + 1, end) !== -1);
      if (mayBeZone) return -1;
    }
    stamps.ts = readIsoTime(text.slice(from, past));
    return stamps.ts === undefined ? -1 : past;
  }

  function readDayFirst(text: string, from: number, end: number): number | undefined {
    const found = match(DAY_FIRST, text, from);
    if (found !== null) {
      const month = MONTHS.indexOf(found[2]!) + 1;
      const date = `${found[3]}-${twoDigits(month)}-${found[1]!.padStart(2, "0")}`;
      return dated(text, DAY_FIRST.lastIndex, end, date, found, 4);
    }
    const yearless = match(DAY_FIRST_YEARLESS, text, from);
    if (yearless === null) return undefined;
    const month = MONTHS.indexOf(yearless[2]!) + 1;
    const isRead = readYearless(month, Number(yearless[1]), yearless[3]!, yearless[4] ?? "");
    return isRead ? DAY_FIRST_YEARLESS.lastIndex : -1;
  }

  function readCompact(text: string, from: number, end: number): number {
    const found = match(COMPACT, text, from);
    if (found !== null) {
      const [, year, month, day, hour, minute, second] = found;
      stamps.ts = readTimestamp(`20${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      return stamps.ts === undefined ? -1 : COMPACT.lastIndex;
    }
    const old = match(COMPACT_DATE, text, from);
    if (old === null) return -1;
    old[4] = old[4]!.padStart(8, "0");
    return dated(text, COMPACT_DATE.lastIndex, end, `20${old[1]}-${old[2]}-${old[3]}`, old, 4);
  }

  function readMonthFirst(text: string, from: number, end: number): number {
    const found = match(MONTH_FIRST, text, from);
    if (found === null) return -1;
    const month = MONTHS.indexOf(found[1]!) + 1;
    if (month === 0) return -1;
    const year = found[3] ?? found[6];
    const past = found[3] !== undefined && found[6] !== undefined
      ? MONTH_FIRST.lastIndex - 5
      : MONTH_FIRST.lastIndex;
    const day = found[2]!.trim();
    if (year !== undefined) {
      return dated(
        text,
        past,
        end,
        `${year}-${twoDigits(month)}-${day.padStart(2, "0")}`,
        found,
        4,
      );
    }
    if (!readYearless(month, Number(day), found[4]!, found[5] ?? "")) return -1;
    const date = stamps.ts!.slice(0, 10);
    return dated(text, past, end, date, found, 4);
  }

  function readClock(text: string, from: number): number {
    const found = match(CLOCK_ONLY, text, from);
    if (found === null) return -1;
    const clock = `${found[1]}.${found[2] ?? "000"}Z`;
    const ofToday = readTimestamp(`${yesterday.slice(0, 11)}${clock}`);
    const ofTomorrow = readTimestamp(`${today.slice(0, 11)}${clock}`);
    // The day of receipt, unless that is more than half a day ahead.
    const isAhead = ofToday !== undefined && Date.parse(ofToday) > nowMs + DAY_MS / 2;
    stamps.ts = isAhead ? dayBefore(ofToday) : ofToday ?? ofTomorrow;
    return stamps.ts === undefined ? -1 : CLOCK_ONLY.lastIndex;
  }

  /** Behind a date and, in `found[clock]` and after, a time: what zone follows is read here. */
  function dated(
    text: string,
    past: number,
    end: number,
    date: string,
    found: RegExpExecArray,
    clock: number,
  ): number {
    const digits = found[clock + 1];
    const local = `${date}T${found[clock]}${digits ? `.${digits}` : ""}`;
    let at = past;
    let zone = "Z";
    const next = text.charCodeAt(past);
    if (next === UPPER_Z || next === 0x7a) at++;
    else if (next === 0x2b || next === 0x2d || next === SPACE) {
      const offset = match(OFFSET, text, past);
      const short = offset === null && next !== SPACE ? match(SHORT_OFFSET, text, past) : null;
      if (offset !== null) {
        zone = offset[1]!;
        at = OFFSET.lastIndex;
      } else if (short !== null) {
        zone = short[0];
        at = SHORT_OFFSET.lastIndex;
      } else if (next === SPACE) {
        const nameEnd = zoneNameEnd(text, past + 1, end);
        const named = nameEnd === -1 ? undefined : zoneOffset(text.slice(past + 1, nameEnd));
        if (named !== undefined) {
          at = nameEnd;
          if (named === null) {
            return readTimestamp(`${local}Z`) === undefined ? -1 : at;
          }
          zone = named;
        }
      }
    }
    stamps.ts = readTimestamp(local + zone);
    return stamps.ts === undefined ? -1 : at;
  }

  function readYearless(month: number, day: number, clock: string, fraction: string): boolean {
    const name = MONTHS[month - 1];
    if (name === undefined) return false;
    const found = readBsd(`${name} ${String(day).padStart(2, " ")} ${clock}`);
    stamps.ts = found === undefined || fraction === ""
      ? found
      : readTimestamp(`${found.slice(0, -4)}${fraction}Z`);
    return stamps.ts !== undefined;
  }

  return stamps;
}

/** Behind a word of capitals that may be the name of a zone; -1 for any other. */
export function zoneNameEnd(text: string, from: number, end: number): number {
  const limit = Math.min(end, from + ZONE_NAME_CHARS_MAX + 1);
  let at = from;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code < 0x41 || code > 0x5a) break;
    at++;
  }
  const length = at - from;
  if (length < 2 || length > ZONE_NAME_CHARS_MAX) return -1;
  const next = text.charCodeAt(at);
  const isWord = at >= end || next === SPACE || next === 0x5d || next === 0x3a || next === 0x09;
  return isWord ? at : -1;
}

/** What times and offsets are written with. */
function isStampCode(code: number): boolean {
  return (code >= 0x2b && code <= NINE + 1 && code !== 0x2f) || (code | 0x20) === 0x7a;
}

function match(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}

function dayBefore(canonical: string): string | undefined {
  const day = new Date(Date.parse(`${canonical.slice(0, 10)}T00:00:00Z`) - DAY_MS).toISOString();
  return `${day.slice(0, 10)}${canonical.slice(10)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
