/** Android's logcat: threadtime, time and brief. */
import type { Level } from "../../../contract/mod.ts";
import { setPart } from "../syslog_line.ts";
import { addNumber, addPart } from "../named_parts.ts";
import { DIGITS, found, type LineReader, skipBlanks } from "./reader.ts";
import { trimmedEnd } from "./head.ts";

const THREADTIME = / {1,8}(?:\S{1,32} {1,8})?(\d{1,7}) {1,8}(\d{1,7}) ([VDIWEFAS]) /y;
const BRIEF = / ?([VDIWEFAS])\/([^\r\n(]{0,120})\( *(\d{1,7})\): ?/y;
const LEVELS: Readonly<Record<string, Level>> = {
  ...{ V: "DEBUG", D: "DEBUG", I: "INFO", W: "WARN", E: "ERROR", F: "ERROR", A: "ERROR" },
  S: "INFO",
};
const TAG_CHARS_MAX = 128;

export const logcat: LineReader = {
  name: "logcat",
  summary: "Android: threadtime, time, brief",
  source: "Android Studio documentation, logcat command-line tool, “Control log output format”",
  begins: DIGITS + "VDIWEFAS",
  examples: [
    "05-01 10:00:00.123  1702  2395 D WindowManager: printFreezingDisplayLogs",
    "05-01 10:00:00.123 E/AndroidRuntime(  77): FATAL EXCEPTION: main",
  ],
  read(text, start, end, line, { stamps }) {
    let at = start;
    let ts: string | undefined;
    if (text.charCodeAt(start) <= 0x39) {
      const isDate = text.charCodeAt(start + 2) === 0x2d || text.charCodeAt(start + 4) === 0x2d;
      if (!isDate) return false;
      at = stamps.read(text, start, end);
      if (at === -1) return false;
      ts = stamps.ts;
      const head = found(THREADTIME, text, at, end);
      if (head !== undefined) {
        const past = THREADTIME.lastIndex;
        const tagEnd = colonAfter(text, past, end);
        if (tagEnd === -1) return false;
        line.ts = ts;
        line.levelIs = LEVELS[head[3]!];
        const tidStart = past - 3 - head[2]!.length;
        const pidEnd = trimmedEnd(text, at, tidStart);
        setPart(line.pid, pidEnd - head[1]!.length, pidEnd);
        addNumber(line.fields, text, "tid", tidStart, tidStart + head[2]!.length);
        addPart(line.fields, "tag", past, trimmedEnd(text, past, tagEnd));
        setPart(line.msg, skipOne(text, tagEnd + 1, end), end);
        return true;
      }
    }
    const brief = found(BRIEF, text, at, end);
    if (brief === undefined) return false;
    line.ts = ts;
    const [whole, letter, tag, pid] = brief;
    line.levelIs = LEVELS[letter!];
    const tagStart = at + whole.indexOf("/") + 1;
    addPart(line.fields, "tag", tagStart, trimmedEnd(text, tagStart, tagStart + tag!.length));
    const pidStart = skipBlanks(text, tagStart + tag!.length + 1, end);
    setPart(line.pid, pidStart, pidStart + pid!.length);
    setPart(line.msg, Math.min(BRIEF.lastIndex, end), end);
    return true;
  },
};

/** A colon before a blank, or at the end; the first one where there is no such. */
function colonAfter(text: string, from: number, end: number): number {
  const limit = Math.min(end, from + TAG_CHARS_MAX);
  let first = -1;
  for (let at = from; at < limit; at++) {
    if (text.charCodeAt(at) !== 0x3a) continue;
    if (first === -1) first = at;
    if (at + 1 >= end || text.charCodeAt(at + 1) === 0x20) return at;
  }
  return first;
}

function skipOne(text: string, at: number, end: number): number {
  return at < end && text.charCodeAt(at) === 0x20 ? at + 1 : at;
}
