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
import type { SyslogRecord } from "./syslog_record.ts";
import { readTagged } from "./syslog_tag.ts";
import { readIsoTime } from "./syslog_time.ts";

const DATE_CHARS = "YYYY-MM-DD".length;
const LEVEL = /^[A-Za-z]{1,16}$/;

/** `undefined` for a line of another form. */
export function readPlainLine(line: string): SyslogRecord | undefined {
  if (line[4] !== "-" || line[DATE_CHARS] !== " ") return undefined;
  const timeEnd = line.indexOf(" ", DATE_CHARS + 1);
  const levelEnd = line.indexOf(" ", timeEnd + 1);
  const hostEnd = line.indexOf(" ", levelEnd + 1);
  const areFound = timeEnd !== -1 && levelEnd !== -1 && hostEnd > levelEnd + 1;
  if (!areFound) return undefined;

  const ts = readIsoTime(line.slice(0, timeEnd));
  const level = line.slice(timeEnd + 1, levelEnd);
  if (ts === undefined || !LEVEL.test(level)) return undefined;
  const record: SyslogRecord = { ts, level, host: line.slice(levelEnd + 1, hostEnd), msg: "" };
  readTagged(line, hostEnd + 1, record);
  return record.pid === undefined ? undefined : record;
}
