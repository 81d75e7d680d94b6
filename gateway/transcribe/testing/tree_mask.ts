/**
 * Masks a tree, obviously: every text is scanned as what it says, whatever stands under a secret's name
 * is a secret, and what is listed to stay is not looked at.
 */
import {
  createFieldNames,
  createPiiCounts,
  createScan,
  MASK,
  maskCardNumber,
  type PiiCounts,
  type PiiKind,
  schemeChars,
  type Secret,
} from "../../protect/mod.ts";
import { type Node, textNode, type TreeField } from "./tree.ts";

export type OnFound = (kind: string, text: string, start: number, end: number) => void;

/** Where something stands. `steps`: from the top of its record, arrays not counted. */
interface Place {
  readonly steps: readonly string[];
  readonly secret: Secret | undefined;
}

export interface TreeMasker {
  /** The fields of an object at `place`, each under the name that it is stored by. */
  fields(fields: readonly TreeField[], place: Place): TreeField[];
  value(node: Node, place: Place, isKept: boolean): Node;
  text(value: string): string;
  /** The names that the fields at the top of a record are stored by, without what counts. */
  storedNames(fields: readonly TreeField[]): string[];
  /** The secret that a field of that name is given to. */
  secretOf(name: string): Secret | undefined;
  isKept(place: Place): boolean;
}

export function createTreeMasker(
  kinds: readonly PiiKind[],
  keepFields: readonly string[],
  counts: PiiCounts,
  onFound: OnFound,
): TreeMasker {
  const scan = createScan(kinds, onFound);
  const text = (value: string) => scan(value, counts);
  const { secretOf } = createFieldNames(scan, kinds);

  function isKept({ steps }: Place): boolean {
    return keepFields.includes(steps.at(-1)!) || keepFields.includes(steps.join("."));
  }

  function fields(given: readonly TreeField[], place: Place): TreeField[] {
    const stored: TreeField[] = [];
    const pair = given
      .filter(({ name, node }) => (name === "name" || name === "key") && node.kind === "text")
      .map(({ node }) => node.kind === "text" ? secretOf(node.value) : undefined)
      .find((secret) => secret !== undefined);
    for (const { name, node, stored: known } of given) {
      const inner = { steps: [...place.steps, name], secret: undefined };
      const stays = isKept(inner);
      const masked = stays ? name : text(name);
      const secret = secretOf(name) ?? place.secret ?? (name === "value" ? pair : undefined);
      stored.push({
        name: known ?? freeName(masked, stored),
        node: value(node, { ...inner, secret }, stays),
      });
    }
    return stored;
  }

  function value(node: Node, place: Place, stays: boolean): Node {
    if (stays) return numbered(node);
    switch (node.kind) {
      case "text":
        return maskText(node, place.secret);
      case "number":
        return maskNumber(node, place.secret);
      case "array":
        return { ...node, items: node.items.map((item) => value(item, place, false)) };
      case "object":
        return { ...node, fields: fields(node.fields, place) };
      default:
        return node;
    }
  }

  function maskText(node: Node & { kind: "text" }, secret: Secret | undefined): Node {
    if (secret === undefined) {
      const masked = text(node.value);
      return masked === node.value ? node : textNode(masked);
    }
    const scheme = secret.hasScheme ? node.value.slice(0, schemeChars(node.value)) : "";
    const masked = scheme + MASK;
    if (node.value === "" || node.value === masked) return textNode(node.value);
    counts[secret.kind]++;
    return textNode(masked);
  }

  function maskNumber(node: Node, secret: Secret | undefined): Node {
    const masked = secret !== undefined
      ? MASK
      : kinds.includes("card")
      ? maskCardNumber(node.spelling)
      : undefined;
    if (masked === undefined) return node;
    counts[secret?.kind ?? "card"]++;
    return textNode(masked);
  }

  function storedNames(given: readonly TreeField[]): string[] {
    const quiet = createScan(kinds);
    const stored: TreeField[] = [];
    for (const { name, node } of given) {
      const masked = isKept({ steps: [name], secret: undefined })
        ? name
        : quiet(name, createPiiCounts());
      stored.push({ name: freeName(masked, stored), node });
    }
    return stored.map((field) => field.name);
  }

  return { fields, value, text, storedNames, secretOf, isKept };
}

/** What stays is written as it is, but that no name comes twice. */
export function numbered(node: Node): Node {
  if (node.kind === "array") return { ...node, items: node.items.map(numbered) };
  if (node.kind !== "object") return node;
  const stored: TreeField[] = [];
  for (const { name, node: inner } of node.fields) {
    stored.push({ name: freeName(name, stored), node: numbered(inner) });
  }
  return { ...node, fields: stored };
}

export function freeName(name: string, stored: readonly TreeField[]): string {
  const isTaken = (one: string) => stored.some((field) => field.name === one);
  if (!isTaken(name)) return name;
  let number = 2;
  while (isTaken(`${name}#${number}`)) number++;
  return `${name}#${number}`;
}
