/** Several gateways on one port: who starts them, replaces them and adds up what they count. */
export { grantFlags, RIGHTS } from "./grants.ts";
export type { ClaimsLink } from "./claims_link.ts";
export { linkToSupervisor, type SupervisorLink } from "./supervisor_link.ts";
export { createSupervisorMetrics } from "./supervisor_metrics.ts";
export { startSupervisor, type Supervisor, type WorkerProcess } from "./supervisor.ts";
