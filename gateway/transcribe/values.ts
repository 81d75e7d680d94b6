/**
 * Values of JSON as they come to stand in a line: masked, and without blanks. All between what has to
 * change is taken over as one stretch; numbers stay digit by digit.
 *
 * ```
 * {"ip": "83.11.23.45", "n": 1.0, "ok": true}
 * {"ip":"83.11.x.x","n":1.0,"ok":true}
 * ```
 */
import { RECORD_DEPTH_MAX } from "../normalise.ts";
import {
  type FieldNames,
  MASK,
  maskCardNumber,
  NUMBER_CHARS_MAX_BELOW_CARDS,
  type Secret,
} from "../protect/mod.ts";
import { type Field, PAIR } from "./field.ts";
import {
  blanksEnd,
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  numberEnd,
  OPEN_ARRAY,
  OPEN_OBJECT,
  parseJson,
  QUOTE,
  SPACE,
} from "./json_text.ts";
import { type Line, noteFound, replace } from "./line.ts";
import type { Shapes } from "./shapes.ts";
import type { Strings } from "./strings.ts";

/** Stand for an offset: what is no JSON, and what is nested deeper than a record may be. */
export const BROKEN = -1;
export const TOO_DEEP = -2;

const ZERO = 0x30;
const NINE = 0x39;
const DOT = 0x2e;

/** What follows a number that has no fraction or exponent. */
function isNumberEnd(code: number): boolean {
  return code === COMMA || code === CLOSE_OBJECT || code === CLOSE_ARRAY || code <= SPACE;
}

/** What an object says of its own `value`: the secret that its `name` or `key` is given to. */
export interface PairState {
  secret: Secret | undefined;
  /** Whether a `value` was read before that was known. */
  isLate: boolean;
}

/** Each gives the offset behind what it has read; or one of the above, both below 0. */
export interface ValueReader {
  /** The value of `field`, `depth` levels below the body. */
  value(at: number, field: Field, depth: number): number;
  /** The same for a field that is not plain: what is sealed of it is noted, and what pairs with it. */
  special(at: number, field: Field, depth: number, pair: PairState): number;
  /** A number as it is stored: itself, or JSON text in its place. */
  number(json: string, field: Field): string;
  /** Notes the original of a field in which something was found: `found` is how much there was before. */
  seal(field: Field, found: number, json: () => string): void;
}

export interface ValueDeps {
  readonly strings: Strings;
  readonly shapes: Shapes;
  readonly names: FieldNames;
  readonly masksCards: boolean;
}

