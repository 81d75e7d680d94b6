/**
 * What is in logs, and what changed: patterns of messages, with bounded memory, from journal files,
 * archives or any log. Nothing here writes to a journal or talks to a server.
 */
export { FormTable, type Tally } from "./form_table.ts";
export { findFiles, type Input, type InputDeps, InputError, inputsOf, STDIN } from "./input.ts";
export { mine, type MineOptions } from "./mine.ts";
export {
  type CountedPattern,
  type Mask,
  type Pattern,
  type PatternReport,
  patternsOf,
  reportOf,
} from "./pattern_report.ts";
