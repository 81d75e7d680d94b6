/**
 * What is in logs, and what changed: patterns of messages, with bounded memory, from journal files,
 * archives or any log. Nothing here writes to a journal or talks to a server.
 */
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
