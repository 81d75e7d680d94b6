/**
 * Holds the model of the architecture (`docs/architecture/workspace.dsl`) and the page that explains
 * it against the code: pure functions from model, files and imports to violations in words.
 *
 * | in the model | in the code |
 * |---|---|
 * | `path`, `with` of an element | files and folders that exist |
 * | an arrow without a technology, between elements with a path | an import, and an allowed one |
 * | arrows between rooms | all imports across rooms |
 * | components and containers | together, every module of a room |
 */
import type { ModelElement, Relationship, Workspace } from "../../docs/mod.ts";
import {
  type Edge,
  EXCEPTIONS,
  isTrial,
  MAY_IMPORT,
  roomOf,
  type SourceFile,
} from "./architecture.ts";

/** Rooms whose modules must each be part of a container or component. */
const ROOMS_IN_DETAIL: readonly string[] = ["gateway", "orchestrator", "housekeeping", "emitters"];

/** The files and folders that an element says it is, from the root. */
export function pathsOf({ properties }: ModelElement): string[] {
  const path = properties.get("path");
  if (path === undefined) return [];
  const folder = path.includes(".") ? path.slice(0, path.lastIndexOf("/")) : path;
  const others = (properties.get("with") ?? "").split(" ").filter((each) => each !== "");
  return [path, ...others.map((other) => new URL(other, `file:///${folder}/`).pathname.slice(1))];
}

/** Paths that the model names and that do not exist. */
export function missingPaths({ elements }: Workspace, paths: ReadonlySet<string>): string[] {
  return [...elements.values()].flatMap((element) =>
    pathsOf(element).filter((path) => !paths.has(path))
      .map((path) => `${element.id}: ${path} does not exist`)
  );
}

/** Rooms that no element is. */
export function roomsNotDrawn({ elements }: Workspace, rooms: readonly string[]): string[] {
  const drawn = new Set([...elements.values()].flatMap(pathsOf));
  return rooms.filter((room) => !drawn.has(room)).map((room) => `no element is the room ${room}/`);
}

/** Modules that are part of no container and no component. */
export function unownedModules(workspace: Workspace, files: readonly SourceFile[]): string[] {
  const ownerOf = ownership(workspace);
  return files.map(({ path }) => path)
    .filter((path) => ROOMS_IN_DETAIL.includes(roomOf(path)) && !isTrial(path) && !isDoor(path))
    .filter((path) => ownerOf(path) === undefined)
    .map((path) => `${path}: name it in the 'with' of the component that it is part of`);
}

/** The way into a room inside of a room: part of none of the components behind it. */
function isDoor(path: string): boolean {
  return /^\w+\/.+\/mod\.ts$/.test(path);
}

/** The imports, and where those lead that go through a door. */
function throughDoors(edges: readonly Edge[]): Edge[] {
  const behind = Map.groupBy(edges, ({ from }) => from);
  return edges.flatMap((edge) => [
    edge,
    ...(isDoor(edge.to) ? behind.get(edge.to) ?? [] : []).map(({ to }) => ({ ...edge, to })),
  ]);
}

/** Arrows that claim an import that is not there, or that claim nothing. */
export function unbackedArrows(workspace: Workspace, edges: readonly Edge[]): string[] {
  const isIn = membership(workspace);
  const imports = throughDoors(edges);
  return claimedImports(workspace).flatMap((arrow) => {
    const [from, to] = endsOf(arrow, workspace);
    const pathless = [from, to].find((end) => end.properties.get("path") === undefined);
    if (pathless !== undefined) {
      return [`${named(arrow)}: ${pathless.id} has no path, so say how: add a technology`];
    }
    const isBacked = imports.some((edge) => isIn(edge.from, from) && isIn(edge.to, to));
    return isBacked ? [] : [`${named(arrow)}: no import stands behind it: add a technology`];
  });
}

/** Arrows that claim an import which the table of rooms does not allow. */
export function forbiddenArrows(workspace: Workspace): string[] {
  const isIn = membership(workspace);
  return claimedImports(workspace).filter((arrow) => {
    const [from, to] = endsOf(arrow, workspace);
    const pairs = roomsOf(from).flatMap((a) => roomsOf(to).map((b) => [a, b] as const));
    const isAllowed = pairs.some(([a, b]) => a === b || MAY_IMPORT[a]?.includes(b) === true);
    const isException = EXCEPTIONS.some((each) => isIn(each.from, from) && isIn(each.to, to));
    return pairs.length > 0 && !isAllowed && !isException;
  }).map((arrow) => `${named(arrow)}: these rooms may not import each other`);
}

