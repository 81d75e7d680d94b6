/**
 * The gateway's own line form, for programs that write to a file by themselves:
 *
 * ```
 * 2026-05-01 10:00:00,123 ERROR web-1 checkout[77]: payment declined
 * date       time         level host  app      pid  message
 * ```
 *
 * The time is UTC. All parts must be there: in a looser form, the first words of a message would
 * be taken for a host and a program.
 */
import { clearLine, hasPart, setPart, type SyslogLine, wordEnd } from "./syslog_line.ts";
import { readTagged } from "./syslog_tag.ts";
import { readIsoTime } from "./syslog_time.ts";

const DATE_CHARS = "YYYY-MM-DD".length;
const LEVEL = /^[A-Za-z]{1,16}$/;
const HYPHEN = 0x2d;
const SPACE = 0x20;

/** Reads `text[start, end)` into `line`; false for a line of another form. */
export function readPlainLine(
  text: string,
  start: number,
  end: number,
  line: SyslogLine,
): boolean {
  const dateEnd = start + DATE_CHARS;
  const hasDate = dateEnd < end && text.charCodeAt(start + 4) === HYPHEN &&
    text.charCodeAt(dateEnd) === SPACE;
  if (!hasDate) return false;
  const timeEnd = wordEnd(text, dateEnd + 1, end);
  const levelEnd = wordEnd(text, timeEnd + 1, end);
  const hostEnd = wordEnd(text, levelEnd + 1, end);
  if (hostEnd >= end || hostEnd === levelEnd + 1) return false;

  const ts = readIsoTime(text.slice(start, timeEnd));
  if (ts === undefined || !LEVEL.test(text.slice(timeEnd + 1, levelEnd))) return false;
  readTagged(text, hostEnd + 1, end, line);
  if (!hasPart(line.pid)) {
    clearLine(line, start, end);
    return false;
  }
  line.ts = ts;
  setPart(line.level, timeEnd + 1, levelEnd);
  setPart(line.host, levelEnd + 1, hostEnd);
  return true;
}
