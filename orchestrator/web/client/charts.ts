/**
 * Line charts over the seconds of a run. Colours come from the style sheet, so they follow light and
 * dark; sizes follow the page.
 */
import type uPlotClass from "uplot";
import type { Series } from "../messages.ts";
import { clock } from "./numbers.ts";

declare const uPlot: typeof uPlotClass;

export interface Line {
  readonly column: string;
  readonly label: string;
  /** A custom property of the style sheet, such as `--line-1`. */
  readonly color: string;
  readonly dash?: boolean;
  readonly fill?: boolean;
}

export interface ChartOptions {
  readonly lines: readonly Line[];
  readonly text: (value: number) => string;
}

export interface Chart {
  show(series: Series): void;
}

type Data = [number[], ...(number | null)[][]];

const HEIGHT_PX = 190;

export function createChart(element: HTMLElement, options: ChartOptions): Chart {
  let plot: uPlotClass | undefined;
  let data: Data = [[], ...options.lines.map(() => [])];

  const draw = () => {
    plot?.destroy();
    element.replaceChildren();
    plot = new uPlot(configure(element, options), data, element);
  };
  new ResizeObserver(() => {
    const width = element.clientWidth;
    if (width === 0) return;
    if (plot === undefined) draw();
    else if (Math.abs(plot.width - width) > 1) plot.setSize({ width, height: HEIGHT_PX });
  }).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  return {
    show({ t, columns }) {
      const lines = options.lines.map(({ column }) => [...columns[column] ?? t.map(() => null)]);
      data = [[...t], ...lines];
      plot?.setData(data);
      if (plot !== undefined) showLatest(plot);
      element.setAttribute("aria-label", describe(element, options, data));
    },
  };
}

function configure(element: HTMLElement, { lines, text }: ChartOptions): uPlotClass.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color("--muted"),
    font: `12px ${style.fontFamily}`,
    grid: { stroke: color("--grid"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height: HEIGHT_PX,
    padding: [8, 20, 0, 0],
    cursor: { y: false, points: { size: 6 } },
    hooks: { ready: [showLatest], setCursor: [showLatest] },
    legend: { live: true },
    scales: {
      x: { time: false },
      y: { range: (_plot, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
    },
    axes: [
      { ...axis, size: 28, space: 70, values: (_plot, values) => values.map(clock) },
      { ...axis, size: 64, values: (_plot, values) => values.map(text) },
    ],
    series: [
      { label: "at", value: (_plot, value) => value === null ? "–" : clock(value) },
      ...lines.map((line): uPlotClass.Series => ({
        label: line.label,
        stroke: color(line.color),
        width: 2,
        points: { show: false },
        spanGaps: false,
        value: (_plot, value) => value === null ? "–" : text(value),
        ...(line.dash ? { dash: [5, 4] } : {}),
        ...(line.fill ? { fill: `${color(line.color)}22` } : {}),
      })),
    ],
  };
}

/** The legend tells the values under the cursor, or else the latest. */
function showLatest(plot: uPlotClass): void {
  const last = plot.data[0].length - 1;
  if ((plot.cursor.idx ?? null) === null && last >= 0) plot.setLegend({ idx: last });
}

/** The latest values, for who does not see the picture. */
function describe(element: HTMLElement, { lines, text }: ChartOptions, data: Data): string {
  const title = element.closest("figure")?.querySelector("figcaption strong")?.textContent ?? "";
  const parts = lines.map(({ label }, i) => {
    const last = data[i + 1]?.at(-1);
    return `${label} ${last === null || last === undefined ? "none" : text(last)}`;
  });
  return `${title}, latest: ${parts.join(", ")}`;
}
