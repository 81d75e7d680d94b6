/** MongoDB's text log up to 4.2; since 4.4 it writes JSON, which is read as JSON. */
import { setPart } from "../syslog_line.ts";
import { addPart } from "../named_parts.ts";
import { DIGITS, found, type LineReader } from "./reader.ts";

const HEAD = / ([FEWID])([1-5])? ([A-Z_-]{1,16}) {1,12}\[([^\]\r\n]{1,80})\] ?/y;
const LEVELS = { F: "ERROR", E: "ERROR", W: "WARN", I: "INFO", D: "DEBUG" } as const;

export const mongodb: LineReader = {
  name: "mongodb",
  summary: "MongoDB's text log up to 4.2",
  source: "MongoDB 4.2 manual, “Log Messages”: timestamp severity component [context] message",
  begins: DIGITS,
  examples: ["2026-05-01T10:00:00.401+0000 I NETWORK  [conn1] end connection 127.0.0.1:5"],
  read(text, start, end, line, { stamps }) {
    if (text.charCodeAt(start + 10) !== 0x54) return false;
    const past = stamps.read(text, start, end);
    const second = text.charCodeAt(past + 2);
    if (past === -1 || (second !== 0x20 && !(second >= 0x31 && second <= 0x35))) return false;
    const head = found(HEAD, text, past, end);
    if (head === undefined) return false;
    const [whole, severity, number, component, thread] = head;
    line.ts = stamps.ts;
    line.levelIs = LEVELS[severity as keyof typeof LEVELS];
    const componentStart = past + 3 + (number?.length ?? 0);
    addPart(line.fields, "component", componentStart, componentStart + component!.length);
    const threadStart = past + whole.indexOf("[") + 1;
    addPart(line.fields, "thread", threadStart, threadStart + thread!.length);
    setPart(line.msg, Math.min(HEAD.lastIndex, end), end);
    return true;
  },
};
