/** Levels as programs write them, on the four of the stored record. */
import { LEVELS } from "../../contract/mod.ts";

const DEBUG = 0, INFO = 1, WARN = 2, ERROR = 3;

/** What a line without a level counts as, as in the gateway. */
export const DEFAULT_LEVEL = INFO;
export const LEVEL_COUNT = LEVELS.length;

/** The index in `LEVELS` of a word, a letter of Android's, or a number of syslog's or pino's. */
export function levelIndex(word: unknown): number {
  if (typeof word === "number") return levelOfNumber(word);
  if (typeof word !== "string") return DEFAULT_LEVEL;
  const text = word.trim().toLowerCase();
  if (/^\d+$/.test(text)) return levelOfNumber(Number(text));
  if (/^(trace|debug|dbg|verbose|fine\w*|d|v)$/.test(text)) return DEBUG;
  if (/^(warn|warning|w)$/.test(text)) return WARN;
  if (/^(err|error|severe|fatal|failure|crit\w*|alert|emerg\w*|panic|e|f)$/.test(text)) {
    return ERROR;
  }
  return INFO;
}

function levelOfNumber(value: number): number {
  if (value >= 10) return value < 30 ? DEBUG : value < 40 ? INFO : value < 50 ? WARN : ERROR;
  return value <= 3 ? ERROR : value === 4 ? WARN : value === 7 ? DEBUG : INFO;
}
