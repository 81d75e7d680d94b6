/** Draws levels by the weights of a mix: `{ DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 }`. */
import { type Level, type LevelMix, LEVELS } from "../../contract/mod.ts";
import type { Random } from "./random.ts";

/** A source of levels. Weights must be finite, not negative, and not all zero. */
export function createLevels(mix: LevelMix, random: Random): () => Level {
  let total = 0;
  const ends = LEVELS.map((level) => {
    const weight = mix[level];
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`Cannot draw levels: weight of ${level} is ${weight}`);
    }
    return total += weight;
  });
  if (total === 0) throw new RangeError("Cannot draw levels: all weights are zero");
  const [debugEnd, infoEnd, warnEnd] = ends as [number, number, number, number];
  return () => {
    const at = random.float() * total;
    if (at < debugEnd) return "DEBUG";
    if (at < infoEnd) return "INFO";
    return at < warnEnd ? "WARN" : "ERROR";
  };
}
