/** Values of JSON whose numbers stay digit by digit, and objects written from names and values. */

/** What V8 has and TypeScript's library does not know yet (proposal "JSON.parse source text access"). */
interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
}
const json = JSON as unknown as ExactJson;

/** Nothing that anybody sends is nested deeper, and readers go down as deep as that. */
const DEPTH_MAX = 256;

export type Fields = Readonly<Record<string, unknown>>;
export type Pair = readonly [name: string, value: unknown];

/** `undefined` for what is no JSON, or nested too deep to be looked at. */
export function parseExact(text: string): unknown {
  if (isDeep(text)) return undefined;
  try {
    return json.parse(text, (_, value, { source }) => {
      const isExact = typeof value !== "number" || source === undefined || String(value) === source;
      return isExact ? value : json.rawJSON(source);
    });
  } catch {
    return undefined;
  }
}

/** Whether brackets, in strings or not, may be nested deeper than is looked at. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) {
      if (++depth > DEPTH_MAX) return true;
    } else if ((code === 0x7d || code === 0x5d) && depth > 0) depth--;
  }
  return false;
}

/** Adds a line of NDJSON; false where no more are taken. */
export type AddLine = (line: string) => boolean;

export function number(digits: string): unknown {
  return json.rawJSON(digits);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !json.isRawJSON(value);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The digits or text of a value that is a number or a text. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || json.isRawJSON(value)) return JSON.stringify(value);
  return undefined;
}

export function pairsOf(value: unknown): readonly Pair[] {
  return isFields(value) ? Object.entries(value) : [];
}

/** One line of NDJSON; names may come twice. */
export function lineOf(pairs: readonly Pair[]): string {
  const written = pairs.filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${written.join(",")}}`;
}
