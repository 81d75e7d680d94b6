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
export { type Clock, createClock } from "./drive/mod.ts";
export { chart, sparkline } from "./report/mod.ts";
export type { DeliveryCounts, DeliveryReport } from "./judge/mod.ts";
export { toJUnit } from "./report/mod.ts";
export { createRedraw, renderLive, renderSecond } from "./report/mod.ts";
export { type EmitterPlan, type Plan, plan } from "./plan/mod.ts";
export { renderPlan } from "./report/mod.ts";
export type { Report } from "./judge/mod.ts";
export type { EmitterSource } from "./scenario/mod.ts";
export { startRun } from "./drive/mod.ts";
export type {
  RunDeps,
  RunHandle,
  RunOptions,
  RunResult,
  RunSnapshot,
  RunState,
  SentSample,
} from "./drive/mod.ts";
export { endLine, reportJson, secondLine, startLine } from "./report/mod.ts";
export {
  buildScenario,
  parseScenario,
  type Scenario,
  type ScenarioResult,
} from "./scenario/mod.ts";
export { createEmitter, dueTimesOf, type ScenarioEmitter } from "./plan/mod.ts";
export { emitterSource, listScenarios, loadScenario, SCENARIO_DIR } from "./scenario/mod.ts";
export { describeProblem, type ScenarioProblem } from "./scenario/mod.ts";
export { ClientSettings } from "./drive/mod.ts";
export type { EmitterStatistics } from "./drive/mod.ts";
export { renderSummary } from "./report/mod.ts";
export { PLAIN_STYLE, type Style, wantsColor } from "./report/mod.ts";
export type { Sign } from "./drive/mod.ts";
export {
  startTrial,
  type Trial,
  type TrialOptions,
  type TrialResult,
  whyUnreachable,
} from "./judge/mod.ts";
export { createValueSearch } from "./judge/mod.ts";
export type { Check, Verdict } from "./judge/mod.ts";
export { OrchestratorSettings } from "./web/mod.ts";
export { newNonce } from "./drive/mod.ts";
export { loadAssets } from "./web/mod.ts";
export { STATUS_BY_KIND } from "./web/mod.ts";
export type { RunSummary, ServerMessage } from "./web/mod.ts";
export { createMetrics } from "./web/mod.ts";
export { createOrchestrator } from "./web/mod.ts";
export { createRunStore } from "./web/mod.ts";
export type { Runs } from "./web/mod.ts";
export { createServiceLog } from "./web/mod.ts";
export { readTargets } from "./web/mod.ts";
export { BUFFERED_BYTES_MAX } from "./web/mod.ts";
