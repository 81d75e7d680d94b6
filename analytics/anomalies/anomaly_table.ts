/** Findings as people read them: a line for when and what, and a sentence that says why. */
import type { AnomalyReport } from "./find.ts";
import { duration, type Finding } from "./finding.ts";

const ROWS_MAX = 200;

export function describeAnomalies({ findings, judged }: AnomalyReport): string {
  const shown = findings.slice(-ROWS_MAX).map(describeFinding);
  const more = findings.length - shown.length;
  const span = `${minute(judged.from)} to ${minute(judged.until)}`;
  const learnt = duration(Date.parse(judged.learnt_until) - Date.parse(judged.from));
  const closing = `${findings.length === 0 ? "No" : findings.length.toLocaleString("en-US")} ${
    findings.length === 1 ? "anomaly" : "anomalies"
  } in ${span}, of which the first ${learnt} were learnt from; ${
    judged.series.toLocaleString("en-US")
  } series in windows of ${duration(judged.window_sec * 1000)}`;
  return [
    ...(more > 0 ? [`… ${more.toLocaleString("en-US")} earlier ones: --json has all`] : []),
    ...shown,
    ...(shown.length > 0 ? [""] : []),
    closing,
  ].join("\n");
}

/** `2026-05-03 14:05–14:35  burst              json sent 5,120 records in 30 min, …` */
export function describeFinding({ start, end, kind, why, pattern }: Finding): string {
  const text = pattern === undefined ? "" : `\n${" ".repeat(43)}${pattern.template}`;
  return `${span(start, end).padEnd(24)}  ${kind.padEnd(17)}  ${why}${text}`;
}

function span(start: string, end: string | undefined): string {
  if (end === undefined) return `${minute(start)}…`;
  return start.slice(0, 10) === end.slice(0, 10)
    ? `${minute(start)}–${end.slice(11, 16)}`
    : `${minute(start)}–${end.slice(5, 10)} ${end.slice(11, 16)}`;
}

function minute(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}
