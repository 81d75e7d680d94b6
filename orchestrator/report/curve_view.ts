/**
 * A rate curve as text: one line for lists, several for the plan.
 *
 * ```
 * 500 ┤      ▄██████▄
 *     │     ▆████████▆
 *   0 ┤▁▁▁▁██████████████▁▁▁▁
 *     └┬─────────┬──────────┬
 *      0 s      15 s      30 s
 * ```
 *
 * A cell shows the mean rate over its share of time, so no short burst falls between two cells.
 */
import { countAt, type Curve } from "../plan/mod.ts";
import { BLOCKS, rate } from "./terminal.ts";

/** The mean rate of each of `cells` equal stretches of the run. */
export function meanRates(curves: readonly Curve[], durationSec: number, cells: number): number[] {
  const cellSec = durationSec / cells;
  return Array.from({ length: cells }, (_, i) => {
    const count = (sec: number) => curves.reduce((sum, curve) => sum + countAt(curve, sec), 0);
    return (count((i + 1) * cellSec) - count(i * cellSec)) / cellSec;
  });
}

/** One line; the highest rate fills a cell, silence is blank. */
export function sparkline(curves: readonly Curve[], durationSec: number, cells: number): string {
  const rates = meanRates(curves, durationSec, cells);
  const top = Math.max(...rates);
  return rates.map((value) => {
    if (value <= 0) return " ";
    return BLOCKS[Math.min(7, Math.max(0, Math.ceil(value / top * 8) - 1))]!;
  }).join("");
}

/** Several lines with both axes, `width` columns wide. */
export function chart(
  curves: readonly Curve[],
  durationSec: number,
  size: { readonly width: number; readonly height: number },
): string[] {
  const { width, height } = size;
  const top = Math.max(...meanRates(curves, durationSec, width));
  const labels = [rate(top), "0"];
  const gutter = Math.max(...labels.map((label) => label.length));
  const cells = Math.max(10, width - gutter - 2);
  const rates = meanRates(curves, durationSec, cells);
  const rows: string[] = [];
  for (let row = height - 1; row >= 0; row--) {
    const line = rates.map((value) => cell(top === 0 ? 0 : value / top * height * 8, row)).join("");
    const label = row === height - 1 ? labels[0]! : row === 0 ? labels[1]! : "";
    rows.push(`${label.padStart(gutter)} ${label === "" ? "│" : "┤"}${line}`.trimEnd());
  }
  return [...rows, ...timeAxis(durationSec, cells).map((line) => " ".repeat(gutter + 1) + line)];
}

function cell(eighths: number, row: number): string {
  const inRow = Math.round(eighths) - row * 8;
  if (inRow >= 8) return "█";
  if (inRow >= 1) return BLOCKS[inRow - 1]!;
  // What is not silent shows, however low.
  return row === 0 && eighths > 0 ? BLOCKS[0] : " ";
}

/** Tick marks at the beginning, the middle and the end. */
function timeAxis(durationSec: number, cells: number): string[] {
  const middle = Math.floor(cells / 2);
  const line = [...Array(cells).keys()]
    .map((i) => i === 0 || i === middle || i === cells - 1 ? "┬" : "─").join("");
  const ends = ["0 s", seconds(durationSec / 2), seconds(durationSec)] as const;
  const left = ends[0].padEnd(middle - Math.floor(ends[1].length / 2));
  return [`└${line}`, ` ${(left + ends[1]).padEnd(cells - ends[2].length)}${ends[2]}`];
}

function seconds(value: number): string {
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} s`;
}
