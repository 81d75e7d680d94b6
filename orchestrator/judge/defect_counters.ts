/**
 * Holds the gateway's counters against the labels of the broken records that were sent: what was to
 * be repaired moved `logops_missing_ts_total` and its kin, what was to be refused moved
 * `logops_rejected_total{reason}`, each by as much as the sender's ledger says.
 */
import { repairCountersOf } from "../../emitters/mod.ts";
import { increaseOf, type Samples } from "./metrics_text.ts";
import type { EmitterStatistics } from "../drive/mod.ts";

/** A counter of the gateway for one emitter: by how much it grew, and by how much it should have. */
export interface CounterFinding {
  /** Such as `missing_ts{json}`. */
  readonly name: string;
  readonly wanted: number;
  readonly got: number;
}

export function defectCounters(
  emitters: readonly EmitterStatistics[],
  before: Samples,
  after: Samples,
): CounterFinding[] {
  return emitters.flatMap((sender) => {
    const emitter = sender.label;
    const repaired = [...repairs(sender)].map(([counter, wanted]) => {
      const selector = { name: `logops_${counter}_total`, labels: { emitter } };
      return { name: `${counter}{${emitter}}`, wanted, got: increaseOf(before, after, selector) };
    });
    // Refused records travel alone, so there are as many requests as records.
    const isAllByDesign = sender.rejected === sender.refused;
    const refused = Object.entries(isAllByDesign ? sender.rejectedByReason : {}).map(
      ([reason, wanted]) => {
        const selector = { name: "logops_rejected_total", labels: { emitter, reason } };
        return { name: `${reason}{${emitter}}`, wanted, got: increaseOf(before, after, selector) };
      },
    );
    return [...repaired, ...refused];
  });
}

/** How much the accepted broken records of an emitter should move each counter. */
function repairs({ defects }: EmitterStatistics): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, { accepted }] of Object.entries(defects)) {
    for (const counter of repairCountersOf(name)) {
      sums.set(counter, (sums.get(counter) ?? 0) + accepted);
    }
  }
  return sums;
}
