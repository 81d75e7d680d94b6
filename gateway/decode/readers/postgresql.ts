/** PostgreSQL's stderr log, whatever `log_line_prefix` puts between time and severity. */
import type { Level } from "../../../contract/mod.ts";
import { setPart } from "../syslog_line.ts";
import { addPart } from "../named_parts.ts";
import { DIGITS, found, type LineReader, skipBlanks } from "./reader.ts";
import { zoneNameEnd } from "./stamp.ts";

const PID = / ?\[(\d{1,10})(?:-\d{1,10})?\]:?/y;
const SEVERITY =
  /(DEBUG[1-5]?|LOG|INFO|NOTICE|WARNING|ERROR|FATAL|PANIC|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOCATION): {1,2}/y;
const OPEN = 0x5b;
const PREFIX_CHARS_MAX = 256;
const USER = /(?<![\w@.])([\w.$-]{1,64})@([\w.$-]{1,64})(?![\w@])/;
const LEVELS: Readonly<Record<string, Level>> = {
  ...{
    LOG: "INFO",
    NOTICE: "INFO",
    WARNING: "WARN",
    ERROR: "ERROR",
    FATAL: "ERROR",
    PANIC: "ERROR",
  },
  ...{
    INFO: "INFO",
    STATEMENT: "INFO",
    DETAIL: "INFO",
    HINT: "INFO",
    CONTEXT: "INFO",
    QUERY: "INFO",
  },
  LOCATION: "INFO",
};

export const postgresql: LineReader = {
  name: "postgresql",
  summary: "PostgreSQL's log",
  source:
    "PostgreSQL documentation, section “Error Reporting and Logging”: log_line_prefix, severities",
  begins: DIGITS,
  examples: [
    "2026-05-01 10:00:00.123 UTC [4711] app@shop ERROR:  duplicate key value",
    "2026-05-01 10:00:00.123 CEST [4711] LOG:  connection received",
  ],
  read(text, start, end, line, { stamps }) {
    const past = stamps.read(text, start, end);
    if (past === -1 || text.charCodeAt(past) === 0x2f) return false;
    let ts = stamps.ts;
    let at = past;
    // The name of a zone that is in no list: what is there is a time, and cannot be read.
    const unknown = ts === undefined ? -1 : zoneNameEnd(text, skipBlanks(text, past, end), end);
    if (unknown !== -1 && found(PID, text, unknown, end) !== undefined) {
      ts = undefined;
      at = unknown;
    }
    const limit = Math.min(end, at + PREFIX_CHARS_MAX);
    const mayBe = text.charCodeAt(skipBlanks(text, at, end)) === OPEN ||
      text.slice(at, limit).includes(":  ");
    if (!mayBe) return false;
    let severity: RegExpExecArray | undefined;
    let severityStart = at;
    for (let from = skipBlanks(text, at, end); from < limit;) {
      severity = found(SEVERITY, text, from, end);
      if (severity !== undefined) {
        severityStart = from;
        break;
      }
      const blank = text.slice(from, limit).indexOf(" ");
      if (blank === -1) break;
      from = skipBlanks(text, from + blank, end);
    }
    // Two blanks behind the colon are PostgreSQL's own; else its process has to stand there.
    if (severity === undefined) return false;
    const pid = pidIn(text, at, severityStart, end);
    if (!severity[0].endsWith("  ") && pid === undefined) return false;
    line.ts = ts;
    if (ts === undefined) setPart(line.stamp, start, at);
    line.levelIs = LEVELS[severity[1]!] ?? "DEBUG";
    if (pid !== undefined) setPart(line.pid, pid, pid + digitsAt(text, pid, end));
    const between = text.slice(at, severityStart);
    const user = USER.exec(between);
    if (user !== null) {
      const from = at + user.index;
      addPart(line.fields, "user", from, from + user[1]!.length);
      const database = from + user[1]!.length + 1;
      addPart(line.fields, "database", database, database + user[2]!.length);
    } else if (pid === undefined && between.trim() !== "") return reset(line);
    addPart(line.fields, "severity_text", severityStart, severityStart + severity[1]!.length);
    setPart(line.msg, severityStart + severity[0].length, end);
    return true;
  },
};

function reset(line: Parameters<LineReader["read"]>[3]): false {
  line.ts = line.levelIs = undefined;
  line.stamp.start = -1;
  line.fields.count = 0;
  return false;
}

function pidIn(text: string, from: number, to: number, end: number): number | undefined {
  const bracket = text.slice(from, to).indexOf("[");
  if (bracket === -1) return undefined;
  const open = from + bracket;
  return found(PID, text, open, end) === undefined ? undefined : open + 1;
}

function digitsAt(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
  return at - from;
}
