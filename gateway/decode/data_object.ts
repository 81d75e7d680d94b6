/** Structured data in which a name is repeated, as an object: all other is written place by place. */
import { ownField, setOwnField } from "./own_field.ts";
import { DATA_PART, type StructuredData } from "./structured_data.ts";

/** SD-ID → parameter → value; the values of a parameter that is repeated are in an array. */
type DataFields = Record<string, Record<string, string | string[]>>;

/** Names of one element, or elements, beyond which they are looked for in a set. */
const COMPARED_MAX = 16;

/** Whether an element has a name twice, or two elements have the same (RFC 5424, section 6.3.3). */
export function hasRepeats(text: string, { count, parts, starts, ends }: StructuredData): boolean {
  const ids = new NamesSeen(text);
  const names = new NamesSeen(text);
  for (let i = 0; i < count; i++) {
    const part = parts[i];
    if (part === DATA_PART.id) {
      names.clear();
      if (ids.isRepeated(starts[i]!, ends[i]!)) return true;
    } else if (part === DATA_PART.name && names.isRepeated(starts[i]!, ends[i]!)) return true;
  }
  return false;
}

/** `text[start, end)` as a value: in it `"`, `\\` and `]` are escaped. */
export function unescapedValue(value: string): string {
  return value.replace(/\\(["\\\]])/g, "$1");
}

/** Names come from outside and become fields: see `own_field.ts`. */
export function dataObject(text: string, data: StructuredData): DataFields {
  const fields: DataFields = {};
  let element: Record<string, string | string[]> = {};
  let name = "";
  for (let i = 0; i < data.count; i++) {
    const start = data.starts[i]!;
    const end = data.ends[i]!;
    switch (data.parts[i]) {
      case DATA_PART.id: {
        const id = text.slice(start, end);
        const given = ownField(fields, id);
        element = given ?? {};
        if (given === undefined) setOwnField(fields, id, element);
        break;
      }
      case DATA_PART.name:
        name = text.slice(start, end);
        break;
      case DATA_PART.value:
        addValue(element, name, text.slice(start, end));
        break;
      case DATA_PART.escapedValue:
        addValue(element, name, unescapedValue(text.slice(start, end)));
    }
  }
  return fields;
}

function addValue(element: Record<string, string | string[]>, name: string, value: string): void {
  const before = ownField(element, name);
  if (before === undefined) setOwnField(element, name, value);
  else if (Array.isArray(before)) before.push(value);
  else setOwnField(element, name, [before, value]);
}

/** Names that have been met: a few are compared, many are looked up. */
class NamesSeen {
  readonly #text: string;
  readonly #names: string[] = [];
  #set: Set<string> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  clear(): void {
    this.#names.length = 0;
    this.#set = undefined;
  }

  isRepeated(start: number, end: number): boolean {
    const name = this.#text.slice(start, end);
    const isKnown = this.#set?.has(name) ?? this.#names.includes(name);
    if (this.#set !== undefined) this.#set.add(name);
    else if (this.#names.push(name) > COMPARED_MAX) this.#set = new Set(this.#names);
    return isKnown;
  }
}
