/**
 * Numbers with the long tails of real services, near log-normal distributions: drawn by inverting a
 * table of quantiles, since arithmetic on a table gives the same numbers on every machine, and
 * `Math.exp` need not.
 */
import type { Random } from "./random.ts";

/** Shares from 0 to 1, each with the value that so many draws stay below; both rise. */
export type Quantiles = readonly (readonly [share: number, value: number])[];

/** Milliseconds that a service takes to answer. */
export const LATENCY_MS: Quantiles = [
  [0, 1],
  [0.05, 3],
  [0.25, 8],
  [0.5, 15],
  [0.75, 29],
  [0.9, 53],
  [0.95, 75],
  [0.99, 146],
  [0.999, 310],
  [0.9999, 570],
  [1, 1200],
];

/** Bytes of a page, compressed. */
export const PAGE_BYTES: Quantiles = [
  [0, 180],
  [0.05, 900],
  [0.25, 3200],
  [0.5, 8400],
  [0.75, 21_000],
  [0.95, 88_000],
  [0.99, 240_000],
  [1, 2_400_000],
];

/** A whole number. */
export function drawQuantile(quantiles: Quantiles, random: Random): number {
  const share = random.float();
  let i = 1;
  while (quantiles[i]![0] < share) i++;
  const [shareFrom, from] = quantiles[i - 1]!;
  const [shareTo, to] = quantiles[i]!;
  return Math.round(from + (to - from) * (share - shareFrom) / (shareTo - shareFrom));
}
