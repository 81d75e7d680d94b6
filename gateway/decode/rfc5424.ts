/**
 * The syslog protocol's own line (RFC 5424):
 *
 * ```
 * <165>1 2026-10-11T22:14:15.003Z web-1 evntslog 77 ID47 [origin@32473 ip="192.0.2.1"] An event
 *      |  timestamp               host  app      pid msgid structured data             message
 *      version
 * ```
 *
 * Every part up to the structured data may be `-`: not known. The grammar's limits on lengths are
 * not enforced: senders exceed them, and the body has a limit of its own. `readIsoTime` says in
 * what else a timestamp may differ.
 */
import { readStructuredData } from "./structured_data.ts";
import { type Part, setPart, type SyslogLine, wordEnd } from "./syslog_line.ts";
import { readIsoTime } from "./syslog_time.ts";

const NIL = "-";
const VERSION = "1 ";
const SPACE = 0x20;
const HYPHEN = 0x2d;
const OPEN = 0x5b;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Reads `text[from, end)`, what follows the priority, into `line`; false for another form, and then
 * nothing is set.
 */
export function readRfc5424(text: string, from: number, end: number, line: SyslogLine): boolean {
  if (!text.startsWith(VERSION, from)) return false;
  const stampStart = from + VERSION.length;
  const stampEnd = wordEnd(text, stampStart, end);
  const hostEnd = wordEnd(text, stampEnd + 1, end);
  const appEnd = wordEnd(text, hostEnd + 1, end);
  const pidEnd = wordEnd(text, appEnd + 1, end);
  const msgidEnd = wordEnd(text, pidEnd + 1, end);
  const areFound = stampEnd > stampStart && hostEnd > stampEnd + 1 && appEnd > hostEnd + 1 &&
    pidEnd > appEnd + 1 && msgidEnd > pidEnd + 1 && msgidEnd < end;
  if (!areFound) return false;

  const stamp = text.slice(stampStart, stampEnd);
  const ts = stamp === NIL ? undefined : readIsoTime(stamp);
  if (ts === undefined && stamp !== NIL) return false;
  // Some leave the structured data out, as Heroku's logplex does: then the message stands there.
  const first = text.charCodeAt(msgidEnd + 1);
  const dataEnd = first === OPEN || first === HYPHEN || ts === undefined
    ? readStructuredData(text, msgidEnd + 1, end, line.data)
    : msgidEnd;
  if (dataEnd === msgidEnd) line.data.count = 0;
  const isRead = dataEnd !== -1 && (dataEnd === end || text.charCodeAt(dataEnd) === SPACE);
  if (!isRead) {
    line.data.count = 0;
    return false;
  }
  line.ts = ts;
  setGiven(line.host, text, stampEnd + 1, hostEnd);
  setGiven(line.app, text, hostEnd + 1, appEnd);
  setGiven(line.pid, text, appEnd + 1, pidEnd);
  setGiven(line.msgid, text, pidEnd + 1, msgidEnd);
  const msgStart = Math.min(dataEnd + 1, end);
  const isMarked = msgStart < end && text.charCodeAt(msgStart) === BYTE_ORDER_MARK;
  setPart(line.msg, isMarked ? msgStart + 1 : msgStart, end);
  return true;
}

function setGiven(part: Part, text: string, start: number, end: number): void {
  if (end - start !== NIL.length || !text.startsWith(NIL, start)) setPart(part, start, end);
}
