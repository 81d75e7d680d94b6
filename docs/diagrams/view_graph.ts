/**
 * What one view shows: boxes with their text, frames around boxes, and every arrow of the model
 * between two of the boxes. Sizes are known here, places are not: `layout.ts` finds those.
 */
import { heightPx, type TextLine, widthPx, wrapped } from "./text_block.ts";
import type { ModelElement, Shape, View, Workspace } from "./workspace.ts";

export interface Look {
  readonly shape: Shape;
  readonly background: string;
  readonly color: string;
}

export interface Box {
  readonly id: string;
  readonly look: Look;
  /** What the key calls it: `Container`, `Person, outside`. */
  readonly kindName: string;
  readonly lines: readonly TextLine[];
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Frame {
  readonly title: TextLine;
  readonly isGroup: boolean;
  readonly boxes: readonly string[];
  readonly frames: readonly Frame[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly TextLine[];
}

export interface ViewGraph {
  readonly title: string;
  readonly boxes: readonly Box[];
  /** Ids of boxes, from the top row down, each from left to right; an empty cell has none. */
  readonly rows: View["rows"];
  readonly frames: readonly Frame[];
  readonly arrows: readonly Arrow[];
  /** What the key says of an arrow. */
  readonly arrowName: string;
}

const BOX_WIDTH_PX = 158;
const BOX_PADDING_PX = 8;
const LABEL_WIDTH_PX = 76;
const NAME_PX = 14.5;
const TEXT_PX = 13.5;
const SMALL_PX = 11.5;
const DEFAULT_LOOK: Look = { shape: "Box", background: "#e5e7eb", color: "#111827" };
/** How far a person's head stands out of the body. */
export const PERSON_HEAD_PX = 26;
/** Room that a shape takes from the text inside of it. */
const SHAPE_HEADROOM_PX: Readonly<Record<Shape, number>> = {
  Box: 0,
  RoundedBox: 0,
  Person: 30,
  Cylinder: 16,
  WebBrowser: 16,
};
const KIND_NAMES = {
  person: "Person",
  softwareSystem: "Software system",
  container: "Container",
  component: "Component",
  element: "Room",
} as const;

export function viewGraph(view: View, workspace: Workspace): ViewGraph {
  const ids = view.rows.flat().filter((id) => id !== undefined);
  const shown = ids.map((id) => workspace.elements.get(id)!);
  return {
    title: view.title,
    boxes: shown.map((element) => boxOf(element, workspace)),
    rows: view.rows,
    frames: framesOf(shown, view, workspace),
    arrowName: view.kind === "custom" ? "Imports" : "Uses [how]",
    arrows: workspace.relationships
      .filter(({ from, to }) => ids.includes(from) && ids.includes(to))
      .map(({ from, to, description, technology }) => ({
        from,
        to,
        lines: [
          ...wrapped({ text: description, sizePx: SMALL_PX }, LABEL_WIDTH_PX),
          ...technology === ""
            ? []
            : wrapped({ text: `[${technology}]`, sizePx: SMALL_PX - 1 }, LABEL_WIDTH_PX),
        ],
      })),
  };
}

function boxOf(element: ModelElement, workspace: Workspace): Box {
  const look = lookOf(element, workspace);
  const innerPx = BOX_WIDTH_PX - 2 * BOX_PADDING_PX;
  const { name, description, technology } = element;
  const kind = technology === "" || element.kind === "element"
    ? KIND_NAMES[element.kind]
    : `${KIND_NAMES[element.kind]}: ${technology}`;
  const path = pathLine(element);
  const lines = [
    ...wrapped({ text: name, sizePx: NAME_PX, isBold: true }, innerPx),
    ...wrapped({ text: `[${kind}]`, sizePx: SMALL_PX }, innerPx),
    ...path === undefined ? [] : pathLines(path, innerPx),
    ...wrapped({ text: description, sizePx: TEXT_PX }, innerPx),
  ];
  const textPx = lines.reduce((sum, line) => sum + heightPx(line), 0);
  return {
    id: element.id,
    look,
    kindName: kindName(element),
    lines,
    widthPx: BOX_WIDTH_PX,
    heightPx: textPx + 2 * BOX_PADDING_PX + SHAPE_HEADROOM_PX[look.shape],
  };
}

/** The path, unless the name says it already. */
function pathLine({ name, properties }: ModelElement): string | undefined {
  const path = properties.get("path");
  if (path === undefined || `/${path}`.endsWith(`/${name.replace(/\/$/, "")}`)) return undefined;
  return name.includes("/") ? undefined : path;
}

/** The folder on a line of its own where both do not fit on one. */
function pathLines(path: string, maxPx: number): TextLine[] {
  const line = { text: path, sizePx: SMALL_PX - 1, isMono: true };
  if (widthPx(line) <= maxPx) return [line];
  const slash = path.lastIndexOf("/") + 1;
  return [path.slice(0, slash), path.slice(slash)].map((text) => ({ ...line, text }));
}

function kindName({ kind, tags }: ModelElement): string {
  if (tags.includes("External")) return "Software system outside of LogOps";
  if (tags.includes("Store")) return `${KIND_NAMES[kind]}: files or a database`;
  if (tags.includes("Browser")) return `${KIND_NAMES[kind]} in a browser`;
  return KIND_NAMES[kind];
}

function lookOf({ tags }: ModelElement, { styles }: Workspace): Look {
  return styles.filter(({ tag }) => tags.includes(tag))
    .reduce<Look>((look, { tag: _tag, ...style }) => ({ ...look, ...style }), DEFAULT_LOOK);
}

/** A frame for each software system or container that boxes are in, and for each group in it. */
function framesOf(
  shown: readonly ModelElement[],
  view: View,
  { elements }: Workspace,
): Frame[] {
  const framedKind = view.kind === "component" ? "component" : "container";
  const framed = shown.filter(({ kind, parent }) => kind === framedKind && parent !== undefined);
  return [...Map.groupBy(framed, ({ parent }) => parent!)].map(([parent, members]) => {
    const owner = elements.get(parent)!;
    const groups = Map.groupBy(members, ({ group }) => group ?? "");
    const idsIn = (group: string) => (groups.get(group) ?? []).map(({ id }) => id);
    return {
      title: titleLine(`${owner.name} [${KIND_NAMES[owner.kind]}]`),
      isGroup: false,
      boxes: idsIn(""),
      frames: [...groups.keys()].filter((group) => group !== "").map((group) => ({
        title: titleLine(group),
        isGroup: true,
        boxes: idsIn(group),
        frames: [],
      })),
    };
  });
}

function titleLine(text: string): TextLine {
  return { text, sizePx: TEXT_PX, isBold: true };
}
