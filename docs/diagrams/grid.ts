/**
 * Boxes in rows and columns, as the view says, and frames drawn around them. A row is as high as its
 * highest box; rows and columns move apart where frames begin or end, and where an arrow between two
 * neighbours needs room for its text.
 */
import { heightPx, widthPx } from "./text_block.ts";
import type { Arrow, Box, Frame, ViewGraph } from "./view_graph.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `x` and `y` are the top left corner. */
export interface Area extends Point {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Grid {
  readonly widthPx: number;
  readonly heightPx: number;
  /** By id. */
  readonly boxes: ReadonlyMap<string, Area>;
  /** In the order of `flatFrames`. */
  readonly frames: readonly Area[];
}

const COLUMN_GAP_PX = 30;
const ROW_GAP_PX = 40;
const FRAME_PADDING_PX = 10;
const FRAME_TITLE_PX = 22;

interface Cell {
  readonly row: number;
  readonly column: number;
}

export function placed(graph: ViewGraph): Grid {
  const cells = new Map<string, Cell>();
  graph.rows.forEach((ids, row) =>
    ids.forEach((id, column) => id !== undefined && cells.set(id, { row, column }))
  );
  const boxById = new Map(graph.boxes.map((box) => [box.id, box]));
  const columns = Math.max(...graph.rows.map((ids) => ids.length));
  const frames = flatFrames(graph.frames);
  const spans = frames.map((frame) => spanOf(idsIn(frame).map((id) => cells.get(id)!)));

  const xs = offsets(columns, {
    size: () => boxWidth(graph.boxes),
    gap: (left) => Math.max(COLUMN_GAP_PX, ...labelsBeside(graph.arrows, cells, left)),
    before: (column) => FRAME_PADDING_PX * spans.filter((span) => span.left === column).length,
    after: (column) => FRAME_PADDING_PX * spans.filter((span) => span.right === column).length,
  });
  const ys = offsets(graph.rows.length, {
    size: (row) => Math.max(...heightsIn(graph.rows[row]!, boxById)),
    gap: (upper) => ROW_GAP_PX + Math.max(0, ...labelsBelow(graph.arrows, cells, upper)),
    before: (row) =>
      (FRAME_PADDING_PX + FRAME_TITLE_PX) * spans.filter((span) => span.top === row).length,
    after: (row) => FRAME_PADDING_PX * spans.filter((span) => span.bottom === row).length,
  });
  const boxes = new Map(graph.boxes.map((box): [string, Area] => {
    const { row, column } = cells.get(box.id)!;
    const y = ys.starts[row]! + (ys.sizes[row]! - box.heightPx) / 2;
    return [box.id, { x: xs.starts[column]!, y: Math.round(y), ...sizeOf(box) }];
  }));
  return {
    widthPx: xs.end,
    heightPx: ys.end,
    boxes,
    frames: frames.map((frame, index) => {
      const { left, right, top, bottom } = spans[index]!;
      const depth = depthBelow(frame);
      const pad = FRAME_PADDING_PX * depth;
      const x = xs.starts[left]! - pad;
      const y = ys.starts[top]! - pad - FRAME_TITLE_PX * depth;
      const endX = xs.starts[right]! + xs.sizes[right]! + pad;
      const endY = ys.starts[bottom]! + ys.sizes[bottom]! + pad;
      const width = Math.max(endX - x, Math.ceil(widthPx(frame.title)) + 2 * FRAME_PADDING_PX);
      return { x, y, widthPx: width, heightPx: endY - y };
    }),
  };
}

/** Boxes that stand inside of a frame that is not theirs, in words. */
export function strayBoxes(graph: ViewGraph, grid: Grid): string[] {
  return flatFrames(graph.frames).flatMap((frame, index) => {
    const area = grid.frames[index]!;
    const own = idsIn(frame);
    return [...grid.boxes].filter(([id, box]) => !own.includes(id) && areTouching(area, box))
      .map(([id]) => `'${id}' stands inside of '${frame.title.text}': give it another cell`);
  });
}

function areTouching(a: Area, b: Area): boolean {
  return a.x < b.x + b.widthPx && b.x < a.x + a.widthPx &&
    a.y < b.y + b.heightPx && b.y < a.y + a.heightPx;
}

/** Frames before those inside of them. */
export function flatFrames(frames: readonly Frame[]): Frame[] {
  return frames.flatMap((frame) => [frame, ...flatFrames(frame.frames)]);
}

/** Ids of all boxes inside of a frame. */
export function idsIn(frame: Frame): string[] {
  return [...frame.boxes, ...frame.frames.flatMap(idsIn)];
}

function depthBelow({ frames }: Frame): number {
  return 1 + Math.max(0, ...frames.map(depthBelow));
}

function spanOf(cells: readonly Cell[]) {
  const rows = cells.map(({ row }) => row);
  const columns = cells.map(({ column }) => column);
  return {
    left: Math.min(...columns),
    right: Math.max(...columns),
    top: Math.min(...rows),
    bottom: Math.max(...rows),
  };
}

interface Axis {
  readonly size: (index: number) => number;
  /** Between this one and the next. */
  readonly gap: (index: number) => number;
  /** What frames that begin or end here need. */
  readonly before: (index: number) => number;
  readonly after: (index: number) => number;
}

/** Where each row or column starts. */
function offsets(count: number, { size, gap, before, after }: Axis) {
  const starts: number[] = [];
  const sizes: number[] = [];
  let end = 0;
  for (let index = 0; index < count; index++) {
    starts.push(end + before(index));
    sizes.push(size(index));
    end = starts[index]! + sizes[index]! + after(index);
    if (index < count - 1) end += Math.ceil(gap(index));
  }
  return { starts, sizes, end };
}

function boxWidth(boxes: readonly Box[]): number {
  return Math.max(...boxes.map((box) => box.widthPx));
}

function sizeOf(box: Box) {
  return { widthPx: box.widthPx, heightPx: box.heightPx };
}

function heightsIn(ids: ViewGraph["rows"][number], boxes: ReadonlyMap<string, Box>): number[] {
  return ids.map((id) => id === undefined ? 0 : boxes.get(id)!.heightPx);
}

/** Room for the texts of arrows from a column to the next, in the same row. */
function labelsBeside(
  arrows: readonly Arrow[],
  cells: ReadonlyMap<string, Cell>,
  left: number,
): number[] {
  return arrows.flatMap(({ from, to, lines }) => {
    const [a, b] = [cells.get(from)!, cells.get(to)!];
    const isBeside = a.row === b.row && Math.min(a.column, b.column) === left &&
      Math.abs(a.column - b.column) === 1;
    return isBeside ? [Math.max(0, ...lines.map(widthPx)) + 18] : [];
  });
}

/** Room for the texts of arrows that pass below a row. */
function labelsBelow(
  arrows: readonly Arrow[],
  cells: ReadonlyMap<string, Cell>,
  upper: number,
): number[] {
  return arrows.flatMap(({ from, to, lines }) => {
    const [a, b] = [cells.get(from)!.row, cells.get(to)!.row];
    const passes = Math.min(a, b) <= upper && Math.max(a, b) === upper + 1;
    return passes ? [lines.reduce((sum, line) => sum + heightPx(line), 0)] : [];
  });
}
