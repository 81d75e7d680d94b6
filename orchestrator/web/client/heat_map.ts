/**
 * Latency as a heat map: time from left to right, bands of latency from below, and the darker the more
 * requests were answered so. A second hump, or a few slow ones beside many quick, shows here and in no
 * quantile.
 */
import type { Series } from "../messages.ts";
import { HEAT_BOUNDS_MS } from "./heat_bands.ts";
import { clock, millis } from "./numbers.ts";

export interface HeatMap {
  show(series: Series): void;
}

const ROW_PX = 13;
const AXIS_PX = 64;
const FOOT_PX = 22;
const PAD_PX = 20;
const LABEL_EVERY = 2;

export function createHeatMap(element: HTMLElement): HeatMap {
  const canvas = document.createElement("canvas");
  element.replaceChildren(canvas);
  let series: Series = { t: [], columns: {} };
  const draw = () => drawHeat(canvas, element, series);
  new ResizeObserver(draw).observe(element);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  return {
    show(fresh) {
      series = fresh;
      draw();
      element.setAttribute("aria-label", describe(series));
    },
  };
}

function drawHeat(canvas: HTMLCanvasElement, element: HTMLElement, { t, columns }: Series): void {
  const width = element.clientWidth;
  const height = ROW_PX * HEAT_BOUNDS_MS.length + FOOT_PX;
  if (width === 0) return;
  const scale = devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d")!;
  pen.scale(scale, scale);
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(name).trim();
  pen.font = `12px ${style.fontFamily}`;
  const bands = HEAT_BOUNDS_MS.map((_, i) => columns[`heat_${i}`] ?? []);
  const most = Math.max(0, ...bands.flatMap((band) => band.map((value) => value ?? 0)));
  const end = t.at(-1) ?? 1;
  const x = (sec: number) => AXIS_PX + sec / end * (width - AXIS_PX - PAD_PX);
  const y = (band: number) => (HEAT_BOUNDS_MS.length - 1 - band) * ROW_PX;
  pen.fillStyle = color("--line-1");
  bands.forEach((band, row) =>
    band.forEach((value, i) => {
      if (value === null || value === 0) return;
      // The square root lets a single slow answer beside a thousand quick ones be seen.
      pen.globalAlpha = 0.12 + 0.88 * Math.sqrt(value / most);
      const left = x(t[i - 1] ?? 0);
      pen.fillRect(left, y(row) + 1, Math.max(1, x(t[i]!) - left), ROW_PX - 1);
    })
  );
  pen.globalAlpha = 1;
  pen.fillStyle = color("--muted");
  pen.textAlign = "right";
  HEAT_BOUNDS_MS.forEach((bound, row) => {
    if (row % LABEL_EVERY !== 0 || bound === Infinity) return;
    pen.fillText(millis(bound), AXIS_PX - 8, y(row) + 4);
  });
  pen.textAlign = "center";
  for (let i = 0; i <= 4; i++) pen.fillText(clock(end * i / 4), x(end * i / 4), height - 6);
}

/** The band that most answers are in, and the slowest that has any. */
function describe({ columns }: Series): string {
  const sums = HEAT_BOUNDS_MS.map((_, i) =>
    (columns[`heat_${i}`] ?? []).reduce<number>((sum, value) => sum + (value ?? 0), 0)
  );
  const most = sums.indexOf(Math.max(...sums));
  const slowest = sums.findLastIndex((sum) => sum > 0);
  if (slowest < 0) return "Latency over time: no answers yet";
  const below = (band: number) =>
    HEAT_BOUNDS_MS[band] === Infinity ? "any time" : millis(HEAT_BOUNDS_MS[band]!);
  return `Latency over time: most answers below ${below(most)}, the slowest below ${
    below(slowest)
  }`;
}
