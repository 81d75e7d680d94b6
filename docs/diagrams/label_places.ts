/**
 * Where the texts of arrows stand: on the arrow's own curve, as near to its middle as they can be
 * without covering a box, another text or another arrow. Short arrows come first: their texts have
 * the least choice. And where the title of a frame stands: in a corner that no arrow passes.
 */
import type { Area, Point } from "./grid.ts";

export interface Label {
  /** Bézier curves: a start, and then three points for each. */
  readonly curve: readonly Point[];
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Shares of an arrow's length, the best first. */
const SHARES = [0.5, 0.45, 0.55, 0.4, 0.6, 0.35, 0.65, 0.3, 0.7, 0.25, 0.75, 0.2, 0.8, 0.15, 0.85];
const STEPS_PER_CURVE = 16;
const COSTS = { box: 50, label: 40, arrow: 3, outside: 100, offMiddle: 8 } as const;
const CLEARANCE_PX = 2;
const TITLE_INSET_PX = 10;
const TITLE_TOP_PX = 4;
/** As far apart as two points may be between which a path is looked at. */
const STEP_PX = 4;

/** The centre of each label. `boxes` are what must not be covered. */
export function labelPlaces(
  labels: readonly Label[],
  boxes: readonly Area[],
  canvas: { readonly widthPx: number; readonly heightPx: number },
): Point[] {
  const paths = labels.map(({ curve }) => samples(curve));
  const taken: Area[] = [];
  const places: Point[] = [];
  for (const index of shortestFirst(paths)) {
    const label = labels[index]!;
    const options = SHARES.map((share) => {
      const centre = atShare(paths[index]!, share);
      const area = areaAround(centre, label);
      const arrows = paths.filter((path, other) =>
        other !== index && path.some((point) => holds(area, point))
      );
      const cost = COSTS.offMiddle * Math.abs(share - 0.5) +
        COSTS.box * boxes.filter((box) => overlap(area, box)).length +
        COSTS.label * taken.filter((other) => overlap(area, other)).length +
        COSTS.arrow * arrows.length +
        (isInside(area, canvas) ? 0 : COSTS.outside);
      return { area, centre, cost };
    });
    const best = options.reduce((a, b) => b.cost < a.cost ? b : a);
    taken.push(best.area);
    places[index] = best.centre;
  }
  return places;
}

/** Where a frame's title stands; `anchor` is the end of the text that is sure to be there. */
export interface TitlePlace {
  readonly area: Area;
  readonly anchor: "start" | "middle" | "end";
}

/**
 * The place of a frame's title: at its upper edge, on the left, or else on the right or in the middle
 * where fewer arrows cross it.
 */
export function titlePlace(
  frame: Area,
  title: Pick<Label, "widthPx" | "heightPx">,
  curves: readonly Label["curve"][],
): TitlePlace {
  const paths = curves.map(samples);
  const rest = frame.widthPx - title.widthPx;
  const options = [
    { left: TITLE_INSET_PX, anchor: "start" as const },
    { left: rest - TITLE_INSET_PX, anchor: "end" as const },
    { left: rest / 2, anchor: "middle" as const },
  ].map(({ left, anchor }) => {
    const area = { ...title, x: frame.x + left, y: frame.y + TITLE_TOP_PX };
    return { area, anchor, crossed: paths.filter((path) => crosses(path, area)).length };
  });
  const { area, anchor } = options.reduce((a, b) => b.crossed < a.crossed ? b : a);
  return { area, anchor };
}

function shortestFirst(paths: readonly (readonly Point[])[]): number[] {
  const lengths = paths.map((path) => stretches(path).reduce((sum, length) => sum + length, 0));
  return [...paths.keys()].sort((a, b) => lengths[a]! - lengths[b]! || a - b);
}

function samples(curve: readonly Point[]): Point[] {
  const points: Point[] = [curve[0]!];
  for (let start = 0; start + 3 < curve.length; start += 3) {
    const [a, b, c, d] = curve.slice(start, start + 4) as [Point, Point, Point, Point];
    for (let step = 1; step <= STEPS_PER_CURVE; step++) {
      const t = step / STEPS_PER_CURVE;
      const at = (axis: "x" | "y") =>
        (1 - t) ** 3 * a[axis] + 3 * (1 - t) ** 2 * t * b[axis] +
        3 * (1 - t) * t ** 2 * c[axis] + t ** 3 * d[axis];
      points.push({ x: at("x"), y: at("y") });
    }
  }
  return points;
}

function atShare(path: readonly Point[], share: number): Point {
  const lengths = stretches(path);
  let rest = share * lengths.reduce((sum, length) => sum + length, 0);
  for (const [index, length] of lengths.entries()) {
    if (rest <= length && length > 0) {
      const [a, b] = [path[index]!, path[index + 1]!];
      const part = rest / length;
      return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
    }
    rest -= length;
  }
  return path.at(-1)!;
}

function stretches(path: readonly Point[]): number[] {
  return path.slice(1).map((point, index) => distance(path[index]!, point));
}

/** Square roots are exact on every machine; `Math.hypot` need not be. */
function distance(a: Point, b: Point): number {
  return Math.sqrt((a.x - b.x) ** 2 + (a.y - b.y) ** 2);
}

function areaAround({ x, y }: Point, { widthPx, heightPx }: Label): Area {
  return { x: x - widthPx / 2, y: y - heightPx / 2, widthPx, heightPx };
}

function overlap(a: Area, b: Area): boolean {
  return a.x < b.x + b.widthPx + CLEARANCE_PX && b.x < a.x + a.widthPx + CLEARANCE_PX &&
    a.y < b.y + b.heightPx + CLEARANCE_PX && b.y < a.y + a.heightPx + CLEARANCE_PX;
}

function holds(area: Area, { x, y }: Point): boolean {
  return x >= area.x && x <= area.x + area.widthPx && y >= area.y && y <= area.y + area.heightPx;
}

/** Whether a path comes into an area; its points are close to each other. */
function crosses(path: readonly Point[], area: Area): boolean {
  return path.slice(1).some((end, index) => {
    const start = path[index]!;
    const steps = Math.ceil(distance(start, end) / STEP_PX);
    return Array.from({ length: steps + 1 }, (_, step) => step / Math.max(steps, 1))
      .some((share) =>
        holds(area, {
          x: start.x + (end.x - start.x) * share,
          y: start.y + (end.y - start.y) * share,
        })
      );
  });
}

function isInside(
  { x, y, widthPx, heightPx }: Area,
  canvas: { readonly widthPx: number; readonly heightPx: number },
): boolean {
  return x >= 0 && y >= 0 && x + widthPx <= canvas.widthPx && y + heightPx <= canvas.heightPx;
}
