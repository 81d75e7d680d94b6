/** Levels are few: each spelling of one is read once. */
import type { Level } from "../../contract/mod.ts";
import { readLevel, readLevelNumber } from "../level.ts";

const LEVELS_KEPT_MAX = 256;
const LEVEL_CHARS_MAX = 32;

export interface Levels {
  ofText(text: string): Level | undefined;
  ofNumber(json: string): Level | undefined;
}

export function createLevels(): Levels {
  const texts = new Map<string, Level>();
  const numbers = new Map<string, Level>();
  const remembered = (
    known: Map<string, Level>,
    read: (text: string) => Level | undefined,
  ) =>
  (text: string) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const level = read(text);
    const isKept = level !== undefined && known.size < LEVELS_KEPT_MAX &&
      text.length <= LEVEL_CHARS_MAX;
    if (isKept) known.set(text, level);
    return level;
  };
  return {
    ofText: remembered(texts, readLevel),
    ofNumber: remembered(numbers, readLevelNumber),
  };
}
