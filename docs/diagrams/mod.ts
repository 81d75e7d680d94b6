/**
 * Pictures of the architecture, drawn from its model:
 *
 * ```
 * workspace.dsl → parse_workspace → view_graph → grid → layout → drawing → one SVG for each view
 *                 model and views   boxes        cells  arrows
 * ```
 *
 * The same text gives the same bytes on every machine.
 */
import { drawing } from "./drawing.ts";
import { placed, strayBoxes } from "./grid.ts";
import { layOut } from "./layout.ts";
import { parseWorkspace } from "./parse_workspace.ts";
import { viewGraph } from "./view_graph.ts";

export { parseWorkspace, type WorkspaceResult } from "./parse_workspace.ts";
export type { ModelElement, Relationship, View, Workspace } from "./workspace.ts";

export interface Picture {
  /** Of the view that it shows. */
  readonly key: string;
  readonly svg: string;
}

export type PicturesResult =
  | { readonly ok: true; readonly pictures: readonly Picture[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** One picture for each view of the workspace that `text` describes; `file` is where it stands. */
export async function drawWorkspace(text: string, file: string): Promise<PicturesResult> {
  const read = parseWorkspace(text, file);
  if (!read.ok) return read;
  const graphs = read.workspace.views.map((view) => {
    const graph = viewGraph(view, read.workspace);
    return { key: view.key, graph, grid: placed(graph) };
  });
  const problems = graphs.flatMap(({ key, graph, grid }) =>
    strayBoxes(graph, grid).map((problem) => `Cannot draw view '${key}' of ${file}: ${problem}`)
  );
  if (problems.length > 0) return { ok: false, problems };
  const pictures = graphs.map(async ({ key, graph, grid }) => ({
    key,
    svg: drawing(graph, await layOut(graph, grid)),
  }));
  return { ok: true, pictures: await Promise.all(pictures) };
}
