/**
 * JSON as a tree, with the spelling of each value beside what it says. A name that comes again in its
 * object is stored under another: `a`, `a#2`.
 */

export type Node =
  | { readonly kind: "text"; readonly value: string; readonly spelling: string }
  | { readonly kind: "number" | "word"; readonly spelling: string }
  | { readonly kind: "array"; readonly items: readonly Node[]; readonly spelling: string }
  | { readonly kind: "object"; readonly fields: readonly TreeField[]; readonly spelling: string };

export interface TreeField {
  readonly name: string;
  readonly node: Node;
  /** What it is stored by, where that is known. */
  readonly stored?: string;
  /** Whether another of its name stands before it. */
  readonly isRepeated?: boolean;
}

export function textNode(value: string): Node {
  return { kind: "text", value, spelling: JSON.stringify(value) };
}

/** Of a text that is JSON. */
export function parseTree(json: string): Node {
  let at = 0;

  function blanks(): void {
    while (" \t\r\n".includes(json[at] ?? "x")) at++;
  }

  function value(): Node {
    blanks();
    const start = at;
    if (json[at] === "{") {
      return { kind: "object", fields: fields(), spelling: json.slice(start, at) };
    }
    if (json[at] === "[") return { kind: "array", items: items(), spelling: json.slice(start, at) };
    if (json[at] === '"') return text();
    at = /[^\-+.0-9a-zA-Z]|$/.exec(json.slice(at))!.index + at;
    const spelling = json.slice(start, at);
    return { kind: /^[tfn]/.test(spelling) ? "word" : "number", spelling };
  }

  function text(): Node & { kind: "text" } {
    const start = at;
    for (at++; json[at] !== '"'; at++) if (json[at] === "\\") at++;
    at++;
    const spelling = json.slice(start, at);
    return { kind: "text", value: JSON.parse(spelling) as string, spelling };
  }

  function fields(): TreeField[] {
    const found: TreeField[] = [];
    for (at++, blanks(); json[at] !== "}"; blanks()) {
      if (json[at] === ",") at++;
      blanks();
      const name = text().value;
      blanks();
      at++; // the colon
      found.push({ name, node: value() });
    }
    at++;
    return found;
  }

  function items(): Node[] {
    const found: Node[] = [];
    for (at++, blanks(); json[at] !== "]"; blanks()) {
      if (json[at] === ",") at++;
      found.push(value());
    }
    at++;
    return found;
  }

  return value();
}

/** Without blanks. */
export function writeTree(node: Node): string {
  switch (node.kind) {
    case "array":
      return `[${node.items.map(writeTree).join(",")}]`;
    case "object":
      return `{${writeFields(node.fields)}}`;
    default:
      return node.spelling;
  }
}

export function writeFields(fields: readonly TreeField[]): string {
  return fields.map(({ name, node }) => `${JSON.stringify(name)}:${writeTree(node)}`).join(",");
}

/** The same, but that texts are spelled as `JSON.stringify` does. */
export function messageOf(node: Node): string {
  switch (node.kind) {
    case "text":
      return node.spelling.includes("\\") ? JSON.stringify(node.value) : node.spelling;
    case "array":
      return `[${node.items.map(messageOf).join(",")}]`;
    case "object":
      return `{${
        node.fields.map(({ name, node: inner }) => `${JSON.stringify(name)}:${messageOf(inner)}`)
          .join(",")
      }}`;
    default:
      return node.spelling;
  }
}

export function depthOf(node: Node): number {
  switch (node.kind) {
    case "array":
      return 1 + Math.max(0, ...node.items.map(depthOf));
    case "object":
      return 1 + Math.max(0, ...node.fields.map((field) => depthOf(field.node)));
    default:
      return 0;
  }
}
