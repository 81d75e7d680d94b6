/**
 * The orchestrator: runs scenarios against a gateway and judges them. One implementation for the
 * command line, the demo and the web service:
 *
 * ```ts
 * const loaded = await loadScenario("burst");
 * if (loaded.ok) {
 *   const trial = await startTrial(loaded.scenario, { url, seed: 42, runId: "k3x9f2" }, deps);
 *   trial.run.snapshot(); // any time; pause(), resume(), setRate(2), stop() too
 *   const { report, result } = await trial.report;
 *   renderSummary(report, PLAIN_STYLE);
 * }
 * ```
 */
export { type Clock, createClock } from "./clock.ts";
export { chart, sparkline } from "./curve_view.ts";
export type { DeliveryCounts, DeliveryReport } from "./delivery_report.ts";
export { toJUnit } from "./junit.ts";
export { createRedraw, renderLive, renderSecond } from "./live_view.ts";
export { type EmitterPlan, type Plan, plan } from "./plan.ts";
export { renderPlan } from "./plan_view.ts";
export type { Report } from "./report.ts";
export type { EmitterSource } from "./resolve_emitter.ts";
export { startRun } from "./run.ts";
export type {
  RunDeps,
  RunHandle,
  RunOptions,
  RunResult,
  RunSnapshot,
  RunState,
  SentSample,
} from "./run_handle.ts";
export { endLine, reportJson, secondLine, startLine } from "./run_log.ts";
export { buildScenario, parseScenario, type Scenario, type ScenarioResult } from "./scenario.ts";
export { createEmitter, dueTimesOf, type ScenarioEmitter } from "./scenario_emitter.ts";
export { emitterSource, listScenarios, loadScenario, SCENARIO_DIR } from "./scenario_files.ts";
export { describeProblem, type ScenarioProblem } from "./scenario_problem.ts";
export { ClientSettings } from "./settings.ts";
export type { EmitterStatistics } from "./statistics.ts";
export { renderSummary } from "./summary.ts";
export { PLAIN_STYLE, type Style, wantsColor } from "./terminal.ts";
export type { Sign } from "./transport.ts";
export {
  startTrial,
  type Trial,
  type TrialOptions,
  type TrialResult,
  whyUnreachable,
} from "./trial.ts";
export { createValueSearch } from "./value_search.ts";
export type { Check, Verdict } from "./verdict.ts";
export { OrchestratorSettings } from "./web/settings.ts";
export { newNonce } from "./signer.ts";
export { loadAssets } from "./web/assets.ts";
export { STATUS_BY_KIND } from "./web/failure.ts";
export type { RunSummary, ServerMessage } from "./web/messages.ts";
export { createMetrics } from "./web/metrics.ts";
export { createOrchestrator } from "./web/orchestrator.ts";
export { createRunStore } from "./web/run_store.ts";
export type { Runs } from "./web/runs.ts";
export { createServiceLog } from "./web/service_log.ts";
export { readTargets } from "./web/targets.ts";
export { BUFFERED_BYTES_MAX } from "./web/viewers.ts";
