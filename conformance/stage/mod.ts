/** Where a subject runs: its processes, its disk, the sink behind it. */
export { freePort, type Host, waitUntil } from "./host.ts";
export { type Receiver, type SinkMode } from "./http_receiver.ts";
export { linesOfText } from "./received_lines.ts";
export { makeSlowFsync, type SlowFsync } from "./slow_fsync.ts";
export { mountSmallDisk, type SmallDisk, whyNoSmallDisk } from "./small_disk.ts";
export { openStage, type Stage, type StageOptions } from "./stage.ts";
export { NotReady } from "./started_process.ts";
