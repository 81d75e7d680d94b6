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
import type { Priority } from "./priority.ts";
import {
  createStructuredDataCursor,
  readStructuredData,
  type StructuredDataCursor,
} from "./structured_data.ts";
import type { SyslogRecord } from "./syslog_record.ts";
import { readPid } from "./syslog_tag.ts";
import { readIsoTime } from "./syslog_time.ts";

const NIL = "-";
const VERSION = "1 ";
const SPACE = 0x20;
const BYTE_ORDER_MARK = 0xfeff;

/** Reads `line` from `from`, the offset after the priority; `undefined` for another form. */
export type Rfc5424Reader = (
  line: string,
  from: number,
  priority: Priority,
) => SyslogRecord | undefined;

/** A reader for the lines of one body. */
export function createRfc5424Reader(): Rfc5424Reader {
  const cursor = createStructuredDataCursor();
  return (line, from, priority) => readRfc5424(line, from, priority, cursor);
}

function readRfc5424(
  line: string,
  from: number,
  { level, facility }: Priority,
  cursor: StructuredDataCursor,
): SyslogRecord | undefined {
  if (!line.startsWith(VERSION, from)) return undefined;
  const stampStart = from + VERSION.length;
  const stampEnd = line.indexOf(" ", stampStart);
  const hostEnd = line.indexOf(" ", stampEnd + 1);
  const appEnd = line.indexOf(" ", hostEnd + 1);
  const pidEnd = line.indexOf(" ", appEnd + 1);
  const msgidEnd = line.indexOf(" ", pidEnd + 1);
  const areFound = stampEnd > stampStart && hostEnd > stampEnd + 1 && appEnd > hostEnd + 1 &&
    pidEnd > appEnd + 1 && msgidEnd > pidEnd + 1;
  if (!areFound) return undefined;

  const stamp = line.slice(stampStart, stampEnd);
  const ts = stamp === NIL ? undefined : readIsoTime(stamp);
  if (ts === undefined && stamp !== NIL) return undefined;
  cursor.at = msgidEnd + 1;
  const data = readStructuredData(line, cursor);
  if (data === undefined) return undefined;
  if (cursor.at < line.length && line.charCodeAt(cursor.at) !== SPACE) return undefined;

  const host = line.slice(stampEnd + 1, hostEnd);
  const app = line.slice(hostEnd + 1, appEnd);
  const pid = line.slice(appEnd + 1, pidEnd);
  const msgid = line.slice(pidEnd + 1, msgidEnd);
  const record: SyslogRecord = ts === undefined
    ? { level, facility, msg: "" }
    : { ts, level, facility, msg: "" };
  if (host !== NIL) record.host = host;
  if (app !== NIL) record.app = app;
  if (pid !== NIL) record.pid = readPid(pid);
  if (msgid !== NIL) record.msgid = msgid;
  if (data !== null) record.structured_data = data;
  const msgStart = cursor.at + 1;
  record.msg = line.slice(line.charCodeAt(msgStart) === BYTE_ORDER_MARK ? msgStart + 1 : msgStart);
  return record;
}
