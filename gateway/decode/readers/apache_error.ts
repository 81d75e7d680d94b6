/** What Apache httpd says of itself, up to 2.2 and since 2.4. */
import { setPart } from "../syslog_line.ts";
import { isMarkedLevel } from "./level_word.ts";
import { addNumber, addPart } from "../named_parts.ts";
import { found, type LineReader } from "./reader.ts";

const LEVEL = / \[(?:([\w-]{0,40}):)?([a-z]{1,8})\d?\]/y;
const PROCESS = / \[pid (\d{1,10})(?::tid (\d{1,20}))?\]/y;
const CLIENT = / \[client ([^\]\r\n]{1,80})\]/y;

export const apacheError: LineReader = {
  name: "apache_error",
  summary: "Apache httpd's error log",
  source: "Apache httpd documentation, ErrorLogFormat",
  begins: "[",
  examples: [
    "[Fri May 01 10:00:00.123456 2026] [proxy:error] [pid 4711:tid 1397] AH00957: attempt failed",
    "[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok",
  ],
  read(text, start, end, line, { stamps }) {
    if (text.charCodeAt(start + 4) !== 0x20) return false;
    const past = stamps.read(text, start + 1, end);
    if (past === -1 || text.charCodeAt(past) !== 0x5d) return false;
    const level = found(LEVEL, text, past + 1, end);
    if (level === undefined) return false;
    const [, module, word] = level;
    const moduleStart = past + 3;
    const wordStart = moduleStart + (module === undefined ? 0 : module.length + 1);
    if (!isMarkedLevel(text, wordStart, wordStart + word!.length)) return false;
    line.ts = stamps.ts;
    setPart(line.level, wordStart, wordStart + word!.length);
    if (module) addPart(line.fields, "module", moduleStart, moduleStart + module.length);
    let at = LEVEL.lastIndex;
    const process = found(PROCESS, text, at, end);
    if (process !== undefined) {
      const pidStart = at + " [pid ".length;
      setPart(line.pid, pidStart, pidStart + process[1]!.length);
      at = PROCESS.lastIndex;
      if (process[2] !== undefined) {
        addNumber(line.fields, text, "tid", at - 1 - process[2].length, at - 1);
      }
    }
    const client = found(CLIENT, text, at, end);
    if (client !== undefined) {
      at = CLIENT.lastIndex;
      addPart(line.fields, "client", at - 1 - client[1]!.length, at - 1);
    }
    setPart(line.msg, Math.min(at + 1, end), end);
    return true;
  },
};
