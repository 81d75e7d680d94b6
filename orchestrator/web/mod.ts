/** The orchestrator as a service: pages, HTTP API, live counts over a WebSocket, history. */
export { loadAssets } from "./assets.ts";
export { STATUS_BY_KIND } from "./failure.ts";
export { keepServing, type KeptServer } from "./kept_server.ts";
export type { RunSummary, ServerMessage } from "./messages.ts";
export { createMetrics } from "./metrics.ts";
export { createOrchestrator } from "./orchestrator.ts";
export { createRunStore, type RunStore } from "./run_store.ts";
export type { Runs } from "./runs.ts";
export { RunRecorder } from "./run_recorder.ts";
export { staticReport } from "./static_report.ts";
export { isLoopback } from "./security.ts";
export { createServiceLog, framesOf, type ServiceLog } from "./service_log.ts";
export { OrchestratorSettings } from "./settings.ts";
export { readTargets, type TargetList } from "./targets.ts";
export { BUFFERED_BYTES_MAX } from "./viewers.ts";
