/**
 * Lines as programs write them to a file or a terminal by themselves: a time, a level, and text.
 *
 * ```
 * 2026-05-01 10:00:00,123 ERROR web-1 checkout[77]: payment declined
 * 2026-05-01T10:00:00Z [warn] payment declined
 * May  1 10:00:00 level=error payment declined
 * time            level host app pid message
 * ```
 *
 * Times are UTC unless they say otherwise. The program is read where it stands with its number,
 * `app[pid]:`, and the host before it: in a looser form, the first words of a message would be taken
 * for them.
 */
import { readLevel } from "../level.ts";
import { hasPart, type Part, setPart, type SyslogLine, wordEnd } from "./syslog_line.ts";
import { readTagged } from "./syslog_tag.ts";

/** `ERROR`, `ERROR:`, `[error]`, `[INFO ]` or `level=error`, and nothing glued to it. */
const LEVEL_WORD =
  / *(?:\[ *([A-Za-z]{1,16}) *\]:?|level="?([A-Za-z]{1,16})"?|([A-Za-z]{3,16}):?)(?![^ \r\n])/y;
/** Words that need no mark: no host has such a name, or none has it in capitals. */
const LEVEL = /^(?:trace|debug|info|warn(?:ing)?|error|critical|fatal|panic)$/i;
const CAPITAL_LEVEL = /^(?:VERBOSE|FINEST|FINER|FINE|NOTICE|ERR|CRIT|SEVERE|ALERT|EMERG(?:ENCY)?)$/;
/** A level that is not known, where all else is there. */
const UNKNOWN_LEVEL = /^[A-Za-z]{1,16}$/;
const SPACE = 0x20;

/** Reads a level that is not known, where host and program stand behind it. */
export function readUnknownLevel(
  text: string,
  stampEnd: number,
  end: number,
  line: SyslogLine,
): boolean {
  const levelStart = Math.min(stampEnd + 1, end);
  const levelEnd = wordEnd(text, levelStart, end);
  const isLevel = levelEnd < end && UNKNOWN_LEVEL.test(text.slice(levelStart, levelEnd));
  if (!isLevel || !readHostAndProgram(text, levelEnd + 1, end, line)) return false;
  setPart(line.level, levelStart, levelEnd);
  return true;
}

/** Reads what follows the timestamp that ends at `stampEnd`; false where that is no level. */
export function readLevelled(
  text: string,
  stampEnd: number,
  end: number,
  line: SyslogLine,
): boolean {
  const levelEnd = readLevelWord(text, stampEnd, line.level);
  if (levelEnd === -1) return false;
  const from = skipSpaces(text, levelEnd, end);
  if (!readProgramAt(text, from, end, line)) setPart(line.msg, from, end);
  return true;
}

/** Reads `host app[pid]: text` or `app[pid]: text`; false for another text. */
export function readProgramAt(text: string, from: number, end: number, line: SyslogLine): boolean {
  return readHostAndProgram(text, from, end, line) || readProgram(text, from, end, line);
}

/** Gives the offset behind the level and its marks; -1 for another word. */
function readLevelWord(text: string, from: number, level: Part): number {
  LEVEL_WORD.lastIndex = from;
  const found = LEVEL_WORD.exec(text);
  if (found === null) return -1;
  const [, inBrackets, named, bare = ""] = found;
  const marked = inBrackets ?? named;
  const isLevel = marked === undefined
    ? LEVEL.test(bare) || CAPITAL_LEVEL.test(bare)
    : readLevel(marked) !== undefined;
  if (!isLevel) return -1;
  const markedEnd = LEVEL_WORD.lastIndex;
  const word = marked ?? bare;
  const start = text.lastIndexOf(word, markedEnd);
  setPart(level, start, start + word.length);
  return markedEnd;
}

/** Reads `host app[pid]: text`; false where that does not stand there, and then nothing is set. */
function readHostAndProgram(text: string, from: number, end: number, line: SyslogLine): boolean {
  const hostEnd = wordEnd(text, from, end);
  if (hostEnd >= end || hostEnd === from) return false;
  if (!readProgram(text, hostEnd + 1, end, line)) return false;
  setPart(line.host, from, hostEnd);
  return true;
}

/** Reads `app[pid]: text`. */
function readProgram(text: string, from: number, end: number, line: SyslogLine): boolean {
  readTagged(text, from, end, line);
  if (hasPart(line.pid)) return true;
  line.app.start = -1;
  return false;
}

function skipSpaces(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === SPACE) at++;
  return at;
}
