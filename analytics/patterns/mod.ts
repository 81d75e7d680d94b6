/** From lines to patterns, and what changed between two inputs. */
export { AssignFile } from "./assign_file.ts";
export { type Baseline, pairWithBaseline, readBaseline, seed } from "./baseline.ts";
export {
  type Change,
  compare,
  type Comparison,
  type Occurrence,
  type PairedPattern,
} from "./compare.ts";
export { FormTable, type Tally } from "./form_table.ts";
export { mine, type MineOptions } from "./mine.ts";
export { ofScenario } from "./of_scenario.ts";
export { metricFamily, type MetricSample } from "./metric_family.ts";
export { patternMetrics } from "./pattern_metrics.ts";
export {
  type CountedPattern,
  countOf,
  type Mask,
  type Pattern,
  type PatternReport,
  patternsOf,
  reportOf,
} from "./pattern_report.ts";
export type { OnRecord, RecordSeen } from "./record_reader.ts";
export { describeComparison, describePatterns } from "./pattern_table.ts";
export { PATTERNS_HELP, type PatternsOrder, readPatternsArguments } from "./patterns_arguments.ts";
