/**
 * Ways for the arrows between boxes that have their places (`grid.ts`), and places for the arrows'
 * texts (`label_places.ts`). The ways are found by Graphviz, compiled to WebAssembly and run inside of
 * this process: it is told where the boxes are and leads arrows around them; it draws nothing.
 * See https://graphviz.org/docs/outputs/json/ for what it answers.
 */
import { type Graph, instance } from "@viz-js/viz";
import { type Area, flatFrames, type Grid, type Point } from "./grid.ts";
import { labelPlaces, type TitlePlace, titlePlace } from "./label_places.ts";
import { heightPx, widthPx } from "./text_block.ts";
import { type Box, PERSON_HEAD_PX, type ViewGraph } from "./view_graph.ts";

/** Pixels from the top left corner. */
export interface Layout extends Grid {
  readonly arrows: readonly ArrowLayout[];
  /** Where the titles of frames stand, in the order of `flatFrames`. */
  readonly titles: readonly TitlePlace[];
}

export interface ArrowLayout {
  /** A start, and then three points for each Bézier curve. */
  readonly curve: readonly Point[];
  readonly head: readonly Point[];
  /** The middle of its text. */
  readonly label: Point;
}

const POINTS_PER_INCH = 72;
/** Distance that arrows keep from boxes that they pass. */
const CLEARANCE_PX = 8;

export async function layOut(graph: ViewGraph, grid: Grid): Promise<Layout> {
  const graphviz = await instance();
  const answer = graphviz.renderJSON(routingGraph(graph, grid), { engine: "nop" }) as Answer;
  const pointOf = pointReader(answer, graph, grid);
  const ways = (answer.edges ?? []).map((edge) => ({
    curve: strokePoints(edge._draw_, /b/i).map(pointOf),
    head: strokePoints(edge._hdraw_, /p/i).map(pointOf),
  }));
  const labels = graph.arrows.map(({ lines }, index) => ({
    curve: ways[index]!.curve,
    widthPx: Math.max(0, ...lines.map(widthPx)) + 4,
    heightPx: lines.reduce((sum, line) => sum + heightPx(line), 0),
  }));
  const titles = flatFrames(graph.frames).map(({ title }, index) =>
    titlePlace(
      grid.frames[index]!,
      { widthPx: Math.ceil(widthPx(title)), heightPx: heightPx(title) },
      ways.map(({ curve }) => curve),
    )
  );
  const covered = [...grid.boxes.values(), ...titles.map(({ area }) => area)];
  const places = labelPlaces(labels, covered, grid);
  return {
    ...grid,
    titles,
    arrows: ways.map((way, index) => {
      const { x, y } = places[index]!;
      return { ...way, label: { x: tenth(x), y: tenth(y) } };
    }),
  };
}

interface Answer {
  readonly objects: readonly { readonly name: string; readonly pos: string }[];
  readonly edges?: readonly {
    readonly _draw_: readonly Stroke[];
    readonly _hdraw_: readonly Stroke[];
  }[];
}

interface Stroke {
  readonly op: string;
  readonly points?: readonly (readonly number[])[];
}

function routingGraph({ boxes, arrows }: ViewGraph, grid: Grid): Graph {
  return {
    graphAttributes: { splines: "true", esep: `+${CLEARANCE_PX}`, sep: `+${CLEARANCE_PX + 4}` },
    nodeAttributes: { shape: "box", fixedsize: true, label: "" },
    nodes: boxes.map((box) => {
      const area = bodyOf(box, grid);
      const { x, y } = centreOf(area);
      return {
        name: box.id,
        attributes: {
          // Graphviz' y axis points up.
          pos: `${x},${grid.heightPx - y}`,
          width: area.widthPx / POINTS_PER_INCH,
          height: area.heightPx / POINTS_PER_INCH,
        },
      };
    }),
    edges: arrows.map(({ from, to }) => ({
      tail: from,
      head: to,
      attributes: { arrowsize: 0.8 },
    })),
  };
}

/** Graphviz moves the whole drawing so that it begins at 0: back again, and y downwards. */
function pointReader(answer: Answer, { boxes }: ViewGraph, grid: Grid) {
  const first = boxes[0]!;
  const { pos } = answer.objects.find(({ name }) => name === first.id)!;
  const [movedX = 0, movedY = 0] = pos.split(",").map(Number);
  const { x, y } = centreOf(bodyOf(first, grid));
  return ([px = 0, py = 0]: readonly number[]): Point => ({
    x: tenth(px - movedX + x),
    y: tenth(y - (py - movedY)),
  });
}

/** What arrows lead to: of a person, the part below the head. */
function bodyOf({ id, look }: Box, grid: Grid): Area {
  const area = grid.boxes.get(id)!;
  if (look.shape !== "Person") return area;
  const { x, y, widthPx, heightPx } = area;
  return { x, y: y + PERSON_HEAD_PX, widthPx, heightPx: heightPx - PERSON_HEAD_PX };
}

function centreOf({ x, y, widthPx, heightPx }: Area): Point {
  return { x: x + widthPx / 2, y: y + heightPx / 2 };
}

function strokePoints(strokes: readonly Stroke[], op: RegExp): readonly (readonly number[])[] {
  return strokes.find((stroke) => op.test(stroke.op) && stroke.points !== undefined)!.points!;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
