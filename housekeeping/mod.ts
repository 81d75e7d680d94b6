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
} from "./sweep/mod.ts";
export type { SweepEvent } from "./sweep/mod.ts";
export { type CheckedArchive, listArchives, verifyArchive } from "./archive/mod.ts";
export { restoreArchives, type RestoredFile } from "./archive/mod.ts";
export { Checkpoint, CHECKPOINT_DIR } from "./retention/mod.ts";
