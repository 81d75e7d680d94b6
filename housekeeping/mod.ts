/** Housekeeping: what happens to journal files after they are written. */
export { HousekeepingSettings } from "./settings.ts";
export {
  type Housekeeping,
  type HousekeepingDeps,
  type HousekeepingLog,
  startHousekeeping,
} from "./service.ts";
export { Checkpoint, CHECKPOINT_DIR } from "./checkpoint.ts";
