/**
 * The names of fields in the order in which they come, learnt from the records themselves: services
 * write the same few shapes over and over. Along a known shape, a name costs a comparison with the one
 * that came here the last time.
 *
 * ```
 * start ─ ts ─ level ─ msg ─ seq ─ user          {"ts":…,"level":…,"msg":…,"seq":1,"user":{"id":2}}
 *                       │           └ start ─ id
 *                       └ trace_id               {"ts":…,"level":…,"msg":…,"trace_id":"4bf9"}
 * ```
 *
 * What must be known of a name is worked out where it is learnt, once for each place in a shape. A
 * name that comes again in its object gets a number, so that no value is lost: `a`, `a#2`.
 */
import type { FieldNames, KnownName, Secret } from "../protect/mod.ts";
import {
  elementField,
  type Field,
  fieldAfter,
  type FieldPolicy,
  isBefore,
  type RawName,
  rawName,
  secretField,
  startField,
} from "./field.ts";
import { closingQuote, parseJson, QUOTE } from "./json_text.ts";
import type { Source } from "./source.ts";

export interface Shapes {
  /** The start of a record. */
  start(): Field;
  /** The field whose name begins at `at` in JSON, after `previous`; `undefined` for no name. */
  jsonAt(source: Source, at: number, previous: Field): Field | undefined;
  /** The field whose name stands in `text[start, end)`, each character for itself. */
  textAt(source: Source, start: number, end: number, previous: Field): Field;
  named(name: string, previous: Field): Field;
  /** Reads a name that comes in many records, and the field that it is in one of them. */
  read(name: string): ReadName;
  again(name: ReadName, previous: Field): Field;
  /** The field at the top of that name, whatever comes before it. */
  alone(name: string): Field;
  /** The start of an object that stands in `field`. */
  inside(field: Field): Field;
  /** What `field`, an array, is to its element of that number. */
  element(field: Field, index: number): Field;
  /** `field` as one that is given to secrets. */
  asSecret(field: Field, secret: Secret): Field;
}

/** What a name is wherever it stands. */
export interface ReadName extends RawName {
  readonly name: string;
  readonly known: KnownName;
  readonly mask: () => string;
}

export interface ShapeDeps extends FieldPolicy {
  readonly names: FieldNames;
  /** Masks a name, and notes what was found in it; each call of what is given does so. */
  readonly maskerOf: (name: string) => () => string;
}

/** Beyond these all is forgotten and learnt anew: bounds the memory, whatever the names are. */
const FIELDS_MAX = 4096;
const FOLLOWERS_MAX = 16;
/** Fields of one object, and characters of a name, beyond which they are not learnt. */
const OBJECT_FIELDS_MAX = 128;
const NAME_CHARS_MAX = 64;
const ALONE_MAX = 64;
/** Stands for all elements of an array that are not listed. */
const UNLISTED = -1;

