/**
 * Values of JSON text, as they come to stand in a line: masked, with numbers and escapes written as
 * `JSON.stringify` writes them, and without blanks. All between what has to change is taken over as
 * one stretch.
 *
 * ```
 * {"ip": "83.11.23.45", "n": 1.0, "ok": true}
 * {"ip":"83.11.x.x","n":1,"ok":true}
 * ```
 */
import {
  createFieldNames,
  createPiiCounts,
  createScan,
  createStringScan,
  type Hidden,
  isCardNumber,
  type PiiKind,
  type StringScan,
  TRAIT,
} from "../protect/mod.ts";
import { numberEnd, plainNumberEnd, readNumber } from "./json_number.ts";
import {
  blanksEnd,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  parseJson,
  QUOTE,
  SPACE,
} from "./json_text.ts";
import { createShapes, type Field, ROLE, type Shapes } from "./shapes.ts";

/** Stands for an offset where a record turns out to be odd. */
export const ODD = -1;
/** Levels of nesting beyond which a record is odd. */
const DEPTH_MAX = 16;

/** A line under way, and what it is made from. */
export interface Line {
  bytes: Uint8Array;
  text: string;
  /** Bytes before the place being read less UTF-16 units before it. */
  shift: number;
  /** What is written so far, and where in the text the stretch begins that follows it; or -1. */
  out: string;
  run: number;
  /** What was masked, one by one. */
  readonly found: Hidden[];
}

/** Each gives the offset behind what it has read, or `ODD`. */
export interface ValueReader {
  readonly strings: StringScan;
  readonly shapes: Shapes;
  /** A value of `field`, `depth` levels below the body. */
  value(at: number, field: Field, depth: number): number;
  /** A string whose opening quote is at `at`. */
  string(at: number): number;
}

export function createValueReader(line: Line, kinds: readonly PiiKind[]): ValueReader {
  const scan = createScan(kinds);
  const strings = createStringScan(kinds);
  const shapes = createShapes(createFieldNames(scan, kinds));
  const masksCards = kinds.includes("card");
  const ofText = createPiiCounts();
  const hidden: readonly Hidden[] = [...kinds, "unread"];

  function readValue(at: number, field: Field, depth: number): number {
    switch (line.bytes[at]) {
      case QUOTE:
        return readString(at);
      case OPEN_OBJECT:
        return depth === DEPTH_MAX ? ODD : readObject(at, shapes.inside(field), depth + 1);
      case OPEN_ARRAY:
        return depth === DEPTH_MAX ? ODD : readArray(at, field, depth + 1);
      case 0x74:
        return literalEnd(at, "true");
      case 0x66:
        return literalEnd(at, "false");
      case 0x6e:
        return literalEnd(at, "null");
      default: {
        const end = plainNumberEnd(line.bytes, at);
        return end === -1 ? readOtherNumber(at, field.name) : end;
      }
    }
  }

  function readObject(start: number, first: Field, depth: number): number {
    const { bytes } = line;
    let field = first;
    let at = skipBlanks(start + 1);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    for (;;) {
      if (bytes[at] !== QUOTE) return ODD;
      field = shapes.match(bytes, at + 1, field) ?? shapes.learn(bytes, at + 1, field, false);
      if (field.role === ROLE.odd) return ODD;
      at = skipBlanks(at + field.bytes.length + 2);
      if (bytes[at] !== COLON) return ODD;
      at = readValue(skipBlanks(at + 1), field, depth);
      if (at === ODD) return ODD;
      at = skipBlanks(at);
      if (bytes[at] === CLOSE_OBJECT) return at + 1;
      if (bytes[at] !== COMMA) return ODD;
      at = skipBlanks(at + 1);
    }
  }

  function readArray(start: number, field: Field, depth: number): number {
    const { bytes } = line;
    let at = skipBlanks(start + 1);
    if (bytes[at] === CLOSE_ARRAY) return at + 1;
    for (;;) {
      at = readValue(at, field, depth);
      if (at === ODD) return ODD;
      at = skipBlanks(at);
      if (bytes[at] === CLOSE_ARRAY) return at + 1;
      if (bytes[at] !== COMMA) return ODD;
      at = skipBlanks(at + 1);
    }
  }

  function readString(at: number): number {
    const traits = strings.read(line.bytes, at + 1);
    const { end, cuts } = strings;
    if (traits !== 0) {
      if ((traits & TRAIT.broken) !== 0) return ODD;
      const isFound = traits === TRAIT.candidates &&
        strings.find(line.text.slice(at + 1 - line.shift, end - line.shift));
      if (!isFound) return rewriteString(at, end + 1, traits);
    }
    const start = at + 1 - line.shift;
    for (let i = 0; i < cuts.count; i++) {
      line.found.push(cuts.kinds[i]!);
      replace(start + cuts.starts[i]!, start + cuts.ends[i]!, cuts.masks[i]!);
    }
    return end + 1;
  }

  /** A string that has to be looked at as what it says; `at` and `end` are those of its quotes. */
  function rewriteString(at: number, end: number, traits: number): number {
    const from = at - line.shift;
    line.shift += strings.surplus;
    const to = end - line.shift;
    const raw = line.text.slice(from, to);
    const value = (traits & TRAIT.escaped) === 0
      ? raw.slice(1, -1)
      : parseJson(raw) as string | undefined;
    if (value === undefined) return ODD;
    const masked = scan(value, ofText);
    if (masked !== value) takeCounts();
    else if ((traits & TRAIT.escaped) === 0) return end;
    const json = JSON.stringify(masked);
    if (json !== raw) replace(from, to, json);
    return end;
  }

  function takeCounts(): void {
    for (const kind of hidden) for (; ofText[kind] > 0; ofText[kind]--) line.found.push(kind);
  }

  function readOtherNumber(at: number, name: string): number {
    const end = numberEnd(line.bytes, at);
    const raw = line.text.slice(at - line.shift, end - line.shift);
    const value = readNumber(raw);
    if (value === undefined || (masksCards && isCardNumber(value, name))) return ODD;
    const json = JSON.stringify(value);
    if (json !== raw) replace(at - line.shift, end - line.shift, json);
    return end;
  }

  function literalEnd(at: number, word: string): number {
    return line.text.startsWith(word, at - line.shift) ? at + word.length : ODD;
  }

  /** Writes `by` in place of `text[from, to)`. */
  function replace(from: number, to: number, by: string): void {
    line.out += line.text.slice(line.run, from) + by;
    line.run = to;
  }

  /** Leaves blanks out of the line. */
  function skipBlanks(at: number): number {
    if (line.bytes[at]! > SPACE) return at;
    const end = blanksEnd(line.bytes, at);
    if (end > at) replace(at - line.shift, end - line.shift, "");
    return end;
  }

  return { strings, shapes, value: readValue, string: readString };
}
