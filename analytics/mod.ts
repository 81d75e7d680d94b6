/**
 * What is in logs, and what changed: patterns of messages, with bounded memory, from journal files,
 * archives or any log. Nothing here writes to a journal or talks to a server.
 */
export {
  type AnomalyKind,
  anomalyMetrics,
  type AnomalyReport,
  findAnomalies,
  type Finding,
  type Series,
  type Watched,
} from "./anomalies/mod.ts";
export { findFiles, type Input, type InputDeps, InputError, inputsOf } from "./input/mod.ts";
export {
  type Change,
  compare,
  type Comparison,
  type CountedPattern,
  countOf,
  FormTable,
  type Mask,
  mine,
  type MineOptions,
  type Occurrence,
  ofScenario,
  type Pattern,
  patternMetrics,
  type PatternReport,
  patternsOf,
  reportOf,
  type Tally,
} from "./patterns/mod.ts";
