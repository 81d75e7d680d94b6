/**
 * Popularity by Zipf's law: the n-th of a list is drawn n times as rarely as the first. So are
 * products of a shop, keys of a topic and words of a search.
 */
import type { Random } from "./random.ts";

/** Draws indices from 0 to `size - 1`, the lower the likelier. */
export function createZipf(random: Random, size: number): () => number {
  const ends = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < size; i++) ends[i] = total += 1 / (i + 1);
  return () => {
    const at = random.float() * total;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