export function createShapes(deps: ShapeDeps): Shapes {
  const { names, maskerOf } = deps;
  let top = startField(undefined, deps);
  let fieldsCount = 0;
  const alones = new Map<string, Field>();

  function jsonAt(source: Source, at: number, previous: Field): Field | undefined {
    const { next } = previous;
    if (next !== undefined && isNameAt(next, source, at)) return next;
    return otherJsonAt(source, at, previous);
  }

  function otherJsonAt(source: Source, at: number, previous: Field): Field | undefined {
    const { followers } = previous;
    for (let i = 0; i < followers.length; i++) {
      const field = followers[i]!;
      if (isNameAt(field, source, at)) return previous.next = field;
    }
    const end = closingQuote(source.codes, at);
    if (end === -1) return undefined;
    const raw = source.text.slice(at, end);
    const name = parseJson(`"${raw}"`);
    return typeof name === "string" ? again(readAs(name, raw), previous) : undefined;
  }

  function textAt(source: Source, start: number, end: number, previous: Field): Field {
    const { next } = previous;
    const isNext = next !== undefined && next.codes.length === end - start &&
      stands(next, source, start);
    return isNext ? next : named(source.text.slice(start, end), previous);
  }

  function named(name: string, previous: Field): Field {
    if (previous.next?.raw === name) return previous.next;
    for (const field of previous.followers) if (field.raw === name) return previous.next = field;
    return again(read(name), previous);
  }

  function read(name: string): ReadName {
    return readAs(name, name);
  }

  function readAs(name: string, raw: string): ReadName {
    const known = names.of(name);
    return { ...rawName(raw), name, known, mask: known.isClean ? () => name : maskerOf(name) };
  }

  /** Takes no longer for a long name, unless it is stored as long. */
  function again(given: ReadName, previous: Field): Field {
    const { name, raw, known } = given;
    const start = previous.start ?? previous;
    const isKept = start.isKept || deps.keep.names.has(name) ||
      start.keptPaths?.inner.get(name)?.isKept === true;
    const masked = isKept ? name : given.mask();
    const isLearnt = previous.isLearnt && masked === name && raw.length <= NAME_CHARS_MAX &&
      previous.nth < OBJECT_FIELDS_MAX;
    const isFew = previous.isLearnt && previous.nth < OBJECT_FIELDS_MAX;
    const seen = isFew ? undefined : seenBefore(previous);
    const isTaken = (stored: string) => seen?.has(stored) ?? isBefore(previous, stored);
    const before = () => seen?.get(masked) ?? lastNumber(previous, name);
    const number = isTaken(masked) ? freeNumber(masked, before() + 1, isTaken) : 1;
    const stored = number === 1 ? masked : `${masked}#${number}`;
    seen?.set(masked, number);
    if (number > 1) seen?.set(stored, 1);
    const { secret } = known;
    const { codes, isWide } = given;
    const placed = { name, raw, codes, isWide, stored, secret, number, isLearnt, seen };
    const field = fieldAfter(previous, start, placed, deps);
    if (isLearnt) keepInShape(field, previous);
    return field;
  }

  function keepInShape(field: Field, previous: Field): void {
    if (++fieldsCount > FIELDS_MAX) {
      top = startField(undefined, deps);
      fieldsCount = 0;
    }
    const { followers } = previous;
    if (followers.length < FOLLOWERS_MAX) followers.push(field);
    else followers[fieldsCount % FOLLOWERS_MAX] = field;
    previous.next = field;
  }

  function alone(name: string): Field {
    const given = alones.get(name);
    if (given !== undefined) return given;
    const { secret } = names.of(name);
    const plain = { number: 1, isLearnt: false, seen: undefined };
    const raw = rawName(name);
    const field = fieldAfter(top, top, { ...raw, name, stored: name, secret, ...plain }, deps);
    if (alones.size < ALONE_MAX) alones.set(name, field);
    return field;
  }

  function element(field: Field, index: number): Field {
    const { sealedPaths } = field;
    if (sealedPaths === undefined) return field;
    const paths = sealedPaths.inner.get(String(index));
    const key = paths === undefined ? UNLISTED : index;
    const elements = field.elements ??= new Map<number, Field>();
    const given = elements.get(key);
    if (given !== undefined) return given;
    const made = elementField(field, paths);
    elements.set(key, made);
    return made;
  }

  return {
    start: () => top,
    jsonAt,
    textAt,
    named,
    read,
    again,
    alone,
    inside: (field) => field.inner ??= startField(field, deps),
    element,
    asSecret: (field, secret) =>
      field.asSecret?.secret === secret
        ? field.asSecret
        : field.asSecret = secretField(field, secret),
  };
}

/** In one map for the object, as what comes after an unlearnt name is learnt in no other. */
function seenBefore(field: Field): Map<string, number> {
  if (field.seen !== undefined) return field.seen;
  const seen = new Map<string, number>();
  for (let one = field; one.previous !== undefined; one = one.previous) seen.set(one.stored, 1);
  return seen;
}

/** The number that the last field of that name was given; 1 if there is none. */
function lastNumber(field: Field, name: string): number {
  for (let one: Field | undefined = field; one !== undefined; one = one.previous) {
    if (one.name === name && one.previous !== undefined) return one.number;
  }
  return 1;
}

/** Goes on from the number given last, so that a name repeated is not counted from 2 each time. */
function freeNumber(name: string, from: number, isTaken: (name: string) => boolean): number {
  let number = from;
  while (isTaken(`${name}#${number}`)) number++;
  return number;
}

/** Whether the name stands at `at`, and a quote behind it. */
function isNameAt(field: Field, source: Source, at: number): boolean {
  return source.codes[at + field.codes.length] === QUOTE && stands(field, source, at);
}

/** Whether the name begins at `at`; what follows it is not looked at. */
function stands({ codes: expected, raw, isWide }: Field, source: Source, at: number): boolean {
  const { codes } = source;
  for (let i = 0; i < expected.length; i++) if (expected[i] !== codes[at + i]) return false;
  return !isWide || source.text.startsWith(raw, at);
}
