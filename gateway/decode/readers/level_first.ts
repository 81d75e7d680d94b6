/** Lines that begin with their level, with or without a time behind it. */
import { readLevel } from "../../level.ts";
import { setPart } from "../syslog_line.ts";
import { readHead } from "./head.ts";
import { isCapitalLevel } from "./level_word.ts";
import { addPart } from "../named_parts.ts";
import { blankAfter, found, LETTERS, type LineReader } from "./reader.ts";

const WORD_CHARS_MAX = 80;
const OPEN = 0x5b;
/** `WARNING:app.orders:text`: what Python's `basicConfig` writes. */
const PYTHON = /(DEBUG|INFO|WARNING|ERROR|CRITICAL):([\w.-]{1,128}):/y;
/** `Error: text`, .NET's `fail: text`: the word stays, as it may be the name of what was thrown. */
const NAMED =
  /(?:fatal|error|warning|warn|info|debug|panic|notice|fail|crit|dbug|trce):(?=[ \t])/iy;

export const levelFirst: LineReader = {
  name: "level_first",
  summary: "[ERROR] text, ERROR text, WARNING:logger:text, [main] INFO logger - text",
  source: "Python logging.basicConfig (BASIC_FORMAT); SLF4J SimpleLogger; AWS Lambda runtimes",
  begins: LETTERS + "[",
  examples: [
    "[ERROR] something bad",
    "WARNING:app.orders:cannot charge",
    "ERROR 2026-05-01 10:00:00,123 views 77 cannot charge",
  ],
  read(text, start, end, line, context) {
    if (text.charCodeAt(start) === OPEN) return readHead(text, start, end, line, context);
    const python = found(PYTHON, text, start, end);
    if (python !== undefined) {
      const [, level, logger] = python;
      setPart(line.level, start, start + level!.length);
      const at = start + level!.length + 1;
      addPart(line.fields, "logger", at, at + logger!.length);
      setPart(line.msg, PYTHON.lastIndex, end);
      return true;
    }
    const past = blankAfter(text, start, Math.min(end, start + WORD_CHARS_MAX));
    const wordEnd = text.charAt(past - 1) === ":" ? past - 1 : past;
    if (isCapitalLevel(text, start, wordEnd)) return readHead(text, start, end, line, context);
    const named = found(NAMED, text, start, end);
    if (named === undefined) return false;
    line.levelIs = readLevel(text.slice(start, NAMED.lastIndex - 1));
    return line.levelIs !== undefined;
  },
};
