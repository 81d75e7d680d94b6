/** `4711:M 01 May 2026 10:00:00.123 # text` */
import { setPart } from "../syslog_line.ts";
import { addPart } from "../named_parts.ts";
import { DIGITS, found, type LineReader } from "./reader.ts";

const PROCESS = /(\d{1,10}):(?:([XCSM]) |signal-handler \(\d{1,12}\) ?)/y;
const MARK = / ([.*#-])(?: |(?![^\r\n]))/y;
const LEVELS = { ".": "DEBUG", "-": "DEBUG", "*": "INFO", "#": "WARN" } as const;

export const redis: LineReader = {
  name: "redis",
  summary: "Redis and Valkey, servers and Sentinel",
  source: "Redis source, serverLogRaw(): pid:role time mark text; redis.conf, loglevel",
  begins: DIGITS,
  isUndated: true,
  examples: ["4711:M 01 May 2026 10:00:00.123 # Out Of Memory allocating 128 bytes"],
  read(text, start, end, line, { stamps }) {
    const process = found(PROCESS, text, start, end);
    if (process?.[2] === undefined) return false;
    const stampStart = PROCESS.lastIndex;
    const past = stamps.read(text, stampStart, end);
    if (past === -1) return false;
    const mark = found(MARK, text, past, end);
    if (mark === undefined) return false;
    line.ts = stamps.ts;
    line.levelIs = LEVELS[mark[1] as keyof typeof LEVELS];
    setPart(line.pid, start, start + process[1]!.length);
    addPart(line.fields, "role", stampStart - 2, stampStart - 1);
    setPart(line.msg, Math.min(MARK.lastIndex, end), end);
    return true;
  },
};
