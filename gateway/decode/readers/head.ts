/**
 * What stands before a message, in the order that a program's layout has: a time, a level, the thread,
 * the logger, the process.
 *
 * ```
 * 2026-05-01 10:00:00,123 [main] ERROR com.example.Pay - declined          log4j, logback
 * 2026-05-01 10:00:00.123  WARN 77 --- [exec-1] c.e.Web : slow             Spring
 * 2026-05-01 10:00:00,123 - app.orders - ERROR - declined                  Python
 * 2026-05-01 10:00:00.123 | ERROR    | app:pay:42 - declined               loguru
 * 26/05/01 10:00:00 INFO spark.SecurityManager: Changing view acls         Spark
 * [2026-05-01T10:00:00,123][WARN ][o.e.m.j.JvmGcMonitor ] [node-1] slow    Elasticsearch
 * [2026-05-01 10:00:00] production.ERROR: declined                         Monolog
 * ```
 *
 * A thread and a logger are taken only where the layout shows that they are: what might be words of the
 * message stays there.
 */
import { hasPart, setPart, type SyslogLine } from "../syslog_line.ts";
import { isCapitalLevel, isLevel, isMarkedLevel } from "./level_word.ts";
import { addNumber, addPart, isNumber } from "../named_parts.ts";
import { blankAfter, isBlank, type LineContext, skipBlanks } from "./reader.ts";

const TOKENS_MAX = 12;
const BRACKET_CHARS_MAX = 256;
const NAME_CHARS_MAX = 160;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const COLON = 0x3a;
const HYPHEN = 0x2d;
const PIPE = 0x7c;
const NINE = 0x39;
const ZERO = 0x30;

