/**
 * The language of scenarios: what a YAML file may say, what must hold between its fields, and every
 * problem of a file with its line and column. What it reads is a plan's emitters and expectations.
 */
export type { EmitterSource } from "./resolve_emitter.ts";
export { buildScenario, parseScenario, type Scenario, type ScenarioResult } from "./scenario.ts";
export {
  emitterSource,
  listScenarios,
  type Loaded,
  loadScenario,
  SCENARIO_DIR,
} from "./scenario_files.ts";
export { describeProblem, problemsOfIssues, type ScenarioProblem } from "./scenario_problem.ts";
export { newScenario } from "./new_scenario.ts";
export { sampleFacts } from "./sample_facts.ts";
export {
  DURATION_SEC_MAX,
  EPS_MAX,
  type Expect,
  type MetricExpectation,
} from "./scenario_schema.ts";
