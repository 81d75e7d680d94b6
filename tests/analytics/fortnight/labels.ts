/** What goes wrong in the last two weeks, when, and what a finding of it may be called. */
import type { AnomalyKind } from "../../../analytics/mod.ts";
import { seeded } from "../seeded.ts";
import { DAYS, LABELLED_FROM_DAY, SENDERS, START_MS, STEP_MS, STEPS_PER_DAY } from "./season.ts";

export interface Label {
  readonly what: "burst" | "drop" | "silence" | "outage" | "levels" | "new-error";
  /** Absent: all senders. */
  readonly emitter?: string;
  /** Steps since the beginning of the six weeks. */
  readonly from: number;
  readonly to: number;
  /** Of the rate, or of the share of ERROR. */
  readonly factor: number;
  /** Kinds of findings that are right; the first must be among them. */
  readonly kinds: readonly AnomalyKind[];
}

/** Of each: the least and the longest time in steps, and the least and the largest factor. */
const PLANS = {
  burst: { steps: [1, 6], factor: [2.5, 6], kinds: ["burst"] },
  drop: { steps: [6, 18], factor: [0.1, 0.4], kinds: ["drop"] },
  silence: { steps: [2, 9], factor: [0, 0], kinds: ["silence"] },
  outage: { steps: [2, 6], factor: [0, 0], kinds: ["silence"] },
  levels: { steps: [3, 12], factor: [4, 8], kinds: ["level-share"] },
  "new-error": { steps: [2, 12], factor: [1, 1], kinds: ["new-error-pattern", "level-share"] },
} as const satisfies Record<Label["what"], unknown>;

const ORDER = Object.keys(PLANS) as Label["what"][];
const PER_DAY = 2;
/** What new errors come from. */
const FAILING = "hosts";

/** Two a day, of all kinds in turns, at any hour of their half of the day; the same for one seed. */
export function labelsOf(seed: number): Label[] {
  const random = seeded(seed * 104729 + 1);
  const between = ([least, most]: readonly [number, number]) => least + random() * (most - least);
  const half = STEPS_PER_DAY / PER_DAY, stepsMax = 18;
  return Array.from({ length: (DAYS - LABELLED_FROM_DAY) * PER_DAY }, (_, index): Label => {
    const what = ORDER[index % ORDER.length]!;
    const { steps, factor, kinds } = PLANS[what];
    const from = LABELLED_FROM_DAY * STEPS_PER_DAY + index * half +
      Math.floor(random() * (half - stepsMax));
    const sender = SENDERS[Math.floor(random() * SENDERS.length)]!.emitter;
    const emitter = what === "new-error" ? FAILING : sender;
    return {
      what,
      ...(what === "outage" ? {} : { emitter }),
      from,
      to: from + Math.round(between(steps)),
      factor: between(factor),
      kinds,
    };
  });
}

export function startOf({ from }: Label): number {
  return START_MS + from * STEP_MS;
}

export function endOf({ to }: Label): number {
  return START_MS + to * STEP_MS;
}

/** How many times its usual rate `emitter` sends in `step`. */
export function rateFactor(labels: readonly Label[], emitter: string, step: number): number {
  const label = labels.find((each) => step >= each.from && step < each.to);
  if (label === undefined || label.what === "levels" || label.what === "new-error") return 1;
  return label.emitter === undefined || label.emitter === emitter ? label.factor : 1;
}
