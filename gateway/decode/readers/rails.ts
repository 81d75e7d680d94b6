/** `E, [2026-05-01T10:00:00.123456 #4711] ERROR -- app: text` */
import { setPart } from "../syslog_line.ts";
import { addPart } from "../named_parts.ts";
import { found, type LineReader } from "./reader.ts";

const PROCESS = / ?#(\d{1,10})\] {1,3}([A-Z]{3,7}) -- (?:([^:\r\n]{0,64}))?:(?: |(?![^\r\n]))/y;

export const rails: LineReader = {
  name: "rails",
  summary: "Ruby's Logger, and so Rails",
  source: "Ruby standard library, Logger::Formatter",
  begins: "DIWEFAU",
  examples: ["E, [2026-05-01T10:00:00.123456 #4711] ERROR -- : boom"],
  read(text, start, end, line, { stamps }) {
    if (!text.startsWith(", [", start + 1)) return false;
    const past = stamps.read(text, start + 4, end);
    if (past === -1) return false;
    const rest = found(PROCESS, text, past, end);
    if (rest === undefined) return false;
    const [whole, pid, level, name] = rest;
    line.ts = stamps.ts;
    const pidStart = past + whole.indexOf("#") + 1;
    setPart(line.pid, pidStart, pidStart + pid!.length);
    if (level === "ANY") line.levelIs = "INFO";
    else {
      const levelStart = past + whole.indexOf(level!, pid!.length + 1);
      setPart(line.level, levelStart, levelStart + level!.length);
    }
    if (name) {
      const nameStart = past + whole.indexOf(" -- ") + 4;
      addPart(line.fields, "logger", nameStart, nameStart + name.length);
    }
    setPart(line.msg, Math.min(PROCESS.lastIndex, end), end);
    return true;
  },
};
