/**
 * STRUCTURED-DATA of RFC 5424, section 6.3: `-`, or elements with no space between them.
 *
 * ```
 * [exampleSDID@32473 iut="3" eventSource="a \"quoted\" one"][meta sequenceId="29"]
 * ```
 *
 * In a value `"`, `\` and `]` are escaped by `\`; before any other character `\` is itself. Names
 * come from outside and become fields: see `own_field.ts`.
 */
import { ownField, setOwnField } from "./own_field.ts";
import type { StructuredData } from "./syslog_record.ts";

/** Where the reading is; a reader that succeeds leaves it after what it has read. */
interface Cursor {
  at: number;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const EQUALS = 0x3d;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;

/** `null` for `-`; `undefined` for what is no structured data. */
export function readStructuredData(
  line: string,
  cursor: Cursor,
): StructuredData | null | undefined {
  if (line.charCodeAt(cursor.at) === HYPHEN) {
    cursor.at++;
    return null;
  }
  if (line.charCodeAt(cursor.at) !== OPEN) return undefined;
  const data: StructuredData = {};
  while (line.charCodeAt(cursor.at) === OPEN) {
    cursor.at++;
    const id = readName(line, cursor);
    if (id === "") return undefined;
    let element = ownField(data, id);
    if (element === undefined) {
      element = {};
      setOwnField(data, id, element);
    }
    if (!readParameters(line, cursor, element)) return undefined;
  }
  return data;
}

/** ` name="value"`, any number of times, and the `]`. */
function readParameters(
  line: string,
  cursor: Cursor,
  element: Record<string, string | string[]>,
): boolean {
  while (line.charCodeAt(cursor.at) === SPACE) {
    cursor.at++;
    const name = readName(line, cursor);
    if (name === "" || line.charCodeAt(cursor.at) !== EQUALS) return false;
    cursor.at++;
    const value = readValue(line, cursor);
    if (value === undefined) return false;
    addValue(element, name, value);
  }
  if (line.charCodeAt(cursor.at) !== CLOSE) return false;
  cursor.at++;
  return true;
}

function addValue(element: Record<string, string | string[]>, name: string, value: string): void {
  const before = ownField(element, name);
  if (before === undefined) setOwnField(element, name, value);
  else if (Array.isArray(before)) before.push(value);
  else setOwnField(element, name, [before, value]);
}

/** SD-NAME: up to a space, `=`, `]` or `"`. */
function readName(line: string, cursor: Cursor): string {
  const start = cursor.at;
  for (;; cursor.at++) {
    const code = line.charCodeAt(cursor.at);
    const isOfName = code > SPACE && code !== EQUALS && code !== CLOSE && code !== QUOTE;
    if (!isOfName) return line.slice(start, cursor.at);
  }
}

function readValue(line: string, cursor: Cursor): string | undefined {
  if (line.charCodeAt(cursor.at) !== QUOTE) return undefined;
  const start = cursor.at + 1;
  let isEscaped = false;
  for (let at = start; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === BACKSLASH) {
      isEscaped = true;
      at++;
    } else if (code === QUOTE) {
      cursor.at = at + 1;
      const value = line.slice(start, at);
      return isEscaped ? value.replace(/\\(["\\\]])/g, "$1") : value;
    }
  }
  return undefined;
}
