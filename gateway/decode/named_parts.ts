/** Fields that a reader has found in a line: where each stands, and how it is written there. */

/** As it stands; a number of JSON; between quotes with `\` before what is escaped. */
export const WRITTEN = { plain: 0, number: 1, escaped: 2 } as const;
export type Written = typeof WRITTEN[keyof typeof WRITTEN];

export interface NamedParts {
  count: number;
  readonly names: string[];
  readonly starts: number[];
  readonly ends: number[];
  readonly written: Written[];
}

/** Fields of one line; what has more is no line of fields, and stays whole. */
export const LINE_FIELDS_MAX = 256;
export const FIELD_NAME_CHARS_MAX = 128;
/** More digits are no number that anybody counts with. */
const NUMBER_DIGITS_MAX = 15;

export function createNamedParts(): NamedParts {
  return { count: 0, names: [], starts: [], ends: [], written: [] };
}

export function addPart(
  parts: NamedParts,
  name: string,
  start: number,
  end: number,
  written: Written = WRITTEN.plain,
): void {
  const { count } = parts;
  if (count === LINE_FIELDS_MAX) return;
  parts.names[count] = name;
  parts.starts[count] = start;
  parts.ends[count] = end;
  parts.written[count] = written;
  parts.count = count + 1;
}

/** The same for a number where the digits of one stand there, and for text otherwise. */
export function addNumber(
  parts: NamedParts,
  text: string,
  name: string,
  start: number,
  end: number,
): void {
  addPart(parts, name, start, end, isNumber(text, start, end) ? WRITTEN.number : WRITTEN.plain);
}

/** `0`, `200`, `0.123`: not `007`, no sign and no exponent. */
export function isNumber(text: string, start: number, end: number): boolean {
  const length = end - start;
  if (length === 0 || length > NUMBER_DIGITS_MAX) return false;
  let dot = -1;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2e && dot === -1 && at > start && at < end - 1) dot = at;
    else if (code < 0x30 || code > 0x39) return false;
  }
  const whole = (dot === -1 ? end : dot) - start;
  return whole === 1 || text.charCodeAt(start) !== 0x30;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** What stands between quotes, in logfmt and in access logs. */
export function unescaped(raw: string): string {
  return raw.replace(
    /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))/gs,
    (_, hex: string | undefined, unit: string | undefined, one: string | undefined) =>
      one === undefined ? String.fromCharCode(parseInt((hex ?? unit)!, 16)) : ESCAPES[one] ?? one,
  ).toWellFormed();
}
