/**
 * STRUCTURED-DATA of RFC 5424, section 6.3: `-`, or elements with no space between them.
 *
 * ```
 * [exampleSDID@32473 iut="3" eventSource="a \"quoted\" one"][meta sequenceId="29"]
 *  id                name value                              id
 * ```
 *
 * In a value `"`, `\` and `]` are escaped by `\`; before any other character `\` is itself.
 */

export const DATA_PART = { id: 0, name: 1, value: 2, escapedValue: 3 } as const;
export type DataPart = typeof DATA_PART[keyof typeof DATA_PART];

/** Its parts in their order: each id with the names that follow it, each name with its value. */
export interface StructuredData {
  /** How many of the lists' entries count; 0 is `-`. */
  count: number;
  readonly parts: DataPart[];
  /** UTF-16 offsets; a value's are those inside of the quotes. */
  readonly starts: number[];
  readonly ends: number[];
  /** Where the next backslash of the text is, at or after the value that was read last. */
  backslash: number;
}

/** A line with more is none of RFC 5424: two thousand parameters are no log record. */
const PARTS_MAX = 4096;
const SPACE = 0x20;
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const EQUALS = 0x3d;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;

/** For the lines of one text. */
export function createStructuredData(): StructuredData {
  return { count: 0, parts: [], starts: [], ends: [], backslash: -1 };
}

/** Reads into `data` from `start`; gives the offset behind, or -1 for what is no structured data. */
export function readStructuredData(
  text: string,
  start: number,
  end: number,
  data: StructuredData,
): number {
  data.count = 0;
  if (start >= end) return -1;
  if (text.charCodeAt(start) === HYPHEN) return start + 1;
  if (text.charCodeAt(start) !== OPEN) return -1;
  let at = start;
  while (at < end && text.charCodeAt(at) === OPEN) {
    at = readElement(text, at + 1, end, data);
    if (at === -1) return -1;
  }
  return at;
}

/** An id, ` name="value"` any number of times, and the `]`. */
function readElement(text: string, start: number, end: number, data: StructuredData): number {
  let at = readName(text, start, end, DATA_PART.id, data);
  while (at !== -1 && at < end && text.charCodeAt(at) === SPACE) {
    at = readName(text, at + 1, end, DATA_PART.name, data);
    if (at === -1 || at >= end || text.charCodeAt(at) !== EQUALS) return -1;
    at = readValue(text, at + 1, end, data);
  }
  return at !== -1 && at < end && text.charCodeAt(at) === CLOSE ? at + 1 : -1;
}

/** SD-NAME: up to a space, `=`, `]` or `"`. */
function readName(
  text: string,
  start: number,
  end: number,
  part: DataPart,
  data: StructuredData,
): number {
  let at = start;
  while (at < end && isOfName(text.charCodeAt(at))) at++;
  if (at === start || data.count >= PARTS_MAX) return -1;
  add(data, part, start, at);
  return at;
}

function isOfName(code: number): boolean {
  return code > SPACE && code !== EQUALS && code !== CLOSE && code !== QUOTE;
}

function readValue(text: string, quote: number, end: number, data: StructuredData): number {
  if (quote >= end || text.charCodeAt(quote) !== QUOTE) return -1;
  const start = quote + 1;
  // This line has a quote: so a search that goes on beyond it is made once, as in `wordEnd`.
  let at = text.indexOf('"', start);
  while (isEscaped(text, at)) at = text.indexOf('"', at + 1);
  if (at === -1 || at >= end) return -1;
  if (data.backslash < start) {
    const backslash = text.indexOf("\\", start);
    data.backslash = backslash === -1 ? text.length : backslash;
  }
  add(data, data.backslash < at ? DATA_PART.escapedValue : DATA_PART.value, start, at);
  return at + 1;
}

/** Whether an odd number of backslashes stands before `at`. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === BACKSLASH) before--;
  return (at - before) % 2 === 0;
}

function add(data: StructuredData, part: DataPart, start: number, end: number): void {
  const { count } = data;
  data.parts[count] = part;
  data.starts[count] = start;
  data.ends[count] = end;
  data.count = count + 1;
}
