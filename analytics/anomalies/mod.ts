/** What is usual at a time of the week, and what was not. */
export {
  ANOMALIES_HELP,
  type AnomaliesOrder,
  readAnomaliesArguments,
} from "./anomalies_arguments.ts";
export { anomalyMetrics } from "./anomaly_metrics.ts";
export { describeAnomalies, describeFinding } from "./anomaly_table.ts";
export { type AnomalyReport, findAnomalies, type Watched } from "./find.ts";
export { ANOMALY_KINDS, type AnomalyKind, type Finding } from "./finding.ts";
export { JournalWindows } from "./journal_windows.ts";
export { type Get, readPrometheus } from "./prometheus_range.ts";
export { DAY_MS, type Grid, type Series } from "./series.ts";
