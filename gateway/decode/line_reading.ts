/**
 * What one line is: syslog with a priority, an object of JSON, what a reader of the list takes, or none
 * of these.
 */
import { readLevelled } from "./plain_line.ts";
import { priorityEnd, readPriority } from "./priority.ts";
import { createStampReader } from "./line_stamp.ts";
import {
  accessLog,
  type LineContext,
  type LineReader,
  lineReaders,
  readCef,
  readCisco,
  readHaproxy,
  readHead,
  readLeef,
} from "./readers/mod.ts";
import { readRfc3164 } from "./rfc3164.ts";
import { readRfc5424 } from "./rfc5424.ts";
import { clearLine, hasPart, setPart, type SyslogLine } from "./syslog_line.ts";

const COLON = 0x3a;
const LOWER_BIT = 0x20;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const QUOTE = 0x22;
/** Longer texts are not looked at as JSON inside of text. */
const OBJECT_CHARS_MAX = 256 * 1024;
const NONE: readonly LineReader[] = [];

type Table = readonly (readonly LineReader[])[];

/** Readers by the first character of a line that they may take; in all, and of those with a date. */
interface Tables {
  readonly all: Table;
  readonly dated: Table;
}

function tablesOf(readers: readonly LineReader[]): Tables {
  const all = Array.from(
    { length: 128 },
    (_, code) => readers.filter(({ begins }) => begins.includes(String.fromCharCode(code))),
  );
  return { all, dated: all.map((some) => some.filter(({ isUndated }) => isUndated !== true)) };
}

const ALL = tablesOf(lineReaders);
const HYPHEN = 0x2d;
const NINE = 0x39;

/** Gives what reads `text[from, to)` into `line`. */
export function createLineReading(
  text: string,
  line: SyslogLine,
  context: LineContext,
  { nowMs, readers }: {
    readonly nowMs: number;
    readonly readers?: readonly LineReader[] | undefined;
  },
): (from: number, to: number) => void {
  const readStamp = createStampReader(nowMs);
  const { all, dated } = readers === undefined ? ALL : tablesOf(readers);

  function read(from: number, to: number): void {
    clearLine(line, from, to);
    const past = priorityEnd(text, from, to);
    if (past === -1) readBare(from, to);
    else readPrioritised(from, past, to);
  }

  function readPrioritised(from: number, past: number, to: number): void {
    const priority = readPriority(text, from, past);
    if (priority === undefined) return;
    line.priority = priority;
    line.reader = "rfc3164";
    if (readRfc5424(text, past, to, line)) {
      line.reader = "rfc5424";
      return readBehindHeader();
    }
    const stampEnd = readStamp(text, past, to, line);
    if (stampEnd !== -1) {
      readRfc3164(text, stampEnd, to, line);
      return readBehindHeader();
    }
    if (readCisco(text, past, to, line, context)) {
      line.reader = "cisco";
      return;
    }
    line.fields.count = 0;
    const otherEnd = otherStampEnd(past, to);
    if (otherEnd === -1) setPart(line.msg, past, to);
    else readOtherStamp(past, otherEnd, to);
    readBehindHeader();
  }

  function otherStampEnd(from: number, to: number): number {
    const past = context.stamps.read(text, from, to);
    if (past === -1 || past === to) return past;
    const code = text.charCodeAt(past);
    return code === COLON || code === 0x20 || code === 0x09 ? past : -1;
  }

  /** A time of network gear: with a year, a fraction, a zone, a colon behind it. */
  function readOtherStamp(from: number, stampEnd: number, to: number): void {
    line.ts = context.stamps.ts;
    if (line.ts === undefined) setPart(line.stamp, from, stampEnd);
    if (text.charCodeAt(stampEnd) === COLON) setPart(line.msg, skipBlank(stampEnd + 1, to), to);
    else readRfc3164(text, stampEnd, to, line);
  }

  function skipBlank(from: number, to: number): number {
    return from < to && text.charCodeAt(from) === 0x20 ? from + 1 : Math.min(from, to);
  }

  /** Formats that come in the message of syslog. */
  function readBehindHeader(): void {
    const { msg, app, ts } = line;
    const { start: from, end: to } = msg;
    if (text.startsWith("CEF:", from)) {
      if (readCef(text, from, to, line)) line.reader = "cef";
    } else if (text.startsWith("LEEF:", from)) {
      if (readLeef(text, from, to, line)) line.reader = "leef";
    } else if (hasPart(app)) {
      switch (text.slice(app.start, app.end)) {
        case "haproxy":
          if (readHaproxy(text, from, to, line, context)) line.reader = "haproxy";
          break;
        case "nginx":
        case "httpd":
        case "apache2":
          if (accessLog.read(text, from, to, line, context)) line.reader = "access_log";
      }
      line.ts = ts ?? line.ts;
    }
  }

  /** Without a priority, the level may be a word, which stands where a host would. */
  function readBare(from: number, to: number): void {
    const code = text.charCodeAt(from);
    if (code === OPEN_OBJECT) return readObject(from, to);
    const letter = code | LOWER_BIT;
    if (letter >= 0x61 && letter <= 0x7a) {
      const stampEnd = readStamp(text, from, to, line);
      if (stampEnd !== -1) return readStamped(stampEnd, to);
    }
    const isDated = code <= NINE && text.charCodeAt(from + 4) === HYPHEN;
    const candidates = code < 128 ? (isDated ? dated : all)[code]! : NONE;
    for (let i = 0; i < candidates.length; i++) {
      const reader = candidates[i]!;
      if (reader.read(text, from, to, line, context)) {
        line.reader = reader.name;
        return;
      }
      if (line.fields.count > 0) line.fields.count = 0;
    }
    if (letter < 0x61 || letter > 0x7a) return;
    const stampEnd = otherStampEnd(from, to);
    if (stampEnd === -1) return;
    readOtherStamp(from, stampEnd, to);
    line.reader = "rfc3164";
    readBehindHeader();
  }

  function readStamped(stampEnd: number, to: number): void {
    line.reader = "rfc3164";
    if (!readLevelled(text, stampEnd, to, line)) {
      readRfc3164(text, stampEnd, to, line);
      return readBehindHeader();
    }
    if (hasPart(line.app)) return;
    line.level.start = -1;
    if (!readHead(text, stampEnd, to, line, context)) readLevelled(text, stampEnd, to, line);
  }

  function readObject(from: number, to: number): void {
    let last = to;
    while (last > from && isJsonBlank(text.charCodeAt(last - 1))) last--;
    let first = from + 1;
    while (first < last && isJsonBlank(text.charCodeAt(first))) first++;
    const mayBe = text.charCodeAt(first) === QUOTE && text.charCodeAt(last - 1) === CLOSE_OBJECT &&
      last - from <= OBJECT_CHARS_MAX;
    if (!mayBe) return;
    try {
      JSON.parse(text.slice(from, last));
    } catch {
      return;
    }
    line.isObject = true;
    line.reader = "json";
  }

  return read;
}

/** No other character may stand beside the object: a NUL after it would be lost. */
function isJsonBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
