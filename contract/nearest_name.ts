/**
 * Finds what a mistyped name was meant to be.
 *
 * ```ts
 * nearestName("brust", ["burst", "soak"]); // "burst": a slip of the fingers
 * nearest("duration", ["duration_sec"]); // "duration_sec": a part of it, or another spelling
 * ```
 */

/** More edits than this are no typing slip. */
const EDITS_MAX = 3;

/** A word that is part of a known one, `duration` for `duration_sec`, must be at least this long. */
const PART_LENGTH_MIN = 3;

/** The name that takes the fewest edits, at most `editsMax`; `undefined` when none is near. */
export function nearestName(
  wanted: string,
  names: readonly string[],
  editsMax: number = Math.min(EDITS_MAX, Math.ceil(wanted.length / 2)),
): string | undefined {
  let best: string | undefined;
  let bestEdits = editsMax + 1;
  for (const name of names) {
    const edits = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (edits < bestEdits) {
      best = name;
      bestEdits = edits;
    }
  }
  return best;
}

/** As `nearestName`, and blind to `-`, `_` and `.`; takes a part of a known word for the whole. */
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

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const above = rows[i - 1]!;
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let edits = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        edits = Math.min(edits, rows[i - 2]![j - 2]! + 1);
      }
      row.push(edits);
    }
    rows.push(row);
  }
  return rows[from.length]![to.length]!;
}
