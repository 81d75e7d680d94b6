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
import { createLineReading } from "./line_reading.ts";
import { createStamps, cri, type LineContext, type LineReader } from "./readers/mod.ts";
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
const OPEN_OBJECT = 0x7b;

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
  const context: LineContext = { stamps: createStamps(nowMs), fieldNames: undefined };
  const read = createLineReading(text, line, context, { nowMs, readers });
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
    const isRead = cri.read(text, start, end, peeked, context);
    const isSame = isRead && !peeked.isPartial &&
      text.slice(peeked.stream.start, peeked.stream.end) === stream;
    return isSame ? text.slice(peeked.msg.start, peeked.msg.end) : undefined;
  }

  return { next };
}

/** A cheap look at the first character: most lines begin with a digit, or a priority. */
function mayContinue(code: number): boolean {
  if (code > 0x39) return code !== OPEN_OBJECT;
  return code === 0x20 || code === 0x09 || code === LF || code === CR;
}
