/**
 * Line charts over the seconds of a run. Colours come from the style sheet, so they follow light and
 * dark; sizes follow the page.
 */
import type uPlotClass from "uplot";
import type { RunEvent, Series } from "../messages.ts";
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
  /** What the legend tells of a whole line, where nobody points at a second. */
  readonly total: (column: string, values: readonly (number | null)[]) => string;
}

export interface Chart {
  show(series: Series, events: readonly RunEvent[]): void;
}

type Data = [number[], ...(number | null)[][]];

const HEIGHT_PX = 190;

export function createChart(element: HTMLElement, options: ChartOptions): Chart {
  let plot: uPlotClass | undefined;
  let data: Data = [[], ...options.lines.map(() => [])];
  let marks: readonly RunEvent[] = [];

  const draw = () => {
    plot?.destroy();
    element.replaceChildren();
    plot = new uPlot(configure(element, options, () => marks), data, element);
  };
  new ResizeObserver(() => {
    const width = element.clientWidth;
    if (width === 0) return;
    if (plot === undefined) draw();
    else if (Math.abs(plot.width - width) > 1) plot.setSize({ width, height: HEIGHT_PX });
  }).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  return {
    show({ t, columns }, events) {
      marks = events;
      const lines = options.lines.map(({ column }) => [...columns[column] ?? t.map(() => null)]);
      data = [[...t], ...lines];
      plot?.setData(data);
      if (plot !== undefined) showTotals(plot, options);
      element.setAttribute("aria-label", describe(element, options, data));
    },
  };
}

function configure(
  element: HTMLElement,
  options: ChartOptions,
  marks: () => readonly RunEvent[],
): uPlotClass.Options {
  const { lines, text } = options;
  const totals = (plot: uPlotClass) => showTotals(plot, options);
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
    hooks: {
      ready: [totals],
      setCursor: [totals],
      draw: [(plot) => drawMarks(plot, marks(), color("--muted"))],
    },
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

/** The legend tells the values under the cursor, or else those of the whole run. */
function showTotals(plot: uPlotClass, { lines: named, total }: ChartOptions): void {
  const [t, ...lines] = plot.data as Data;
  if ((plot.cursor.idx ?? null) !== null || t.length === 0) return;
  const cells = plot.root.querySelectorAll(".u-legend .u-value");
  cells.forEach((cell, i) => {
    cell.textContent = i === 0 ? "whole run" : total(named[i - 1]!.column, lines[i - 1] ?? []);
  });
}

/** A dashed line where something was done to the run, with what it was. */
function drawMarks(plot: uPlotClass, marks: readonly RunEvent[], color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.setLineDash([4, 4]);
  ctx.font = `${11 * devicePixelRatio}px sans-serif`;
  marks.forEach(({ t, text }, i) => {
    const x = plot.valToPos(t, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    // Neighbours stand below each other.
    ctx.fillText(text, x + 4, bbox.top + (12 + 12 * (i % 3)) * devicePixelRatio);
  });
  ctx.restore();
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
