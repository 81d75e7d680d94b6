/**
 * The few kinds of panel that all dashboards use, so that they look alike and a dashboard reads as a
 * list of questions: a title, a unit, the queries.
 *
 * ```ts
 * lines({ title: "Records by emitter", unit: "rps", queries: [["sum by (emitter) (…)", "{{emitter}}"]] })
 * ```
 */
import { Dashboard, DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder as LokiQuery } from "@grafana/grafana-foundation-sdk/loki";
import { PanelBuilder as LogsPanel } from "@grafana/grafana-foundation-sdk/logs";
import { DataqueryBuilder as PrometheusQuery } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatPanel } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as LinesPanel } from "@grafana/grafana-foundation-sdk/timeseries";
import { QueryVariableBuilder, VariableRefresh } from "@grafana/grafana-foundation-sdk/dashboard";
import { ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  StackingConfigBuilder,
  StackingMode,
  VizLegendOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";

export type { Dashboard };

/** As `provisioning/datasources/logops.yml` names them. */
export const PROMETHEUS = { type: "prometheus", uid: "logops-prometheus" };
export const LOKI = { type: "loki", uid: "logops-loki" };

const GRID_COLUMNS = 24;
const STAT_HEIGHT = 4;
const LINES_HEIGHT = 8;
const FILL_OPACITY = 10;
const STACKED_OPACITY = 60;

/** An expression and its legend. */
export type Query = readonly [expr: string, legend: string];

export interface PanelText {
  readonly title: string;
  /** What it tells, and what to make of it. */
  readonly description?: string;
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Values from which on it is worth a look, and bad. */
  readonly limits?: { readonly warn?: number; readonly bad: number };
  /** Below the limits is bad, above is good. */
  readonly higherIsBetter?: boolean;
  readonly stacked?: boolean;
  /** How many stand in one row. */
  readonly perRow?: number;
}

export function newDashboard(title: string, uid: string, description: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(["logops"])
    .timezone("browser")
    .time({ from: "now-30m", to: "now" })
    .refresh("5s")
    .readonly();
}

/** One number, now. */
export function number(text: PanelText): StatPanel {
  const panel = new StatPanel()
    .title(text.title)
    .datasource(PROMETHEUS)
    .unit(text.unit)
    .height(STAT_HEIGHT)
    .span(GRID_COLUMNS / (text.perRow ?? 6))
    .noValue("–")
    .thresholds(thresholds(text))
    .targets(text.queries.map(([expr, legend]) => prometheus(expr, legend).instant()));
  return text.description === undefined ? panel : panel.description(text.description);
}

/** Curves over time. */
export function lines(text: PanelText): LinesPanel {
  const panel = new LinesPanel()
    .title(text.title)
    .datasource(PROMETHEUS)
    .unit(text.unit)
    .min(0)
    .height(LINES_HEIGHT)
    .span(GRID_COLUMNS / (text.perRow ?? 3))
    .fillOpacity(text.stacked ? STACKED_OPACITY : FILL_OPACITY)
    .legend(new VizLegendOptionsBuilder().showLegend(true))
    .targets(text.queries.map(([expr, legend]) => prometheus(expr, legend).range()));
  if (text.description !== undefined) panel.description(text.description);
  if (text.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (text.limits !== undefined) {
    panel.thresholds(thresholds(text)).thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed),
    );
  }
  return panel;
}

/** Curves of counted log lines. */
export function logLines(title: string, expr: string, legend: string): LinesPanel {
  return new LinesPanel()
    .title(title)
    .datasource(LOKI)
    .unit("short")
    .min(0)
    .height(LINES_HEIGHT)
    .span(GRID_COLUMNS)
    .fillOpacity(STACKED_OPACITY)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
    .targets([new LokiQuery().datasource(LOKI).expr(expr).legendFormat(legend)]);
}

/** The log lines themselves. */
export function logs(title: string, expr: string, height: number): LogsPanel {
  return new LogsPanel()
    .title(title)
    .datasource(LOKI)
    .height(height)
    .span(GRID_COLUMNS)
    .showTime(true)
    .enableLogDetails(true)
    .wrapLogMessage(false)
    .targets([new LokiQuery().datasource(LOKI).expr(expr)]);
}

export interface ChoiceText {
  readonly name: string;
  readonly label: string;
  readonly query: string | Record<string, unknown>;
  readonly datasource?: typeof PROMETHEUS;
}

/** A variable: any of the values of a label. */
export function choice({ name, label, query, datasource }: ChoiceText): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource ?? PROMETHEUS)
    .query(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .multi(true)
    .includeAll(true)
    .allValue(".+")
    .current({ selected: true, text: "All", value: "$__all" });
}

function prometheus(expr: string, legend: string): PrometheusQuery {
  return new PrometheusQuery().datasource(PROMETHEUS).expr(expr).legendFormat(legend);
}

function thresholds({ limits, higherIsBetter = false }: PanelText): ThresholdsConfigBuilder {
  const steps: { value: number | null; color: string }[] = [];
  const [low, high] = higherIsBetter ? ["red", "green"] : ["green", "red"];
  steps.push({ value: null, color: low! });
  if (limits?.warn !== undefined) steps.push({ value: limits.warn, color: "orange" });
  if (limits !== undefined) steps.push({ value: limits.bad, color: high! });
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps);
}
