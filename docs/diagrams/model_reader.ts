/** The `model` block of a workspace: elements, what they are in, and the arrows between them. */
import { at, type DslProblem, type Statement, type Word } from "./dsl_statements.ts";
import type { ElementKind, ModelElement, Relationship } from "./workspace.ts";

export interface Model {
  readonly elements: ReadonlyMap<string, ModelElement>;
  readonly relationships: readonly Relationship[];
}

type Field = "name" | "description" | "technology" | "tags";

/** What follows each keyword, in order; all but the name may be left out. */
const FIELDS: Readonly<Record<ElementKind, readonly Field[]>> = {
  person: ["name", "description", "tags"],
  softwareSystem: ["name", "description", "tags"],
  container: ["name", "description", "technology", "tags"],
  component: ["name", "description", "technology", "tags"],
  element: ["name", "technology", "description", "tags"],
};

/** What may stand inside of what. */
const CHILDREN: Readonly<Record<ElementKind | "model", readonly ElementKind[]>> = {
  model: ["person", "softwareSystem", "element"],
  softwareSystem: ["container"],
  container: ["component"],
  component: [],
  person: [],
  element: [],
};

/** Tags that an element has by its kind, as Structurizr gives them. */
const KIND_TAGS: Readonly<Record<ElementKind, readonly string[]>> = {
  person: ["Element", "Person"],
  softwareSystem: ["Element", "Software System"],
  container: ["Element", "Container"],
  component: ["Element", "Component"],
  element: ["Element"],
};

interface Place {
  readonly kind: ElementKind | "model";
  readonly parent?: string;
  readonly group?: string;
  /** Of the element that the place is inside of. */
  readonly properties?: Map<string, string>;
}

export function readModel(block: readonly Statement[], problems: DslProblem[]): Model {
  const elements = new Map<string, ModelElement>();
  const arrows: Statement[] = [];
  readBlock(block, { kind: "model" }, { elements, arrows, problems });
  const relationships = arrows.flatMap(({ words }) => readArrow(words, elements, problems));
  return { elements, relationships };
}

interface Found {
  readonly elements: Map<string, ModelElement>;
  /** Read last: they may name what comes after them. */
  readonly arrows: Statement[];
  readonly problems: DslProblem[];
}

function readBlock(block: readonly Statement[], place: Place, found: Found): void {
  for (const statement of block) {
    const [first, second, third] = statement.words as [Word, Word?, Word?];
    if (second?.text === "->") found.arrows.push(statement);
    else if (second?.text === "=" && third !== undefined) readElement(statement, place, found);
    else if (first.text === "properties" && place.properties !== undefined) {
      readProperties(statement.block ?? [], place.properties, found.problems);
    } else if (first.text === "group" && second !== undefined && place.group === undefined) {
      readBlock(statement.block ?? [], { ...place, group: second.text }, found);
    } else {
      const here = place.kind === "model" ? "the model" : `a ${place.kind}`;
      const known = [...CHILDREN[place.kind].map((kind) => `<id> = ${kind} …`), "<id> -> <id> …"];
      const message = `'${first.text}' is not known in ${here}: write ${known.join(", ")}, ` +
        `'group' (one deep)${place.kind === "model" ? "" : " or 'properties'"}`;
      found.problems.push(at(first, message));
    }
  }
}

function readElement({ words, block }: Statement, place: Place, found: Found): void {
  const [id, , keyword, ...args] = words as [Word, Word, Word, ...Word[]];
  const { elements, problems } = found;
  const kind = CHILDREN[place.kind].find((each) => each === keyword.text);
  if (kind === undefined) {
    const known = CHILDREN[place.kind].join(", ") || "no elements";
    problems.push(at(keyword, `'${keyword.text}' cannot stand here: here may be ${known}`));
    return;
  }
  if (!/^[A-Za-z_]\w*$/.test(id.text)) {
    problems.push(at(id, `'${id.text}' is no identifier: use letters, digits and _`));
  }
  const other = elements.get(id.text);
  if (other !== undefined) {
    problems.push(at(id, `'${id.text}' is taken since line ${other.line}: choose another name`));
  }
  const fields = FIELDS[kind];
  if (args.length === 0) problems.push(at(keyword, `a ${kind} needs a name: ${kind} "Name"`));
  const surplus = args[fields.length];
  if (surplus !== undefined) problems.push(at(surplus, `a ${kind} has ${fields.join(", ")} only`));
  const text = (field: Field) => args[fields.indexOf(field)]?.text ?? "";
  const properties = new Map<string, string>();
  const ownTags = text("tags").split(",").map((tag) => tag.trim()).filter((tag) => tag !== "");
  elements.set(id.text, {
    id: id.text,
    kind,
    name: text("name"),
    description: text("description"),
    technology: fields.includes("technology") ? text("technology") : "",
    tags: [...KIND_TAGS[kind], ...ownTags],
    parent: place.parent,
    group: place.group,
    properties,
    line: id.line,
  });
  readBlock(block ?? [], { kind, parent: id.text, properties }, found);
}

function readProperties(
  block: readonly Statement[],
  properties: Map<string, string>,
  problems: DslProblem[],
): void {
  for (const { words } of block) {
    const [name, value] = words as [Word, Word?];
    if (value === undefined || words.length > 2) {
      problems.push(at(name, 'a property is a name and a value: "path" "gateway/app.ts"'));
    } else if (properties.has(name.text)) {
      problems.push(at(name, `property '${name.text}' is given twice: remove one`));
    } else properties.set(name.text, value.text);
  }
}

function readArrow(
  words: readonly Word[],
  elements: ReadonlyMap<string, ModelElement>,
  problems: DslProblem[],
): Relationship[] {
  const [from, arrow, to, description, technology, surplus] = words as [Word, Word, ...Word[]];
  if (to === undefined) {
    problems.push(at(arrow, 'an arrow needs an end: a -> b "Asks" "HTTP"'));
    return [];
  }
  if (surplus !== undefined) {
    problems.push(at(surplus, "an arrow has a text and a technology only"));
  }
  for (const end of [from, to]) {
    if (!elements.has(end.text)) problems.push(unknownElement(end));
  }
  if (from.text === to.text) problems.push(at(to, "an arrow must lead to another element"));
  return [{
    from: from.text,
    to: to.text,
    description: description?.text ?? "",
    technology: technology?.text ?? "",
    line: from.line,
  }];
}

export function unknownElement(word: Word): DslProblem {
  return at(word, `no element is called '${word.text}': declare it in the model, or mend the name`);
}
