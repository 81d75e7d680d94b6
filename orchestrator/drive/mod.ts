/**
 * A run: records leave when they are due, each request is brought to its answer, and the ledger
 * remembers what was sent. Nothing here says whether that was good.
 */
export { readTextMax } from "./bounded_text.ts";
export { appendTo } from "./file_input.ts";
export { type Clock, createClock } from "./clock.ts";
export { createLatencies, type Latencies, type LatencySummary } from "./latencies.ts";
export { EmitterLedger, type Fate } from "./ledger.ts";
export { RepeatCheck } from "./repeat_check.ts";
export { startRun } from "./run.ts";
export {
  newRunId,
  type RunDeps,
  type RunHandle,
  type RunOptions,
  type RunResult,
  type RunSnapshot,
  type RunState,
  scenarioIdOf,
  type SentSample,
} from "./run_handle.ts";
export { ClientSettings, ingestUrl, isHttpUrl } from "./settings.ts";
export { createSigner, newNonce } from "./signer.ts";
export { type EmitterStatistics, EmitterTally, type LevelCounts, totalOf } from "./statistics.ts";
export type { Sign } from "./transport.ts";
