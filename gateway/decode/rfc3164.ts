/**
 * The BSD syslog line (RFC 3164), with the priority or, as in files under `/var/log`, without.
 *
 * ```
 * <34>Oct 11 22:14:15 mymachine su[77]: 'su root' failed for lonvick on /dev/pts/8
 *     timestamp       host      tag     message
 * ```
 *
 * A host may be missing, as in what local programs write to `/dev/log`, and so may the tag.
 */
import { setPart, type SyslogLine, wordEnd } from "./syslog_line.ts";
import { readTagged } from "./syslog_tag.ts";

const COLON = 0x3a;

/** In no name or address of a host: `msg="a b"`, `{"msg":"a"}`, `user=ann@b.example`. */
const NO_HOST = /["={}@]/;

/**
 * Reads what follows the timestamp that ends at `stampEnd`. A first word that ends with a colon is the
 * tag of a line without a host, and one that can be no host begins the message.
 */
export function readRfc3164(text: string, stampEnd: number, end: number, line: SyslogLine): void {
  const from = Math.min(stampEnd + 1, end);
  const hostEnd = wordEnd(text, from, end);
  const hasHost = hostEnd > from && text.charCodeAt(hostEnd - 1) !== COLON;
  if (hasHost && NO_HOST.test(text.slice(from, hostEnd))) return setPart(line.msg, from, end);
  if (hasHost) setPart(line.host, from, hostEnd);
  readTagged(text, hasHost ? hostEnd + 1 : from, end, line);
}
