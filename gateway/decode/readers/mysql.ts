/** The error log of MySQL and MariaDB, and the general log of MySQL. */
import { setPart } from "../syslog_line.ts";
import { addNumber, addPart } from "../named_parts.ts";
import { DIGITS, found, type LineReader, skipBlanks } from "./reader.ts";
import type { Level } from "../../../contract/mod.ts";

const ERROR_LOG =
  /[ \t]{1,4}(?:(\d{1,20}) )?\[(System|Note|Warning|Error|ERROR|Entry|NOTE|WARNING)\](?: \[(MY-\d{1,8})\] \[(\w{1,32})\])? ?/y;
const GENERAL_LOG =
  /[ \t]{1,8}(\d{1,20}) (Query|Connect|Quit|Init DB|Execute|Prepare|Close stmt|Field List|Statistics)\t?/y;
const OPEN = 0x5b;
const LEVELS: Readonly<Record<string, Level>> = {
  ...{ system: "INFO", note: "INFO", entry: "INFO", warning: "WARN", error: "ERROR" },
};

export const mysql: LineReader = {
  name: "mysql",
  summary: "MySQL's and MariaDB's error log, MySQL's general log",
  source:
    "MySQL 8.4 Reference Manual, “Error Log Output Format”; MariaDB documentation, “Error Log”",
  begins: DIGITS,
  examples: ["2026-05-01T10:00:00.123456Z 42 [ERROR] [MY-010119] [Server] Aborting"],
  read(text, start, end, line, { stamps }) {
    const past = stamps.read(text, start, end);
    if (past === -1) return false;
    const next = text.charCodeAt(skipBlanks(text, past, end));
    if (next !== OPEN && !(next >= 0x30 && next <= 0x39)) return false;
    const head = found(ERROR_LOG, text, past, end);
    if (head !== undefined) {
      const [whole, thread, level, code, subsystem] = head;
      if (thread === undefined && code === undefined && whole[0] !== " ") return false;
      line.ts = stamps.ts;
      if (stamps.ts === undefined) setPart(line.stamp, start, past);
      line.levelIs = LEVELS[level!.toLowerCase()]!;
      if (thread !== undefined) named("tid", whole.search(/\d/), thread, true);
      if (code !== undefined) {
        const at = whole.indexOf("[MY-") + 1;
        named("code", at, code, false);
        named("subsystem", at + code.length + 3, subsystem!, false);
      }
      setPart(line.msg, Math.min(ERROR_LOG.lastIndex, end), end);
      return true;
    }
    const general = found(GENERAL_LOG, text, past, end);
    if (general === undefined) return false;
    line.ts = stamps.ts;
    const [whole, thread, command] = general;
    named("tid", whole.search(/\d/), thread!, true);
    named("command", whole.indexOf(command!), command!, false);
    setPart(line.msg, Math.min(GENERAL_LOG.lastIndex, end), end);
    return true;

    function named(name: string, offset: number, value: string, isNumber: boolean): void {
      const at = past + offset;
      if (isNumber) addNumber(line.fields, text, name, at, at + value.length);
      else addPart(line.fields, name, at, at + value.length);
    }
  },
};
