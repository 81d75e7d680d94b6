/**
 * The verdict: what is stored is held against what was sent, and a run against what its scenario
 * expects. `trial.ts` is a run with its judgement; `verify.ts` compares the stored lines.
 */
export type { DeliveryCounts, DeliveryReport } from "./delivery_report.ts";
export { parseMetrics, type Samples, sumOf } from "./metrics_text.ts";
export type { Report } from "./report.ts";
export { farStore } from "./far_store.ts";
export { anyStore, journalStore, type Store } from "./store.ts";
export { journalFilesSince } from "./stored_lines.ts";
export {
  startTrial,
  type Trial,
  type TrialOptions,
  type TrialResult,
  whyUnreachable,
} from "./trial.ts";
export { createValueSearch } from "./value_search.ts";
export {
  type Check,
  isNothingStored,
  isUnnumbered,
  judge,
  NEEDS_VERIFY,
  needsOfStore,
  type SaidCheck,
  type Verdict,
} from "./verdict.ts";
