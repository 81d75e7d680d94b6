/**
 * The files that housekeeping works on: journal files of a sink, locks on folders, lines, and what
 * can go wrong with them.
 */
export { lockDirectories } from "./directory_lock.ts";
export {
  FAILURE_KINDS,
  failureOf,
  type HousekeepingFailure,
  type HousekeepingFailureKind,
  type HousekeepingResult,
  refuse,
} from "./housekeeping_failure.ts";
export { LineSplitter } from "./line_splitter.ts";
export {
  listSink,
  lstatIfPresent,
  openUnchanged,
  periodOf,
  removeUnchanged,
  type SinkFile,
  type SinkListing,
  syncDirectory,
} from "./sink_file.ts";
