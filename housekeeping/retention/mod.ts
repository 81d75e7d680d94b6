/** Which journal files are past their time, and what holds a sweep back: readers, space, the clock. */
export { Checkpoint, CHECKPOINT_DIR, readCheckpoints } from "./checkpoint.ts";
export { type ClockVerdict, judgeClock, readClockMemory, writeClockMemory } from "./clock_brake.ts";
export { DAY_MS, decideRetention, type Decision, KEEP_REASONS } from "./retention.ts";
export { guardSpace, type SpaceState } from "./space_guard.ts";
