/**
 * Reads a workspace in Structurizr DSL. Strictly, and only as much of the language as is used here:
 * what is not known is a problem, not a surprise in a picture.
 *
 * ```
 * workspace "Name" "Description" {
 *   !impliedRelationships false
 *   model    person, softwareSystem › container › component, element, group, properties, a -> b
 *   views    systemContext, container, component, custom: title, include <ids>, autoLayout tb|lr
 *            styles: element "Tag" { shape, background, color }
 * }
 * ```
 */
import {
  at,
  type DslProblem,
  readStatements,
  type Statement,
  type Word,
} from "./dsl_statements.ts";
import { readModel } from "./model_reader.ts";
import { readViews } from "./view_reader.ts";
import type { Workspace } from "./workspace.ts";

export type WorkspaceResult =
  | { readonly ok: true; readonly workspace: Workspace }
  /** One line each: `Cannot read <file>:<line>:<column>: <what>`. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** `file` is the name that problems show. */
export function parseWorkspace(text: string, file: string): WorkspaceResult {
  const { statements, problems: faults } = readStatements(text);
  const problems = [...faults];
  const workspace = faults.length > 0 ? undefined : readWorkspace(statements, problems);
  if (workspace !== undefined && problems.length === 0) return { ok: true, workspace };
  return {
    ok: false,
    problems: problems.sort((a, b) => a.line - b.line || a.column - b.column)
      .map(({ line, column, message }) => `Cannot read ${file}:${line}:${column}: ${message}`),
  };
}

function readWorkspace(
  statements: readonly Statement[],
  problems: DslProblem[],
): Workspace | undefined {
  const [root, ...others] = statements;
  if (root?.words[0]?.text !== "workspace" || root.block === undefined) {
    problems.push({ line: 1, column: 1, message: "the file must be one 'workspace … { … }'" });
    return undefined;
  }
  for (const { words } of others) {
    problems.push(at(words[0]!, "nothing may follow the workspace: move it inside, or remove it"));
  }
  const blocks: Record<string, readonly Statement[]> = { model: [], views: [] };
  let impliesNothing = false;
  for (const { words, block } of root.block) {
    const [name, value] = words as [Word, Word?];
    if (name.text === "!impliedRelationships" && value?.text === "false") impliesNothing = true;
    else if (Object.hasOwn(blocks, name.text) && block !== undefined) blocks[name.text] = block;
    else problems.push(at(name, `'${name.text}' is not known here: ${BLOCKS}`));
  }
  if (!impliesNothing) {
    const message =
      "the workspace needs '!impliedRelationships false': every arrow is written down";
    problems.push(at(root.words[0]!, message));
  }
  const { elements, relationships } = readModel(blocks.model!, problems);
  const { views, styles } = readViews(blocks.views!, elements, problems);
  return { name: root.words[1]?.text ?? "", elements, relationships, views, styles };
}

const BLOCKS = "a workspace has '!impliedRelationships false', 'model' and 'views'";
