/** The word for a level in a line. */
import { readLevel } from "../../level.ts";

/** Words that need no mark: no host has such a name, or none has it in capitals. */
const LEVEL = /^(?:trace|debug|info|warn(?:ing)?|error|critical|fatal|panic)$/i;
const CAPITALS =
  /^(?:VERBOSE|FINEST|FINER|FINE|CONFIG|NOTICE|ERR|CRIT|SEVERE|ALERT|EMERG(?:ENCY)?|SUCCESS)$/;
const ALL_CAPITALS = /^(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL|PANIC)$/;
const WORD_CHARS_MAX = 16;

/** Whether the word is one behind a time. */
export function isLevel(text: string, start: number, end: number): boolean {
  if (end - start < 3 || end - start > WORD_CHARS_MAX) return false;
  const word = text.slice(start, end);
  return LEVEL.test(word) || CAPITALS.test(word);
}

/** Whether it is one by itself: only in capitals. */
export function isCapitalLevel(text: string, start: number, end: number): boolean {
  if (end - start < 3 || end - start > WORD_CHARS_MAX) return false;
  const word = text.slice(start, end);
  return ALL_CAPITALS.test(word) || CAPITALS.test(word);
}

/** Whether it is one where a mark says so: `[err]`, `level=w`. */
export function isMarkedLevel(text: string, start: number, end: number): boolean {
  if (end === start || end - start > WORD_CHARS_MAX) return false;
  const word = text.slice(start, end);
  return /^[A-Za-z]+$/.test(word) && (readLevel(word) !== undefined || /^success$/i.test(word));
}
