/**
 * `text/plain`: one line is one record, whatever the line is.
 *
 * | line | read by |
 * |---|---|
 * | `<34>1 2026-05-01T10:00:00Z web-1 su 77 ID47 - failed` | `rfc5424.ts` |
 * | `<34>May  1 10:00:00 web-1 su[77]: failed`, also without `<34>` | `rfc3164.ts` |
 * | `2026-05-01 10:00:00 ERROR web-1 su[77]: failed` | `plain_line.ts` |
 * | `<34>failed` | here: level, facility and message (RFC 3164, section 4.3.2) |
 * | anything else | here: the line is the message |
 *
 * A line ends with LF or CRLF; empty lines are skipped.
 */
import { fail, ok, type Result } from "../../contract/mod.ts";
import { readPlainLine } from "./plain_line.ts";
import { readPriority } from "./priority.ts";
import { createRfc3164Reader } from "./rfc3164.ts";
import { createRfc5424Reader } from "./rfc5424.ts";
import type { SyslogRecord } from "./syslog_record.ts";

export interface SyslogOptions {
  readonly recordsMax: number;
  readonly nowMs: number;
}

const CR = 0x0d;
const LESS_THAN = 0x3c;

/** Failure: `too_many_records`. */
export function readSyslog(text: string, { recordsMax, nowMs }: SyslogOptions): Result<unknown[]> {
  const readRfc5424 = createRfc5424Reader();
  const readRfc3164 = createRfc3164Reader(nowMs);
  const readLine = (line: string): SyslogRecord => {
    if (line.charCodeAt(0) !== LESS_THAN) {
      return readRfc3164(line, 0, undefined) ?? readPlainLine(line) ?? { msg: line };
    }
    const past = line.indexOf(">") + 1;
    const priority = readPriority(line, past);
    if (priority === undefined) return { msg: line };
    return readRfc5424(line, past, priority) ??
      readRfc3164(line, past, priority) ??
      { level: priority.level, facility: priority.facility, msg: line.slice(past) };
  };
  const records: SyslogRecord[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const next = newline === -1 ? text.length : newline;
    const end = text.charCodeAt(next - 1) === CR ? next - 1 : next;
    if (end > start) {
      if (records.length === recordsMax) {
        return fail({ kind: "too_many_records", limit: recordsMax });
      }
      records.push(readLine(text.slice(start, end)));
    }
    start = next + 1;
  }
  return ok(records);
}
