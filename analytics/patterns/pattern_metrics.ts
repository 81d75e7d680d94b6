/**
 * Patterns as Prometheus reads them from a file, by node_exporter's textfile collector.
 *
 * ```
 * logops_patterns 118
 * logops_pattern_lines{pattern="8d779cc4f9ea",level="INFO"} 909
 * logops_pattern_info{pattern="8d779cc4f9ea",template="connection from <ip> (<host>) at <time>"} 1
 * logops_patterns_new{level="ERROR"} 2
 * ```
 *
 * Labels are bounded: the most frequent patterns by id, all others as `other`; a template is cut.
 */
import { LEVELS } from "../../contract/mod.ts";
import { metricFamily, type MetricSample } from "./metric_family.ts";
import type { Comparison } from "./compare.ts";
import type { PatternReport } from "./pattern_report.ts";

/** Patterns with labels of their own. */
export const METRIC_PATTERNS_MAX = 100;
const TEMPLATE_CHARACTERS_MAX = 120;

export function patternMetrics(
  report: PatternReport,
  comparison: Comparison | undefined,
  nowMs: number,
): string {
  const named = report.patterns.slice(0, METRIC_PATTERNS_MAX);
  const others = report.patterns.slice(METRIC_PATTERNS_MAX);
  const lines: MetricSample[] = named.flatMap(({ id, levels }) =>
    Object.entries(levels).map(([level, count]): MetricSample => [{ pattern: id, level }, count])
  );
  for (const level of LEVELS) {
    const count = others.reduce((sum, pattern) => sum + (pattern.levels[level] ?? 0), 0);
    if (count > 0) lines.push([{ pattern: "other", level }, count]);
  }
  const texts = [
    metricFamily("logops_patterns", "Patterns found by the last run", [
      [{}, report.totals.patterns],
    ]),
    metricFamily("logops_pattern_lines", "Lines of a pattern in the last run", lines),
    metricFamily(
      "logops_pattern_info",
      "The text of a pattern, masked",
      named.map(({ id, template }) => [{ pattern: id, template: cut(template) }, 1]),
    ),
    metricFamily("logops_patterns_run_timestamp_seconds", "When the last run ended", [
      [{}, Math.round(nowMs / 1000)],
    ]),
  ];
  if (comparison !== undefined) texts.push(changes(comparison));
  return texts.join("");
}

function changes(comparison: Comparison): string {
  const worst = (levels: Readonly<Record<string, number>>) =>
    LEVELS.findLast((level) => (levels[level] ?? 0) > 0);
  const rows = LEVELS.map((level): MetricSample => [
    { level },
    comparison.new.filter(({ levels }) => worst(levels) === level).length,
  ]);
  return metricFamily(
    "logops_patterns_new",
    "Patterns that the baseline does not have, by their worst level",
    rows,
  ) +
    metricFamily(
      "logops_patterns_vanished",
      "Patterns of the baseline without a line in the last run",
      [
        [{}, comparison.vanished.length],
      ],
    ) +
    metricFamily(
      "logops_patterns_changed",
      "Patterns whose share of the lines is not what it was in the baseline",
      [
        [{}, comparison.changed.length],
      ],
    );
}

function cut(text: string): string {
  const letters = [...text];
  return letters.length <= TEMPLATE_CHARACTERS_MAX
    ? text
    : `${letters.slice(0, TEMPLATE_CHARACTERS_MAX - 1).join("")}…`;
}
