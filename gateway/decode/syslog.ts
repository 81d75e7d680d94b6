/**
 * `text/plain`: one line is one record, whatever the line is.
 *
 * | line | read by |
 * |---|---|
 * | `<34>1 2026-05-01T10:00:00Z web-1 su 77 ID47 - failed` | `rfc5424.ts` |
 * | `<34>May  1 10:00:00 web-1 su[77]: failed`, also without `<34>` | `rfc3164.ts` |
 * | `2026-05-01 10:00:00 ERROR web-1 su[77]: failed`, also without host and program | `plain_line.ts` |
 * | `<34>failed` | here: level, facility and message (RFC 3164, section 4.3.2) |
 * | anything else | here: the line is the message |
 *
 * A line ends with LF or CRLF; empty lines are skipped.
 */
import { createStampReader } from "./line_stamp.ts";
import { readLevelled, readPlainLine } from "./plain_line.ts";
import { priorityEnd, readPriority } from "./priority.ts";
import { readRfc3164 } from "./rfc3164.ts";
import { readRfc5424 } from "./rfc5424.ts";
import { clearLine, createSyslogLine, setPart, type SyslogLine } from "./syslog_line.ts";

const CR = 0x0d;

export interface SyslogLines {
  /** The next line that is not empty, in the same object each time. */
  next(): SyslogLine | undefined;
}

/** Reads the lines of a body that came at `nowMs`, epoch milliseconds. */
export function createSyslogLines(text: string, nowMs: number): SyslogLines {
  const line = createSyslogLine();
  const readStamp = createStampReader(nowMs);
  let at = 0;

  function next(): SyslogLine | undefined {
    while (at < text.length) {
      const start = at;
      const newline = text.indexOf("\n", start);
      const last = newline === -1 ? text.length : newline;
      at = last + 1;
      const end = last > start && text.charCodeAt(last - 1) === CR ? last - 1 : last;
      if (end === start) continue;
      read(start, end);
      return line;
    }
    return undefined;
  }

  function read(start: number, end: number): void {
    clearLine(line, start, end);
    const past = priorityEnd(text, start, end);
    if (past === -1) return readBare(start, end);
    const priority = readPriority(text, start, past);
    if (priority === undefined) return;
    line.priority = priority;
    if (readRfc5424(text, past, end, line)) return;
    const stampEnd = readStamp(text, past, end, line);
    if (stampEnd === -1) setPart(line.msg, past, end);
    else readRfc3164(text, stampEnd, end, line);
  }

  /** Without a priority, the level may be a word, which stands where a host would. */
  function readBare(start: number, end: number): void {
    const stampEnd = readStamp(text, start, end, line);
    if (stampEnd === -1) readPlainLine(text, start, end, line);
    else if (!readLevelled(text, stampEnd, end, line)) readRfc3164(text, stampEnd, end, line);
  }

  return { next };
}
