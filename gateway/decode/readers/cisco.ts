/** Messages of Cisco's IOS, NX-OS and ASA, with or without priority, number, time and host. */
import type { Level } from "../../../contract/mod.ts";
import { setPart, type SyslogLine } from "../syslog_line.ts";
import { addNumber } from "../named_parts.ts";
import { DIGITS, found, LETTERS, type LineContext, type LineReader } from "./reader.ts";

/** `45: `, `45: gw-1: `, `*` and `.` say that the clock is not set. */
const NUMBER = /(\d{1,10}): (?:([A-Za-z][\w.-]{0,63}): )?/y;
const CLOCK_MARK = /[*.!]/y;
const HOST = / ?:? (?:([A-Za-z0-9][\w.:-]{0,63}?) ?: )?/y;
const MNEMONIC = /%([A-Z][A-Z0-9_]{0,31}(?:-[A-Z0-9_]{1,31}){0,3}?)-([0-7])-([A-Z0-9_]{1,64}): ?/y;
const LEVELS: readonly Level[] = [
  ...["ERROR", "ERROR", "ERROR", "ERROR", "WARN", "INFO", "INFO", "DEBUG"] as const,
];

export const cisco: LineReader = {
  name: "cisco",
  summary: "Cisco IOS, NX-OS and ASA: %ASA-6-302013: text",
  source:
    "Cisco, “System Message Logging” (seq no: timestamp: %facility-severity-MNEMONIC: text); ASA syslog messages",
  begins: "%*." + DIGITS + LETTERS,
  examples: ["May 01 2026 10:00:00 fw1 : %ASA-6-302013: Built inbound TCP connection"],
  read(text, start, end, line, context) {
    return readCisco(text, start, end, line, context);
  },
};

/** Reads what may follow a priority; false for a line that has no `%NAME-N-MNEMONIC:`. */
export function readCisco(
  text: string,
  start: number,
  end: number,
  line: SyslogLine,
  { stamps }: LineContext,
): boolean {
  let at = start;
  let ts: string | undefined;
  let hostStart = -1;
  let hostEnd = -1;
  const number = found(NUMBER, text, at, end);
  if (number !== undefined) {
    at = NUMBER.lastIndex;
    if (number[2] !== undefined) {
      hostEnd = at - 2;
      hostStart = hostEnd - number[2].length;
    }
  }
  if (found(CLOCK_MARK, text, at, end) !== undefined) at = CLOCK_MARK.lastIndex;
  const past = text.charCodeAt(at) === 0x25 ? -1 : stamps.read(text, at, end);
  if (past !== -1) {
    ts = stamps.ts;
    at = past;
    const host = found(HOST, text, at, end);
    if (host === undefined) return false;
    at = HOST.lastIndex;
    if (host[1] !== undefined) {
      hostEnd = text.lastIndexOf(host[1], at) + host[1].length;
      hostStart = hostEnd - host[1].length;
    }
  }
  const mnemonic = found(MNEMONIC, text, at, end);
  if (mnemonic === undefined) return false;
  line.ts = ts;
  if (ts === undefined && past !== -1) setPart(line.stamp, start, past);
  if (line.priority === undefined) line.levelIs = LEVELS[Number(mnemonic[2])]!;
  if (number !== undefined) {
    addNumber(line.fields, text, "sequence", start, start + number[1]!.length);
  }
  if (hostStart !== -1) setPart(line.host, hostStart, hostEnd);
  setPart(line.msgid, at + 1, at + 1 + mnemonic[0].indexOf(":") - 1);
  setPart(line.msg, at, end);
  return true;
}
