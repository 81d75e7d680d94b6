/**
 * A run as a person, a terminal or a CI system reads it: plan, live view, summary, JUnit XML, the
 * log of the run. Pure text out of a report, but for the files that it is written to.
 */
export { chart, meanRates, sparkline } from "./curve_view.ts";
export { toJUnit } from "./junit.ts";
export { createRedraw, renderLive, renderSecond } from "./live_view.ts";
export { indexStored, renderMasked, sampleKey } from "./masked_view.ts";
export { openOutputFile, type OutputFile } from "./output_file.ts";
export { renderPlan } from "./plan_view.ts";
export { createDisplay, type Screen } from "./run_display.ts";
export { endLine, reportJson, secondLine, startLine } from "./run_log.ts";
export { renderVerify, verifySentences } from "./verify_words.ts";
export { renderSummary } from "./summary.ts";
export {
  duration,
  fit,
  painter,
  PLAIN_STYLE,
  rate,
  type Style,
  table,
  visibleLength,
  wantsColor,
  whole,
} from "./terminal.ts";
