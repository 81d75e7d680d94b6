/** The four charts of a run, and its series as it grows. */
import type { Point, RunDetail, Series } from "../messages.ts";
import { type Chart, createChart, type Line } from "./charts.ts";
import { createHeatMap } from "./heat_map.ts";
import { count, millis, rate } from "./numbers.ts";

const RATE: readonly Line[] = [
  { column: "asked", label: "asked", color: "--muted", dash: true },
  { column: "sent", label: "sent", color: "--line-1" },
  { column: "accepted", label: "accepted", color: "--line-2", fill: true },
];
const LATENCY: readonly Line[] = [
  { column: "p99_ms", label: "p99", color: "--line-4" },
  { column: "p95_ms", label: "p95", color: "--line-3" },
  { column: "p50_ms", label: "p50", color: "--line-1" },
];
const LEVELS: readonly Line[] = [
  { column: "DEBUG", label: "DEBUG", color: "--debug" },
  { column: "INFO", label: "INFO", color: "--info" },
  { column: "WARN", label: "WARN", color: "--warn" },
  { column: "ERROR", label: "ERROR", color: "--error" },
];
const REASON_COLORS = ["--line-4", "--line-3", "--line-1", "--line-2", "--line-5", "--line-6"];
const REASON = "lost:";

type Columns = Record<string, (number | null)[]>;

export interface RunCharts {
  replace(series: Series, run: RunDetail): void;
  append(point: Point, run: RunDetail): void;
}

export function createRunCharts(): RunCharts {
  let t: number[] = [];
  let columns: Columns = {};
  const heat = createHeatMap(document.getElementById("chart-heat")!);
  let lost: LostChart | undefined;

  let totals: Readonly<Record<string, number>> = {};
  const sumOf: Total = (column) => count(totals[column] ?? 0);
  const fixed = [
    chart("rate", RATE, rate, sumOf),
    chart("latency", LATENCY, millis, highestOf),
    chart("levels", LEVELS, rate, sumOf),
  ];

  const show = (run: RunDetail) => {
    const series = { t, columns };
    const { events = [] } = run;
    totals = totalsOf(run);
    for (const each of fixed) each.show(series, events);
    heat.show(series);
    lost = lostChart(lost, columns, sumOf);
    lost.chart?.show(series, events);
  };
  return {
    replace(series, run) {
      t = [...series.t];
      columns = Object.fromEntries(
        Object.entries(series.columns).map(([name, values]) => [name, [...values]]),
      );
      show(run);
    },
    append(point, run) {
      for (const name of Object.keys(point.values)) {
        columns[name] ??= t.map(() => name.startsWith(REASON) ? 0 : null);
      }
      t.push(point.t);
      for (const [name, column] of Object.entries(columns)) {
        column.push(point.values[name] ?? (name.startsWith(REASON) ? 0 : null));
      }
      show(run);
    },
  };
}

type Total = (column: string, values: readonly (number | null)[]) => string;

/** What the columns of rates come to over the whole run. */
function totalsOf(run: RunDetail): Readonly<Record<string, number>> {
  const { total, levels, rejectedByReason, unansweredByReason } = run;
  const lost = { ...rejectedByReason, ...unansweredByReason, dropped: total.dropped };
  return {
    ...{ asked: total.due, sent: total.sent, accepted: total.accepted },
    ...levels,
    ...Object.fromEntries(Object.entries(lost).map(([why, n]) => [REASON + why, n])),
  };
}

function chart(
  name: string,
  lines: readonly Line[],
  text: (value: number) => string,
  total: Total,
): Chart {
  return createChart(document.getElementById(`chart-${name}`)!, { lines, text, total });
}

function highestOf(_column: string, values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? "–" : `at most ${millis(Math.max(...known))}`;
}

interface LostChart {
  /** Absent while nothing is lost. */
  readonly chart?: Chart;
  readonly reasons: string;
}

/** A new reason is a new line, for which the chart is made anew. */
function lostChart(
  before: LostChart | undefined,
  columns: Columns,
  sumOf: Total,
): LostChart {
  const names = Object.keys(columns).filter((name) => name.startsWith(REASON));
  const reasons = names.join();
  if (before?.reasons === reasons) return before;
  const old = document.getElementById("chart-lost")!;
  const fresh = old.cloneNode(false) as HTMLElement;
  old.replaceWith(fresh);
  if (names.length === 0) {
    fresh.textContent = "Nothing: every answered record was accepted.";
    return { reasons };
  }
  const lines = names.map((column, i): Line => ({
    column,
    label: column.slice(REASON.length).replaceAll("_", " "),
    color: REASON_COLORS[i % REASON_COLORS.length]!,
  }));
  return { reasons, chart: chart("lost", lines, rate, sumOf) };
}
