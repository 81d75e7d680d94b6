/**
 * The BSD syslog line (RFC 3164), with the priority or, as in files under `/var/log`, without.
 *
 * ```
 * <34>Oct 11 22:14:15 mymachine su[77]: 'su root' failed for lonvick on /dev/pts/8
 *     timestamp       host      tag     message
 * ```
 *
 * In place of the timestamp stands an ISO 8601 one where rsyslog or systemd wrote the line. A host
 * may be missing, as in what local programs write to `/dev/log`, and so may the tag.
 */
import type { Priority } from "./priority.ts";
import type { SyslogRecord } from "./syslog_record.ts";
import { readTagged } from "./syslog_tag.ts";
import { createBsdTimeReader, readIsoTime } from "./syslog_time.ts";

const SPACE = 0x20;
const COLON = 0x3a;
const NINE = 0x39;

/**
 * Reads `line` from `from`, the offset after the priority, or 0 where there is none; `undefined`
 * for a line without a timestamp.
 */
export type Rfc3164Reader = (
  line: string,
  from: number,
  priority: Priority | undefined,
) => SyslogRecord | undefined;

/** A reader for the lines of one body that came at `nowMs`, epoch milliseconds. */
export function createRfc3164Reader(nowMs: number): Rfc3164Reader {
  const readBsdTime = createBsdTimeReader(nowMs);
  return (line, from, priority) => {
    const isIso = line.charCodeAt(from) <= NINE;
    const end = isIso ? isoStampEnd(line, from) : bsdStampEnd(line, from);
    if (end === -1) return undefined;
    const stamp = line.slice(from, end);
    const ts = isIso ? readIsoTime(stamp) : readBsdTime(stamp);
    if (ts === undefined) return undefined;
    const record: SyslogRecord = priority === undefined
      ? { ts, msg: "" }
      : { ts, level: priority.level, facility: priority.facility, msg: "" };
    readHostAndTag(line, end + 1, record);
    return record;
  };
}

/** A first word that ends with a colon is the tag of a line without a host. */
function readHostAndTag(line: string, from: number, record: SyslogRecord): void {
  const space = line.indexOf(" ", from);
  const end = space === -1 ? line.length : space;
  const hasHost = end > from && line.charCodeAt(end - 1) !== COLON;
  if (hasHost) record.host = line.slice(from, end);
  readTagged(line, hasHost ? end + 1 : from, record);
}

function isoStampEnd(line: string, from: number): number {
  const space = line.indexOf(" ", from);
  return space === -1 ? line.length : space;
}

/** `Mmm dd hh:mm:ss ` is 15 characters to its end, 14 where a day of one digit is not padded. */
function bsdStampEnd(line: string, from: number): number {
  if (line.charCodeAt(from + 3) !== SPACE) return -1;
  const length = line.charCodeAt(from + 6) === SPACE ? 15 : 14;
  const end = from + length;
  const isWhole = line.length === end || line.charCodeAt(end) === SPACE;
  return isWhole ? end : -1;
}
