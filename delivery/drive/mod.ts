/** Plan, send, mark; and what is refused for good. */
export {
  type Checkpoint,
  checkpointPath,
  readCheckpoint,
  writeCheckpoint,
} from "./checkpoint_file.ts";
export {
  createDeadLetters,
  deadFolder,
  type DeadLetter,
  listDeadFiles,
  readDeadLetters,
} from "./dead_letters.ts";
export { type BatchDeps, deliverBatch } from "./deliver_batch.ts";
export { type LaneObserver, runLane } from "./lane.ts";
export { candidatesOf, positionsFromNow, unreadBytes } from "./next_range.ts";