/** Imports across rooms that no arrow shows, one for each pair of rooms. */
export function importsNotDrawn(workspace: Workspace, edges: readonly Edge[]): string[] {
  const isIn = membership(workspace);
  const claims = [
    ...claimedImports(workspace).map((arrow) => endsOf(arrow, workspace)),
    // Rooms that are drawn as one box may import each other inside of it.
    ...[...workspace.elements.values()].map((element) => [element, element] as const),
  ];
  const found = new Map<string, string>();
  for (const { from, to } of edges) {
    const rooms = `${roomOf(from)} → ${roomOf(to)}`;
    if (to.includes(":") || roomOf(to) === "" || roomOf(from) === roomOf(to)) continue;
    if (found.has(rooms) || claims.some(([a, b]) => isIn(from, a) && isIn(to, b))) continue;
    found.set(rooms, `${from} imports ${to}, and no arrow shows ${rooms}`);
  }
  return [...found.values()];
}

/** Arrows between parts whose wholes have none: a picture one level up would not show them. */
export function arrowsNotLifted(workspace: Workspace): string[] {
  const { relationships, elements } = workspace;
  const drawn = new Set(relationships.map(({ from, to }) => `${from} ${to}`));
  return relationships.flatMap((arrow) => {
    const ends = endsOf(arrow, workspace);
    const kind = ends.some((end) => end.kind === "component") ? "component" : "container";
    const [from, to] = ends.map((end) =>
      end.kind === kind && end.parent !== undefined ? elements.get(end.parent)! : end
    ) as [ModelElement, ModelElement];
    // A part and the whole that it is in: nothing to show one level up.
    const isInside = from.id === to.id || from.id === to.parent || to.id === from.parent;
    if (isInside || drawn.has(`${from.id} ${to.id}`)) return [];
    return [`${named(arrow)}: one level up there is no ${from.id} -> ${to.id}`];
  });
}

/** Elements that no view shows. */
export function elementsNotShown({ elements, views }: Workspace): string[] {
  const shown = new Set(views.flatMap(({ rows }) => rows.flat()));
  return [...elements.keys()].filter((id) => !shown.has(id)).map((id) => `no view shows ${id}`);
}

/**
 * Steps of a walk (numbered items of a page) that name no source, and functions that a step names
 * (`run()` in backticks) without being in a source that it links to.
 */
export function lostSteps(page: string, sources: ReadonlyMap<string, string>): string[] {
  const steps = [...page.matchAll(/^\d+\. .*(?:\n {2,}.*)*/gm)].map(([step]) => step);
  return steps.flatMap((step) => {
    const [first] = step.split("\n") as [string];
    const linked = [...step.matchAll(/\]\(\.\.\/([^)#]+)\)/g)].map(([, path]) => path!);
    const texts = linked.map((path) => sources.get(path)).filter((text) => text !== undefined);
    if (texts.length === 0) return [`'${first}' links to no source`];
    return [...step.matchAll(/`([\w.#]+)\(\)`/g)].map(([, name]) => name!.split(".").at(-1)!)
      .filter((name) => !texts.some((text) => text.includes(`${name}(`)))
      .map((name) => `'${first}' names ${name}(), which is not in what it links to`);
  });
}

/** Rooms and what they may import, as a page's table says: one row for each room. */
export function importTable(page: string): Record<string, string[]> {
  const rows = [...page.matchAll(/^\| `(\w+)` +\| (.*?) *\|$/gm)];
  return Object.fromEntries(rows.map(([, room, imports]) => [
    room!,
    [...imports!.matchAll(/`(\w+)`/g)].map(([, name]) => name!),
  ]));
}

/** Arrows without a technology say: this is an import. */
function claimedImports({ relationships }: Workspace): Relationship[] {
  return relationships.filter(({ technology }) => technology === "");
}

function endsOf({ from, to }: Relationship, { elements }: Workspace): [ModelElement, ModelElement] {
  return [elements.get(from)!, elements.get(to)!];
}

function named({ from, to }: Relationship): string {
  return `${from} -> ${to}`;
}

function roomsOf(element: ModelElement): string[] {
  return pathsOf(element).map((path) => path.split("/")[0]!);
}

/** The container or component that a file is part of: the one that names it most closely. */
function ownership({ elements }: Workspace): (file: string) => ModelElement | undefined {
  const claims = [...elements.values()]
    .filter(({ kind }) => kind === "container" || kind === "component")
    .flatMap((element) => pathsOf(element).map((path) => ({ path, element })))
    // Of two that name the same file, the component is the closer one.
    .sort((a, b) => b.path.length - a.path.length || (a.element.kind === "component" ? -1 : 1));
  return (file) => claims.find(({ path }) => isAt(file, path))?.element;
}

/** Whether a file is part of an element: of itself, or of something inside of it. */
function membership(workspace: Workspace): (file: string, element: ModelElement) => boolean {
  const ownerOf = ownership(workspace);
  return (file, element) => {
    if (element.kind !== "container" && element.kind !== "component") {
      return pathsOf(element).some((path) => isAt(file, path));
    }
    const owner = ownerOf(file);
    return owner?.id === element.id || owner?.parent === element.id;
  };
}

function isAt(file: string, path: string): boolean {
  return file === path || file.startsWith(`${path}/`);
}
