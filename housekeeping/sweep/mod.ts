/** One sweep of a sink, step by step, and the thread that it runs in. */
export {
  planSweep,
  sweep,
  SWEEP_OUTCOMES,
  type SweepDeps,
  type SweepOutcome,
  type SweepPlan,
  type SweepReport,
  type SweepSettings,
} from "./sweep.ts";
export { describeEvent, type SweepEvent } from "./sweep_event.ts";
export { runSweepApart, type SweepRun } from "./sweep_thread.ts";
