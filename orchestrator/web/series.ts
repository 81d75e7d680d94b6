/**
 * What a run did, second by second, in bounded memory: when it is full, two neighbours become one,
 * and from then on a point stands for twice as long. Rates are averaged, `*_ms` keep the highest.
 */
import type { Point, Series } from "./messages.ts";

export const POINTS_MAX = 1_200;
/** Columns come with reasons, which a gateway names; what is beyond is left out. */
export const COLUMNS_MAX = 48;

type Value = number | null;

export class RunSeries {
  readonly #pointsMax: number;
  readonly #t: number[] = [];
  readonly #columns = new Map<string, Value[]>();
  #stride = 1;
  #waiting: Point[] = [];

  constructor(pointsMax: number = POINTS_MAX) {
    this.#pointsMax = pointsMax;
  }

  /**
   * Takes one second. Gives the point that it completes, if it does, and whether older points were
   * merged, so that who follows must take the whole series again.
   */
  add(point: Point): { readonly point?: Point; readonly merged: boolean } {
    this.#waiting.push(point);
    if (this.#waiting.length < this.#stride) return { merged: false };
    const whole = mergePoints(this.#waiting);
    this.#waiting = [];
    this.#push(whole);
    const isFull = this.#t.length >= this.#pointsMax;
    if (isFull) this.#halve();
    return { point: whole, merged: isFull };
  }

  whole(): Series {
    return { t: [...this.#t], columns: Object.fromEntries(this.#columns) };
  }

  #push({ t, values }: Point): void {
    for (const name of Object.keys(values)) {
      if (this.#columns.has(name) || this.#columns.size >= COLUMNS_MAX) continue;
      this.#columns.set(name, Array<Value>(this.#t.length).fill(name.endsWith("_ms") ? null : 0));
    }
    this.#t.push(t);
    for (const [name, column] of this.#columns) column.push(values[name] ?? absent(name));
  }

  #halve(): void {
    const points = this.#t.map((t, i): Point => ({
      t,
      values: Object.fromEntries([...this.#columns].map(([name, column]) => [name, column[i]!])),
    }));
    this.#t.length = 0;
    for (const column of this.#columns.values()) column.length = 0;
    for (let i = 0; i < points.length; i += 2) this.#push(mergePoints(points.slice(i, i + 2)));
    this.#stride *= 2;
  }
}

function absent(name: string): Value {
  return name.endsWith("_ms") ? null : 0;
}

/** One point for several in a row, at the time of the last. */
function mergePoints(points: readonly Point[]): Point {
  if (points.length === 1) return points[0]!;
  const names = new Set(points.flatMap(({ values }) => Object.keys(values)));
  const values = Object.fromEntries([...names].map((name) => {
    const all = points.map((point) => point.values[name] ?? absent(name))
      .filter((value) => value !== null);
    if (all.length === 0) return [name, null];
    const sum = all.reduce((total, value) => total + value, 0);
    return [name, name.endsWith("_ms") ? Math.max(...all) : sum / points.length];
  }));
  return { t: points.at(-1)!.t, values };
}
