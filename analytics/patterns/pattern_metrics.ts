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
  const lines: [string, Readonly<Record<string, string>>, number][] = named.flatMap((
    { id, levels },
  ) =>
    Object.entries(levels).map(([level, count]) =>
      ["logops_pattern_lines", { pattern: id, level }, count] as [
        string,
        Record<string, string>,
        number,
      ]
    )
  );
  for (const level of LEVELS) {
    const count = others.reduce((sum, pattern) => sum + (pattern.levels[level] ?? 0), 0);
    if (count > 0) lines.push(["logops_pattern_lines", { pattern: "other", level }, count]);
  }
  const texts = [
    family("logops_patterns", "Patterns found by the last run", [[
      "logops_patterns",
      {},
      report.totals.patterns,
    ]]),
    family("logops_pattern_lines", "Lines of a pattern in the last run", lines),
    family(
      "logops_pattern_info",
      "The text of a pattern, masked",
      named.map((
        { id, template },
      ) => ["logops_pattern_info", { pattern: id, template: cut(template) }, 1]),
    ),
    family("logops_patterns_run_timestamp_seconds", "When the last run ended", [
      ["logops_patterns_run_timestamp_seconds", {}, Math.round(nowMs / 1000)],
    ]),
  ];
  if (comparison !== undefined) texts.push(changes(comparison));
  return texts.join("");
}

function changes(comparison: Comparison): string {
  const worst = (levels: Readonly<Record<string, number>>) =>
    LEVELS.findLast((level) => (levels[level] ?? 0) > 0);
  const rows = LEVELS.map((level): [string, Record<string, string>, number] => [
    "logops_patterns_new",
    { level },
    comparison.new.filter(({ levels }) => worst(levels) === level).length,
  ]);
  return family(
    "logops_patterns_new",
    "Patterns that the baseline does not have, by their worst level",
    rows,
  ) +
    family("logops_patterns_vanished", "Patterns of the baseline without a line in the last run", [
      ["logops_patterns_vanished", {}, comparison.vanished.length],
    ]) +
    family(
      "logops_patterns_changed",
      "Patterns whose share of the lines is not what it was in the baseline",
      [
        ["logops_patterns_changed", {}, comparison.changed.length],
      ],
    );
}

function family(
  name: string,
  help: string,
  samples: readonly (readonly [string, Readonly<Record<string, string>>, number])[],
): string {
  const rows = samples.map(([metric, labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${metric}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${rows.join("")}`;
}

function escaped(text: string): string {
  return text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
}

function cut(text: string): string {
  const letters = [...text];
  return letters.length <= TEMPLATE_CHARACTERS_MAX
    ? text
    : `${letters.slice(0, TEMPLATE_CHARACTERS_MAX - 1).join("")}…`;
}
