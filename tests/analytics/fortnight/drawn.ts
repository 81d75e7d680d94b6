/** The six weeks as counts, drawn by chance without any record: what a test has time for. */
import { LEVELS as LEVEL_NAMES } from "../../../contract/mod.ts";
import { type Series, type Watched } from "../../../analytics/mod.ts";
import { seeded } from "../seeded.ts";
import { endOf, type Label, rateFactor, startOf } from "./labels.ts";
import { DAY_MS, DAYS, LEVELS, SENDERS, START_MS, STEP_MS, usualRates } from "./season.ts";

const PIECE_MS = 100_000;

export function drawWatched(seed: number, labels: readonly Label[], windowMs: number): Watched {
  const startMs = Math.ceil(START_MS / windowMs) * windowMs;
  const windows = Math.floor((START_MS + DAYS * DAY_MS - startMs) / windowMs);
  const grid = { startMs, windowMs, windows };
  const random = seeded(seed * 31 + 7);
  const sum = new Float64Array(windows);
  const series = SENDERS.flatMap((sender): Series[] => {
    const { emitter } = sender;
    const rates = usualRates(sender, seed);
    const counts = LEVEL_NAMES.map(() => new Float64Array(windows));
    for (let window = 0; window < windows; window++) {
      for (let ms = 0; ms < windowMs; ms += PIECE_MS) {
        const step = Math.floor((startMs + window * windowMs + ms - START_MS) / STEP_MS);
        const expected = rates[step]! * rateFactor(labels, emitter, step) * PIECE_MS / 1000;
        const shares = sharesAt(labels, emitter, step);
        LEVEL_NAMES.forEach((_, level) => {
          counts[level]![window]! += poisson(expected * shares[level]!, random);
        });
      }
    }
    const totals = sum.map((_, window) => counts.reduce((all, each) => all + each[window]!, 0));
    totals.forEach((count, window) => sum[window]! += count);
    return [
      { subject: { signal: "rate", emitter }, measure: "count", values: totals },
      ...LEVEL_NAMES.map((level, at): Series => ({
        subject: { signal: "level", emitter, level },
        measure: "share",
        values: counts[at]!,
        totals,
      })),
    ];
  });
  return {
    grid,
    series: [{ subject: { signal: "rate" }, measure: "count", values: sum }, ...series],
    errorPatterns: labels.filter(({ what }) => what === "new-error").map((label, index) => ({
      id: `new-${index}`,
      template: "array <id> has lost a disk",
      emitter: label.emitter!,
      firstMs: startOf(label) + 20_000,
      firstErrorsMs: [20_000, 30_000, 40_000].map((ms) => startOf(label) + ms),
      lastErrorMs: endOf(label),
      errors: 40,
    })),
  };
}

function sharesAt(labels: readonly Label[], emitter: string, step: number): number[] {
  const label = labels.find((each) =>
    each.what === "levels" && each.emitter === emitter && step >= each.from && step < each.to
  );
  const weights = levelsWith(label);
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return LEVEL_NAMES.map((level) => weights[level] / total);
}

/** Weights of levels while `label` lasts. */
export function levelsWith(label: Label | undefined): Record<keyof typeof LEVELS, number> {
  return label === undefined ? LEVELS : { ...LEVELS, ERROR: LEVELS.ERROR * label.factor };
}

/** Knuth for few, and the normal approximation for many. */
function poisson(mean: number, random: () => number): number {
  const MANY = 60;
  if (mean > MANY) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
  }
  if (mean === 0) return 0;
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; count++) product *= random();
  return count;
}
