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

/**
 * Where the reading is. Senders repeat themselves: the names of the line before, in their order, are
 * tried first, which costs a comparison where reading a name and looking up its field cost more.
 */
export interface StructuredDataCursor {
  at: number;
  readonly names: string[];
  /** How many names of this line are read. */
  namesRead: number;
}

const REMEMBERED_NAMES_MAX = 32;

const SPACE = 0x20;
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const EQUALS = 0x3d;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;

export function createStructuredDataCursor(): StructuredDataCursor {
  return { at: 0, names: [], namesRead: 0 };
}

/**
 * Reads from `cursor.at`, and leaves the cursor after what it has read. `null` for `-`; `undefined`
 * for what is no structured data.
 */
export function readStructuredData(
  line: string,
  cursor: StructuredDataCursor,
): StructuredData | null | undefined {
  cursor.namesRead = 0;
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
  cursor: StructuredDataCursor,
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
function readName(line: string, cursor: StructuredDataCursor): string {
  const start = cursor.at;
  const nth = cursor.namesRead++;
  const expected = cursor.names[nth];
  if (expected !== undefined && line.startsWith(expected, start)) {
    cursor.at = start + expected.length;
    if (!isOfName(line.charCodeAt(cursor.at))) return expected;
  }
  let end = start;
  while (isOfName(line.charCodeAt(end))) end++;
  cursor.at = end;
  const name = line.slice(start, end);
  if (nth < REMEMBERED_NAMES_MAX) cursor.names[nth] = name;
  return name;
}

function isOfName(code: number): boolean {
  return code > SPACE && code !== EQUALS && code !== CLOSE && code !== QUOTE;
}

function readValue(line: string, cursor: StructuredDataCursor): string | undefined {
  if (line.charCodeAt(cursor.at) !== QUOTE) return undefined;
  const start = cursor.at + 1;
  let end = line.indexOf('"', start);
  while (isEscaped(line, end)) end = line.indexOf('"', end + 1);
  if (end === -1) return undefined;
  cursor.at = end + 1;
  const value = line.slice(start, end);
  return value.includes("\\") ? value.replace(/\\(["\\\]])/g, "$1") : value;
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(line: string, at: number): boolean {
  let before = at - 1;
  while (line.charCodeAt(before) === BACKSLASH) before--;
  return (at - before) % 2 === 0;
}
