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
export {
  createEmitter,
  dueTimesOf,
  type EmitterPlan,
  type Plan,
  plan,
  type ScenarioEmitter,
} from "./plan/mod.ts";
export {
  buildScenario,
  describeProblem,
  type EmitterSource,
  emitterSource,
  listScenarios,
  loadScenario,
  parseScenario,
  type Scenario,
  SCENARIO_DIR,
  type ScenarioProblem,
  type ScenarioResult,
} from "./scenario/mod.ts";
export {
  ClientSettings,
  type Clock,
  createClock,
  type EmitterStatistics,
  newNonce,
  type RunDeps,
  type RunHandle,
  type RunOptions,
  type RunResult,
  type RunSnapshot,
  type RunState,
  type SentSample,
  type Sign,
  startRun,
} from "./drive/mod.ts";
export {
  anyStore,
  type Check,
  createValueSearch,
  type DeliveryCounts,
  type DeliveryReport,
  journalStore,
  type Report,
  startTrial,
  type Store,
  type Trial,
  type TrialOptions,
  type TrialResult,
  type Verdict,
  whyUnreachable,
} from "./judge/mod.ts";
export {
  chart,
  createRedraw,
  endLine,
  PLAIN_STYLE,
  renderLive,
  renderPlan,
  renderSecond,
  renderSummary,
  reportJson,
  secondLine,
  sparkline,
  startLine,
  type Style,
  toJUnit,
  wantsColor,
} from "./report/mod.ts";
export {
  BUFFERED_BYTES_MAX,
  createMetrics,
  createOrchestrator,
  createRunStore,
  createServiceLog,
  loadAssets,
  OrchestratorSettings,
  readTargets,
  type Runs,
  type RunSummary,
  type ServerMessage,
  STATUS_BY_KIND,
} from "./web/mod.ts";
