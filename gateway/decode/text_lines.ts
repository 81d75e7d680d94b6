/**
 * `text/plain`: lines, each a record, whatever it is; but for what goes on with the line before it
 * (`continuation.ts`) and parts of one line of a container (`readers/cri.ts`).
 *
 * | line | read by |
 * |---|---|
 * | `<34>1 2026-05-01T10:00:00Z web-1 su 77 ID47 - failed` | `rfc5424.ts` |
 * | `<34>May  1 10:00:00 web-1 su[77]: failed`, also without `<34>` | `rfc3164.ts` |
 * | `<34>failed` | here: level, facility and message (RFC 3164, section 4.3.2) |
 * | `{"level":"error","msg":"failed"}` | as a record of NDJSON |
 * | what a reader of the list takes | that reader: `readers/mod.ts` |
 * | anything else | here: the line is the message |
 *
 * A line ends with LF or CRLF; empty lines are skipped.
 */
import { createContinuation, headOf, JOINED_CHARS_MAX, JOINED_LINES_MAX } from "./continuation.ts";
import { createStampReader } from "./line_stamp.ts";
import { readLevelled } from "./plain_line.ts";
import { priorityEnd, readPriority } from "./priority.ts";
import {
  accessLog,
  createStamps,
  type LineContext,
  type LineReader,
  lineReaders,
  readCef,
  readCisco,
  readHaproxy,
  readLeef,
} from "./readers/mod.ts";
import { readHead } from "./readers/head.ts";
import { readRfc3164 } from "./rfc3164.ts";
import { readRfc5424 } from "./rfc5424.ts";
import {
  clearLine,
  createSyslogLine,
  hasPart,
  setPart,
  type SyslogLine,
  UNREAD,
} from "./syslog_line.ts";

export interface TextLines {
  /** The next record's line, in the same object each time. */
  next(): SyslogLine | undefined;
}

export interface TextLineOptions {
  /** When the body came, epoch milliseconds. */
  readonly nowMs: number;
  /** Whether lines that go on with the one before join it. */
  readonly joins: boolean;
  /** The readers that are asked; all, unless a client has chosen. */
  readonly readers?: readonly LineReader[] | undefined;
}

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const LOWER_BIT = 0x20;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const QUOTE = 0x22;
/** Longer texts are not looked at as JSON inside of text. */
const OBJECT_CHARS_MAX = 256 * 1024;

/** Readers by the first character of a line that they may take. */
function byFirst(readers: readonly LineReader[]): readonly (readonly LineReader[])[] {
  return Array.from(
    { length: 128 },
    (_, code) => readers.filter(({ begins }) => begins.includes(String.fromCharCode(code))),
  );
}

const ALL_BY_FIRST = byFirst(lineReaders);
const NONE: readonly LineReader[] = [];

/** A part of a line of a container that waits for its end. */
interface Pending {
  readonly ts: string | undefined;
  readonly start: number;
  readonly end: number;
  text: string;
  lines: number;
}

