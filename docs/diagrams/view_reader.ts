/** The `views` block of a workspace: which elements a picture shows, and what they look like. */
import { at, type DslProblem, type Statement, type Word } from "./dsl_statements.ts";
import { unknownElement } from "./model_reader.ts";
import {
  type ElementKind,
  type ElementStyle,
  type ModelElement,
  SHAPES,
  type View,
  type ViewKind,
} from "./workspace.ts";

export interface Views {
  readonly views: readonly View[];
  readonly styles: readonly ElementStyle[];
}

/** What each kind of view looks into, and what it may show. */
const VIEW_KINDS: Readonly<
  Record<ViewKind, { readonly scope?: ElementKind; readonly shows: readonly ElementKind[] }>
> = {
  systemContext: { scope: "softwareSystem", shows: ["person", "softwareSystem"] },
  container: { scope: "softwareSystem", shows: ["person", "softwareSystem", "container"] },
  component: {
    scope: "container",
    shows: ["person", "softwareSystem", "container", "component"],
  },
  custom: { shows: ["element"] },
};

type Elements = ReadonlyMap<string, ModelElement>;

export function readViews(
  block: readonly Statement[],
  elements: Elements,
  problems: DslProblem[],
): Views {
  const views: View[] = [];
  const styles: ElementStyle[] = [];
  for (const statement of block) {
    const [first] = statement.words as [Word];
    if (first.text === "styles") {
      for (const each of statement.block ?? []) styles.push(...readStyle(each, problems));
    } else if (Object.hasOwn(VIEW_KINDS, first.text)) {
      const view = readView(statement, first.text as ViewKind, elements, problems);
      if (views.some(({ key }) => key === view.key)) {
        problems.push(at(first, `a view is called '${view.key}' already: choose another key`));
      }
      views.push(view);
    } else {
      const known = [...Object.keys(VIEW_KINDS), "styles"].join(", ");
      problems.push(at(first, `'${first.text}' is not known among views: here may be ${known}`));
    }
  }
  return { views, styles };
}

function readView(
  { words, block = [] }: Statement,
  kind: ViewKind,
  elements: Elements,
  problems: DslProblem[],
): View {
  const { scope: scopeKind, shows } = VIEW_KINDS[kind];
  const [keyword, ...args] = words as [Word, ...Word[]];
  const scope = scopeKind === undefined ? undefined : args.shift();
  const [key] = args;
  if (scopeKind !== undefined && elements.get(scope?.text ?? "")?.kind !== scopeKind) {
    problems.push(at(scope ?? keyword, `a ${kind} view is of a ${scopeKind}: name one`));
  }
  if (key === undefined || !/^[a-z][a-z-]*$/.test(key.text)) {
    problems.push(
      at(key ?? keyword, "a view needs a key of small letters, which names its picture"),
    );
  }
  let title = "";
  const include: string[] = [];
  const rows: (string | undefined)[][] = [];
  for (const { words: [name, ...values], block: inner = [] } of block) {
    if (name!.text === "title" && values.length === 1) title = values[0]!.text;
    else if (name!.text === "include") {
      include.push(...includedBy(values, { shows, taken: include }, elements, problems));
    } else if (name!.text === "properties") rows.push(...inner.flatMap(readRow));
    else if (name!.text !== "autoLayout") {
      const message = `'${name!.text}' is not known in a view: write title "…", include <ids>, ` +
        "autoLayout or properties";
      problems.push(at(name!, message));
    }
  }
  if (title === "") problems.push(at(keyword, 'a view needs a title: title "…"'));
  const placed = rows.flat().filter((id) => id !== undefined);
  const odd = include.find((id) => placed.filter((each) => each === id).length !== 1) ??
    placed.find((id) => !include.includes(id));
  if (odd !== undefined) {
    const message =
      `'${odd}' must be included, and stand in one row once: "row 1" "${odd} . other"`;
    problems.push(at(keyword, message));
  }
  return { kind, key: key?.text ?? "", scope: scope?.text, title, rows };
}

/** `"row 2" "a . b"`: two elements with an empty cell between them. */
function readRow({ words: [name, value] }: Statement): (string | undefined)[][] {
  if (!/^row \d+$/.test(name!.text)) return [];
  const ids = (value?.text ?? "").split(" ").filter((id) => id !== "");
  return [ids.map((id) => id === "." ? undefined : id)];
}

function includedBy(
  ids: readonly Word[],
  { shows, taken }: { readonly shows: readonly ElementKind[]; readonly taken: readonly string[] },
  elements: Elements,
  problems: DslProblem[],
): string[] {
  return ids.flatMap((id, index) => {
    const element = elements.get(id.text);
    if (id.text === "*") problems.push(at(id, "'*' is not understood: name what is shown"));
    else if (element === undefined) problems.push(unknownElement(id));
    else if (!shows.includes(element.kind)) {
      problems.push(at(id, `a ${element.kind} cannot be shown here, only ${shows.join(", ")}`));
    } else if ([...taken, ...ids.slice(0, index).map(({ text }) => text)].includes(id.text)) {
      problems.push(at(id, `'${id.text}' is included twice`));
    } else return [id.text];
    return [];
  });
}

function readStyle({ words, block = [] }: Statement, problems: DslProblem[]): ElementStyle[] {
  const [keyword, tag] = words as [Word, Word?];
  if (keyword.text !== "element" || tag === undefined) {
    problems.push(at(keyword, 'a style is for a tag: element "Tag" { … }'));
    return [];
  }
  const style: Record<string, string> = {};
  for (const { words: [name, value] } of block) {
    const isKnown = name!.text === "shape"
      ? (SHAPES as readonly string[]).includes(value?.text ?? "")
      : /^(background|color)$/.test(name!.text) && /^#[0-9a-f]{6}$/.test(value?.text ?? "");
    if (isKnown) style[name!.text] = value!.text;
    else {
      const message = `write shape ${SHAPES.join("|")}, background #rrggbb or color #rrggbb`;
      problems.push(at(name!, message));
    }
  }
  return [{ tag: tag.text, ...style }];
}
