/**
 * Response times with the long tail of real services, near a log-normal distribution: drawn by
 * inverting a table of quantiles, since arithmetic on a table gives the same numbers on every
 * machine and `Math.exp` need not.
 */
import type { Random } from "./random.ts";

/** Share of requests that are answered within so many milliseconds. */
const QUANTILES: readonly (readonly [share: number, ms: number])[] = [
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

/** Whole milliseconds. */
export function drawLatencyMs(random: Random): number {
  const share = random.float();
  let i = 1;
  while (QUANTILES[i]![0] < share) i++;
  const [shareFrom, msFrom] = QUANTILES[i - 1]!;
  const [shareTo, msTo] = QUANTILES[i]!;
  return Math.round(msFrom + (msTo - msFrom) * (share - shareFrom) / (shareTo - shareFrom));
}
