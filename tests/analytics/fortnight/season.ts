/**
 * Traffic of a small shop over six weeks: four senders with a rhythm of the day and the week, each
 * day a little busier or quieter than the last of its kind, each ten minutes by chance. The first
 * two weeks are to learn from, the next two are as usual, and in the last two there are anomalies.
 */
import { seeded } from "../seeded.ts";

export interface Sender {
  readonly emitter: string;
  /** The emitter type, with its arguments. */
  readonly type: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** Records per second at the best hour of a working day. */
  readonly peakEps: number;
  readonly peakHour: number;
  /** Of the rate of a working day. */
  readonly weekend: number;
}

export const SENDERS: readonly Sender[] = [
  { emitter: "checkout", type: "json", args: {}, peakEps: 1.2, peakHour: 14, weekend: 0.6 },
  { emitter: "hosts", type: "syslog", args: {}, peakEps: 0.8, peakHour: 3, weekend: 1 },
  {
    emitter: "web",
    type: "access-log",
    args: { format: "json" },
    peakEps: 1,
    peakHour: 19,
    weekend: 1.3,
  },
  { emitter: "billing", type: "csv", args: {}, peakEps: 0.6, peakHour: 11, weekend: 0.35 },
];

export const LEVELS = { DEBUG: 10, INFO: 75, WARN: 10, ERROR: 5 } as const;
export const DAY_MS = 86_400_000;
export const STEP_MS = 600_000;
export const STEPS_PER_DAY = DAY_MS / STEP_MS;
export const DAYS = 42, LEARNING_DAYS = 14, LABELLED_FROM_DAY = 28;
/** A Monday, and no boundary of windows: what begins in the middle of one is harder to see. */
export const START_MS = Date.parse("2026-03-02T00:03:20Z");

const FLOOR = 0.25, DAY_WANDER = 0.08, STEP_WANDER = 0.1;

/** Records per second of each step, as usual. */
export function usualRates(sender: Sender, seed: number): Float64Array {
  const random = seeded(seed * 7919 + SENDERS.indexOf(sender));
  const rates = new Float64Array(DAYS * STEPS_PER_DAY);
  for (let day = 0; day < DAYS; day++) {
    const busy = 1 + DAY_WANDER * normal(random);
    const weekend = day % 7 >= 5 ? sender.weekend : 1;
    for (let step = 0; step < STEPS_PER_DAY; step++) {
      const hour = step * STEP_MS / 3_600_000;
      const wave = (1 + Math.cos((hour - sender.peakHour) / 24 * 2 * Math.PI)) / 2;
      const chance = Math.max(0.3, 1 + STEP_WANDER * normal(random));
      rates[day * STEPS_PER_DAY + step] = sender.peakEps * (FLOOR + (1 - FLOOR) * wave ** 1.5) *
        weekend * busy * chance;
    }
  }
  return rates;
}

/** Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
