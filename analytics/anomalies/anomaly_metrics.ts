/**
 * Findings as Prometheus reads them from a file, by node_exporter's textfile collector.
 *
 * ```
 * logops_anomalies{kind="burst"} 2
 * logops_anomaly_active{kind="silence",emitter="syslog"} 1
 * ```
 *
 * Labels are bounded: kinds are few, and so are emitters (`EMITTERS_MAX`).
 */
import { metricFamily, type MetricSample } from "../patterns/mod.ts";
import type { AnomalyReport } from "./find.ts";
import { ANOMALY_KINDS, type Finding } from "./finding.ts";
import { DAY_MS } from "./series.ts";

/** What stands for all emitters together. */
const ALL = "all";

export function anomalyMetrics({ findings, judged }: AnomalyReport, nowMs: number): string {
  const untilMs = Date.parse(judged.until);
  const isLate = ({ end }: Finding) => end === undefined || Date.parse(end) > untilMs - DAY_MS;
  const active = new Map<string, { labels: Readonly<Record<string, string>>; count: number }>();
  for (const { kind, emitter = ALL } of findings.filter(({ end }) => end === undefined)) {
    const name = `${kind} ${emitter}`;
    const count = (active.get(name)?.count ?? 0) + 1;
    active.set(name, { labels: { kind, emitter }, count });
  }
  return [
    metricFamily(
      "logops_anomalies",
      "Anomalies of the last day, those that go on included",
      ANOMALY_KINDS.map((kind): MetricSample => [
        { kind },
        findings.filter((finding) => finding.kind === kind && isLate(finding)).length,
      ]),
    ),
    metricFamily(
      "logops_anomaly_active",
      "Anomalies that go on where the input ends",
      [...active.values()].map(({ labels, count }): MetricSample => [labels, count]),
    ),
    metricFamily("logops_anomalies_until_timestamp_seconds", "Where the last run's input ends", [
      [{}, Math.round(untilMs / 1000)],
    ]),
    metricFamily("logops_anomalies_run_timestamp_seconds", "When the last run ended", [
      [{}, Math.round(nowMs / 1000)],
    ]),
  ].join("");
}
