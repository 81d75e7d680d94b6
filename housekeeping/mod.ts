/** Housekeeping: what happens to journal files after they are written. */
export { HousekeepingSettings } from "./settings.ts";
export {
  type Housekeeping,
  type HousekeepingDeps,
  type HousekeepingLog,
  startHousekeeping,
} from "./service.ts";
export {
  planSweep,
  sweep,
  type SweepDeps,
  type SweepOutcome,
  type SweepReport,
  type SweepSettings,
} from "./sweep.ts";
export type { SweepEvent } from "./sweep_event.ts";
export { type CheckedArchive, listArchives, verifyArchive } from "./verify.ts";
export { restoreArchives, type RestoredFile } from "./restore.ts";
export { Checkpoint, CHECKPOINT_DIR } from "./checkpoint.ts";