export function createValueReader(
  line: Line,
  { strings, shapes, names, masksCards }: ValueDeps,
): ValueReader {
  function value(at: number, field: Field, depth: number): number {
    switch (line.codes[at]) {
      case QUOTE:
        return field.isGuarded ? readGuarded(at, field) : strings.json(at);
      case OPEN_OBJECT:
        return depth === RECORD_DEPTH_MAX
          ? TOO_DEEP
          : readObject(at, shapes.inside(field), depth + 1, undefined);
      case OPEN_ARRAY:
        return depth === RECORD_DEPTH_MAX ? TOO_DEEP : readArray(at, field, depth + 1);
      case 0x74:
        return literalEnd(at, "true");
      case 0x66:
        return literalEnd(at, "false");
      case 0x6e:
        return literalEnd(at, "null");
      default:
        return readNumber(at, field);
    }
  }

  function readGuarded(at: number, { secret }: Field): number {
    return secret === undefined ? strings.keptJson(at) : strings.secretJson(at, secret);
  }

  function readObject(
    start: number,
    first: Field,
    depth: number,
    known: Secret | undefined,
  ): number {
    const { source, codes, out, run, found } = line;
    const foundBefore = found.count;
    let pair: PairState | undefined;
    let field = first;
    let at = skipBlanks(start + 1);
    if (codes[at] === CLOSE_OBJECT) return at + 1;
    for (;;) {
      if (codes[at] !== QUOTE) return BROKEN;
      const named = shapes.jsonAt(source, at + 1, field);
      if (named === undefined) return BROKEN;
      field = named;
      const nameEnd = at + field.codes.length + 2;
      if (!field.isAsSent) replace(line, at, nameEnd, field.key.slice(0, -1));
      at = skipBlanks(nameEnd);
      if (codes[at] !== COLON) return BROKEN;
      at = skipBlanks(at + 1);
      at = field.isPlain
        ? value(at, field, depth)
        : special(at, field, depth, pair ??= { secret: known, isLate: false });
      if (at < 0) return at;
      at = skipBlanks(at);
      if (codes[at] === CLOSE_OBJECT) break;
      if (codes[at] !== COMMA) return BROKEN;
      at = skipBlanks(at + 1);
    }
    if (pair?.isLate === true && pair.secret !== known) {
      line.out = out;
      line.run = run;
      found.count = foundBefore;
      return readObject(start, first, depth, pair.secret);
    }
    return at + 1;
  }

  function special(at: number, field: Field, depth: number, pair: PairState): number {
    const found = line.found.count;
    let as = field;
    if (field.pair === PAIR.value && field.secret === undefined) {
      if (pair.secret === undefined) pair.isLate = true;
      else as = shapes.asSecret(field, pair.secret);
    }
    const end = value(at, as, depth);
    if (end < 0) return end;
    if (field.pair === PAIR.name) pair.secret ??= secretNamed(at, end);
    // Not the one of an object in an array.
    if (field.nested !== undefined && depth === field.nestedDepth) {
      line.nested[field.nested] ??= line.text.slice(at, end);
    }
    if (field.sealed !== -1) seal(field, found, () => line.text.slice(at, end));
    return end;
  }

  /** What the value at `at` is given to, where that is a string. */
  function secretNamed(at: number, end: number): Secret | undefined {
    if (line.codes[at] !== QUOTE) return undefined;
    return names.secretOf(parseJson(line.text.slice(at, end)) as string);
  }

  function seal(field: Field, found: number, json: () => string): void {
    const { name, stored, sealed, isSealedByName } = field;
    const { originals, isByName } = line;
    if (!isSealedByName && isByName[sealed] === true) return;
    isByName[sealed] = isSealedByName;
    const isChanged = line.found.count > found || stored !== name;
    originals[sealed] = isChanged ? json() : undefined;
  }

  function readArray(start: number, field: Field, depth: number): number {
    const { codes } = line;
    let at = skipBlanks(start + 1);
    if (codes[at] === CLOSE_ARRAY) return at + 1;
    for (let i = 0;; i++) {
      at = field.sealedPaths === undefined
        ? value(at, field, depth)
        : readElement(at, shapes.element(field, i), depth);
      if (at < 0) return at;
      at = skipBlanks(at);
      if (codes[at] === CLOSE_ARRAY) return at + 1;
      if (codes[at] !== COMMA) return BROKEN;
      at = skipBlanks(at + 1);
    }
  }

  function readElement(at: number, field: Field, depth: number): number {
    const found = line.found.count;
    const end = value(at, field, depth);
    if (end >= 0 && field.sealed !== -1) {
      seal(field, found, () => line.text.slice(at, end));
    }
    return end;
  }

  function readNumber(at: number, field: Field): number {
    const { codes } = line;
    let i = at;
    while (codes[i]! >= ZERO && codes[i]! <= NINE) i++;
    if (codes[i] === DOT && i > at) {
      const fraction = ++i;
      while (codes[i]! >= ZERO && codes[i]! <= NINE) i++;
      if (i === fraction) return BROKEN;
    }
    const isPlain = i > at && i - at <= NUMBER_CHARS_MAX_BELOW_CARDS &&
      field.secret === undefined &&
      (codes[at] !== ZERO || i === at + 1 || codes[at + 1] === DOT) && isNumberEnd(codes[i]!);
    return isPlain ? i : readOtherNumber(at, field);
  }

  function readOtherNumber(at: number, field: Field): number {
    const end = numberEnd(line.codes, at);
    if (end === -1) return BROKEN;
    if (end - at > NUMBER_CHARS_MAX_BELOW_CARDS || field.secret !== undefined) {
      const json = line.text.slice(at, end);
      const masked = number(json, field);
      if (masked !== json) replace(line, at, end, masked);
    }
    return end;
  }

  function number(json: string, { secret, isKept }: Field): string {
    if (secret !== undefined) {
      noteFound(line, secret.kind, "", 0, 0);
      return `"${MASK}"`;
    }
    const masked = masksCards && !isKept ? maskCardNumber(json) : undefined;
    if (masked === undefined) return json;
    noteFound(line, "card", "", 0, 0);
    return `"${masked}"`;
  }

  function literalEnd(at: number, word: string): number {
    return line.text.startsWith(word, at) ? at + word.length : BROKEN;
  }

  /** Leaves blanks out of the line. */
  function skipBlanks(at: number): number {
    const { codes } = line;
    if (codes[at]! > SPACE) return at;
    const end = blanksEnd(codes, at);
    if (end > at) replace(line, at, end, "");
    return end;
  }

  return { value, special, number, seal };
}