const NAME = /^[A-Za-z_<][\w.$:/<>#@-]*$/;
const CHANNEL_LEVEL = /^([\w-]{1,64})\.([A-Z]{3,9}):?$/;

/**
 * Reads `text[from, end)`; false where there is no level, and then nothing is set but the time. A time
 * is looked for where `line` has none.
 */
export function readHead(
  text: string,
  from: number,
  end: number,
  line: SyslogLine,
  { stamps }: LineContext,
): boolean {
  let hasTime = line.ts !== undefined || hasPart(line.stamp);
  let hasLevel = false;
  let threadStart = -1;
  let threadEnd = -1;
  let loggerStart = -1;
  let loggerEnd = -1;
  let pidStart = -1;
  let pidEnd = -1;
  /** Whether a mark between parts came last: what follows a level then is the message. */
  let isParted = false;
  let isAdjacent = false;
  let at = from;

  tokens: for (let n = 0; n < TOKENS_MAX; n++) {
    const next = skipBlanks(text, at, end);
    isAdjacent = next === at && n > 0;
    at = next;
    if (at >= end) break;
    const code = text.charCodeAt(at);
    if (code === OPEN) {
      const close = bracketEnd(text, at, end);
      if (close === -1) break;
      const start = skipBlanks(text, at + 1, close);
      const stop = trimmedEnd(text, start, close);
      if (!hasTime) {
        const past = stamps.read(text, start, stop);
        if (past === stop) {
          setTime(start, stop);
          at = close + 1;
          continue;
        }
      }
      if (!hasLevel && isMarkedLevel(text, start, stop)) {
        setPart(line.level, start, stop);
        hasLevel = true;
        at = text.charCodeAt(close + 1) === COLON ? close + 2 : close + 1;
        isParted = false;
        continue;
      }
      if (hasLevel && isAdjacent && loggerStart === -1) {
        loggerStart = start;
        loggerEnd = stop;
        at = close + 1;
        break;
      }
      // Spring Boot 3 has the application's name before the thread.
      const isSpring = hasLevel && isParted && pidStart !== -1;
      if (
        isSpring && threadStart !== -1 && text.charCodeAt(skipBlanks(text, close + 1, end)) !== OPEN
      ) {
        setPart(line.app, threadStart, threadEnd);
        threadStart = -1;
      }
      if (hasLevel && (!isParted || isSpring) && threadStart === -1 && isThread(close + 1)) {
        threadStart = start;
        threadEnd = stop;
        at = close + 1;
        continue;
      }
      if (hasLevel) break;
      if (pidStart === -1 && isNumber(text, start, stop)) {
        pidStart = start;
        pidEnd = stop;
      } else if (threadStart === -1) {
        threadStart = start;
        threadEnd = stop;
      }
      at = close + 1;
      continue;
    }
    const isMark = (code === HYPHEN || code === PIPE) && isBlank(text.charCodeAt(markEnd(at)));
    if (isMark) {
      if (hasLevel && isParted) break;
      isParted = true;
      at = markEnd(at);
      continue;
    }
    if (code <= NINE && code >= ZERO) {
      if (!hasTime) {
        const past = stamps.read(text, at, end);
        if (past !== -1) {
          setTime(at, past);
          at = past;
          continue;
        }
      }
      const past = blankAfter(text, at, Math.min(end, at + 12));
      const isPid = isNumber(text, at, past) && isBlank(text.charCodeAt(past)) && pidStart === -1 &&
        (!hasLevel || text.startsWith("--- ", skipBlanks(text, past, end)));
      if (!isPid) break;
      pidStart = at;
      pidEnd = past;
      at = past;
      continue;
    }
    const past = blankAfter(text, at, Math.min(end, at + NAME_CHARS_MAX));
    const wordEnd = text.charCodeAt(past - 1) === COLON ? past - 1 : past;
    if (!hasLevel) {
      const isOne = hasTime ? isLevel(text, at, wordEnd) : isCapitalLevel(text, at, wordEnd);
      if (isOne) {
        setPart(line.level, at, wordEnd);
        hasLevel = true;
        isParted = false;
        at = past;
        continue;
      }
      const word = text.slice(at, past);
      const channel = CHANNEL_LEVEL.exec(word);
      if (channel !== null && isCapitalLevel(channel[2]!, 0, channel[2]!.length)) {
        const levelStart = at + channel[1]!.length + 1;
        setPart(line.level, levelStart, levelStart + channel[2]!.length);
        hasLevel = true;
        loggerStart = at;
        loggerEnd = levelStart - 1;
        at = past;
        break;
      }
      if (word.startsWith("level=")) {
        const quoted = word.charCodeAt(6) === 0x22 ? 1 : 0;
        if (isMarkedLevel(text, at + 6 + quoted, past - quoted)) {
          setPart(line.level, at + 6 + quoted, past - quoted);
          hasLevel = true;
          at = past;
          continue;
        }
      }
      const isLogger = isParted && loggerStart === -1 && NAME.test(word) && hasMarkAt(past);
      if (!isLogger) break;
      loggerStart = at;
      loggerEnd = wordEnd;
      at = past;
      continue;
    }
    if (loggerStart !== -1) break;
    switch (loggerAt(at, past, wordEnd)) {
      case "no":
        break tokens;
      case "word":
        loggerStart = at;
        loggerEnd = wordEnd;
        at = past;
        break tokens;
      case "mark":
        loggerStart = at;
        loggerEnd = past;
        at = skipBlanks(text, past, end) + 1;
        break tokens;
    }
  }

  if (!hasLevel) {
    line.level.start = line.app.start = -1;
    return false;
  }
  if (threadStart !== -1) addPart(line.fields, "thread", threadStart, threadEnd);
  if (loggerStart !== -1) addPart(line.fields, "logger", loggerStart, loggerEnd);
  if (pidStart !== -1) {
    if (hasPart(line.pid)) addNumber(line.fields, text, "process", pidStart, pidEnd);
    else setPart(line.pid, pidStart, pidEnd);
  }
  const start = skipBlanks(text, at, end);
  setPart(line.msg, Math.min(start, end), end);
  return true;

  function setTime(start: number, stop: number): void {
    hasTime = true;
    line.ts = stamps.ts;
    if (stamps.ts === undefined) setPart(line.stamp, start, stop);
  }

  /** Behind a run of marks. */
  function markEnd(from: number): number {
    let past = from;
    const limit = Math.min(end, from + 4);
    while (past < limit && (text.charCodeAt(past) === HYPHEN || text.charCodeAt(past) === PIPE)) {
      past++;
    }
    return past;
  }

  function hasMarkAt(from: number): boolean {
    const mark = skipBlanks(text, from, Math.min(end, from + NAME_CHARS_MAX));
    const code = text.charCodeAt(mark);
    return (code === HYPHEN || code === PIPE) && isBlank(text.charCodeAt(mark + 1));
  }

  /** Whether brackets behind a level are a thread: a logger or a mark follows them. */
  function isThread(from: number): boolean {
    const next = skipBlanks(text, from, Math.min(end, from + NAME_CHARS_MAX));
    if (pidStart !== -1 && isParted && text.charCodeAt(next) === OPEN) return true;
    if (hasMarkAt(from)) return true;
    const past = blankAfter(text, next, Math.min(end, next + NAME_CHARS_MAX));
    const stop = text.charCodeAt(past - 1) === COLON ? past - 1 : past;
    if (stop === next) return false;
    return loggerAt(next, past, stop) !== "no";
  }

  /** Whether the word is the logger: by the colon behind it, or by the mark that follows. */
  function loggerAt(start: number, past: number, stop: number): "no" | "word" | "mark" {
    const word = text.slice(start, stop);
    if (!NAME.test(word)) return "no";
    const isDotted = word.includes(".") || word.includes("$");
    const isHeaded = threadStart !== -1 || pidStart !== -1;
    if (stop < past) return isDotted || isHeaded ? "word" : "no";
    const next = skipBlanks(text, past, Math.min(end, past + NAME_CHARS_MAX));
    const code = text.charCodeAt(next);
    const isClosed = isBlank(text.charCodeAt(next + 1)) || next + 1 >= end;
    if (code === HYPHEN && isClosed) return "mark";
    if (code === COLON && isClosed && (isDotted || isHeaded)) {
      return "mark";
    }
    return code === OPEN && isDotted && pidStart !== -1 ? "word" : "no";
  }
}

/** The offset of the bracket that closes the one at `open`, within bounds; -1 for none. */
export function bracketEnd(text: string, open: number, end: number): number {
  const limit = Math.min(end, open + BRACKET_CHARS_MAX);
  let depth = 0;
  for (let at = open; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN) depth++;
    else if (code === CLOSE && --depth === 0) return at;
  }
  return -1;
}

export function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}