export function createTextLines(
  text: string,
  { nowMs, joins, readers }: TextLineOptions,
): TextLines {
  const line = createSyslogLine();
  const readStamp = createStampReader(nowMs);
  const context: LineContext = { stamps: createStamps(nowMs), fieldNames: undefined };
  const table = readers === undefined ? ALL_BY_FIRST : byFirst(readers);
  const continuation = createContinuation();
  const peeked = createSyslogLine();
  const pending = new Map<string, Pending>();
  let at = 0;
  // The line that the last call of `find` has found.
  let start = 0;
  let end = 0;

  function next(): SyslogLine | undefined {
    while (find(at)) {
      at = end + 1;
      if (text.charCodeAt(end) === CR) at++;
      read(start, end);
      if (line.isDirective) continue;
      if (hasPart(line.stream)) {
        if (holdsPart()) continue;
        if (joins) joinContainerLines();
        return line;
      }
      if (joins) joinLines();
      return line;
    }
    return leftOver();
  }

  /** Sets the bounds of the first line at or after `from` that is not empty. */
  function find(from: number): boolean {
    let first = from;
    while (first < text.length) {
      const code = text.charCodeAt(first);
      if (code === LF) first++;
      else if (code === CR && text.charCodeAt(first + 1) === LF) first += 2;
      else break;
    }
    if (first >= text.length) return false;
    const newline = text.indexOf("\n", first);
    const last = newline === -1 ? text.length : newline;
    start = first;
    end = last > first && text.charCodeAt(last - 1) === CR ? last - 1 : last;
    return end > start || find(last + 1);
  }

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
    const candidates = code < 128 ? table[code]! : NONE;
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
    while (last > from && text.charCodeAt(last - 1) <= 0x20) last--;
    let first = from + 1;
    while (first < last && text.charCodeAt(first) <= 0x20) first++;
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

  /** Whether the line, one of a container, waits for others; what waited is joined to it. */
  function holdsPart(): boolean {
    const stream = text.slice(line.stream.start, line.stream.end);
    const before = pending.get(stream);
    const { msg } = line;
    if (line.isPartial) {
      const part = text.slice(msg.start, msg.end);
      if (before === undefined) {
        pending.set(stream, { ts: line.ts, ...line.stream, text: part, lines: 1 });
        return true;
      }
      before.text += part;
      before.lines++;
      const isFull = before.lines >= JOINED_LINES_MAX || before.text.length >= JOINED_CHARS_MAX;
      if (!isFull) return true;
      line.joined = before.text;
    } else if (before !== undefined) {
      line.joined = before.text + text.slice(msg.start, msg.end);
    } else {
      readContent();
      return false;
    }
    line.ts = before.ts;
    pending.delete(stream);
    return false;
  }

  /** Reads what a container wrote as a line by itself: the time stays that of the container. */
  function readContent(): void {
    const { ts, reader } = line;
    const stream = { ...line.stream };
    const { start: from, end: to } = line.msg;
    if (from === to) return;
    read(from, to);
    line.isDirective = false;
    if (hasPart(line.stream)) clearLine(line, from, to);
    if (!line.isObject) line.stamp.start = -1;
    line.ts = ts;
    line.reader = reader;
    setPart(line.stream, stream.start, stream.end);
  }

  function leftOver(): SyslogLine | undefined {
    for (const [stream, { ts, start: from, end: to, text: joined }] of pending) {
      pending.delete(stream);
      clearLine(line, from, from);
      line.ts = ts;
      line.joined = joined;
      line.reader = "cri";
      setPart(line.stream, from, to);
      return line;
    }
    return undefined;
  }

  function joinLines(): void {
    if (!mayContinue(text.charCodeAt(at)) || line.isObject) return;
    const { msg } = line;
    const first = start;
    const isRead = line.reader !== UNREAD;
    continuation.begin(headOf(text, start, end), isRead, isRead && line.ts !== undefined);
    for (let lines = 1; lines < JOINED_LINES_MAX; lines++) {
      if (!find(at) || end - first > JOINED_CHARS_MAX) return;
      if (!mayContinue(text.charCodeAt(start))) return;
      const from = start;
      const to = end;
      const after = to + (text.charCodeAt(to) === CR ? 2 : 1);
      const following = find(after) ? headOf(text, start, end) : "";
      if (!continuation.takes(headOf(text, from, to), following)) return;
      line.isMessageField = false;
      setPart(msg, msg.start, to);
      at = after;
    }
  }

  /** The same for lines of a container: each has its head, and another stream may be between. */
  function joinContainerLines(): void {
    const stream = text.slice(line.stream.start, line.stream.end);
    const content = line.joined ?? text.slice(line.msg.start, line.msg.end);
    if (line.isObject) return;
    continuation.begin(headOf(content, 0, content.length), true, true);
    let joined = content;
    for (let lines = 1; lines < JOINED_LINES_MAX && joined.length < JOINED_CHARS_MAX; lines++) {
      if (!find(at)) break;
      const after = end + (text.charCodeAt(end) === CR ? 2 : 1);
      const next = containerLine(stream);
      if (next === undefined) break;
      const following = find(after) ? containerLine(stream) ?? "" : "";
      if (
        !continuation.takes(headOf(next, 0, next.length), headOf(following, 0, following.length))
      ) {
        break;
      }
      joined += `\n${next}`;
      at = after;
    }
    if (joined !== content) line.joined = joined;
  }

  /** What the line found last says, if it is a whole one of that stream. */
  function containerLine(stream: string): string | undefined {
    clearLine(peeked, start, end);
    const isRead = CRI !== undefined && CRI.read(text, start, end, peeked, context);
    const isSame = isRead && !peeked.isPartial &&
      text.slice(peeked.stream.start, peeked.stream.end) === stream;
    return isSame ? text.slice(peeked.msg.start, peeked.msg.end) : undefined;
  }

  return { next };
}

const CRI = lineReaders.find(({ name }) => name === "cri");

/** A cheap look at the first character: most lines begin with a digit, or a priority. */
function mayContinue(code: number): boolean {
  if (code > 0x39) return code !== OPEN_OBJECT;
  return code === 0x20 || code === 0x09 || code === LF || code === CR;
}
