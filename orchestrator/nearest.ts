/** "Did you mean …?": the known word that is closest to the one that was written. */
import { nearestName } from "../emitters/mod.ts";

/** A word that is part of a known one, `duration` for `duration_sec`, must be at least this long. */
const PART_LENGTH_MIN = 3;

/** The closest of `known`, or `undefined` where nothing is close enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = fold(word);
  if (wanted === "") return undefined;
  const same = known.find((name) => fold(name) === wanted);
  if (same !== undefined) return same;
  const folded = new Map(known.map((name) => [fold(name), name]));
  const near = nearestName(wanted, [...folded.keys()]);
  if (near !== undefined && wanted.length >= near.length / 2) return folded.get(near);
  return wanted.length < PART_LENGTH_MIN
    ? undefined
    : known.find((name) => fold(name).includes(wanted) || wanted.includes(fold(name)));
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[-_. ]/g, "");
}
