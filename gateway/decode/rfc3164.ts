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
import { setPart, type SyslogLine, wordEnd } from "./syslog_line.ts";
import { readTagged } from "./syslog_tag.ts";
import { createBsdTimeReader, readIsoTime } from "./syslog_time.ts";

const SPACE = 0x20;
const COLON = 0x3a;
const NINE = 0x39;

/**
 * Reads `text[from, end)`, what follows the priority, into `line`; false for a line without a
 * timestamp.
 */
export type Rfc3164Reader = (
  text: string,
  from: number,
  end: number,
  line: SyslogLine,
) => boolean;

/** A reader for the lines of one body that came at `nowMs`, epoch milliseconds. */
export function createRfc3164Reader(nowMs: number): Rfc3164Reader {
  const readBsdTime = createBsdTimeReader(nowMs);
  return (text, from, end, line) => {
    if (from >= end) return false;
    const isIso = text.charCodeAt(from) <= NINE;
    const stampEnd = isIso ? isoStampEnd(text, from, end) : bsdStampEnd(text, from, end);
    if (stampEnd === -1) return false;
    const stamp = text.slice(from, stampEnd);
    const ts = isIso ? readIsoTime(stamp) : readBsdTime(stamp);
    if (ts === undefined) return false;
    line.ts = ts;
    readHostAndTag(text, Math.min(stampEnd + 1, end), end, line);
    return true;
  };
}

/** A first word that ends with a colon is the tag of a line without a host. */
function readHostAndTag(text: string, from: number, end: number, line: SyslogLine): void {
  const hostEnd = wordEnd(text, from, end);
  const hasHost = hostEnd > from && text.charCodeAt(hostEnd - 1) !== COLON;
  if (hasHost) setPart(line.host, from, hostEnd);
  readTagged(text, hasHost ? hostEnd + 1 : from, end, line);
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
