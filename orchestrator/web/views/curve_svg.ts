/** A planned rate as a picture: an area for each emitter, one upon the other. */
import { html } from "hono/html";
import { meanRates, rate } from "../../report/mod.ts";
import type { Plan } from "../../plan/mod.ts";
import type { Html } from "./layout.ts";

const CELLS = 120;
const WIDTH = 480;
/** Emitters beyond this share the last colour. */
export const COLORS = 6;

export interface CurveSize {
  readonly height: number;
  /** Rates and times at the edges. */
  readonly axes: boolean;
}

export function curveSvg(plan: Plan, { height, axes }: CurveSize): Html {
  const { emitters, durationSec } = plan;
  const rates = emitters.map(({ curve }) => meanRates([curve], durationSec, CELLS));
  const totals = Array.from({ length: CELLS }, (_, i) => sumAt(rates, i, rates.length));
  const top = Math.max(...totals);
  const areas = rates.map((_, index) => {
    const upper = totals.map((_, i) => sumAt(rates, i, index + 1));
    const lower = totals.map((_, i) => sumAt(rates, i, index));
    return html`
      <path class="area c${Math.min(index, COLORS - 1)}" d="${area(upper, lower, top, height)}" />
    `;
  });
  const label = `Planned rate: up to ${rate(top)} records a second over ${durationSec} seconds`;
  const picture = html`
    <svg class="curve" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" role="img"
      aria-label="${label}">${areas}</svg>
  `;
  if (!axes) return picture;
  return html`<figure class="curve-figure">
    <div class="curve-top"><span>${rate(top)} records/s</span></div>
    ${picture}
    <div class="curve-axis" aria-hidden="true"><span>0 s</span><span>${
    short(durationSec / 2)
  } s</span><span>${short(durationSec)} s</span></div>
  </figure>`;
}

function sumAt(rates: readonly (readonly number[])[], cell: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += rates[i]![cell]!;
  return sum;
}

/** The band between two lines, in the picture's own units. */
function area(
  upper: readonly number[],
  lower: readonly number[],
  top: number,
  height: number,
): string {
  const x = (i: number) => round(i * WIDTH / (CELLS - 1));
  const y = (value: number) => round(height - (top === 0 ? 0 : value / top * (height - 2)));
  const there = upper.map((value, i) => `${x(i)} ${y(value)}`).join("L");
  const back = lower.map((value, i) => `${x(i)} ${y(value)}`).reverse().join("L");
  return `M${there}L${back}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function short(sec: number): string {
  return String(Number(sec.toFixed(1)));
}
