/**
 * A field's name at its place in a record, with all that has to be known of it before its value is
 * read: what it is to the record, how it is stored, whether it is given to secrets, left alone, sealed.
 */
import { isHint, isOwnedName, type NamedRole, nestedRoleOf, roleOf } from "../normalise.ts";
import type { KeepFields, KeptPaths, SealedFields, SealedPaths, Secret } from "../protect/mod.ts";

/** What a field is to its record. `nested`: see `nested`; `hint`: `normalise.ts` says what for. */
export const ROLE = { plain: 0, ts: 1, level: 2, msg: 3, owned: 4, nested: 5, hint: 6 } as const;
export type Role = typeof ROLE[keyof typeof ROLE];

/** In `{"name":"X-Api-Key","value":"x"}` what the name says decides on the value. */
export const PAIR = { none: 0, name: 1, value: 2 } as const;
export type Pair = typeof PAIR[keyof typeof PAIR];

/** A name at its place; or, without one, the start of an object. */
export interface Field {
  /** What the record calls it. */
  readonly name: string;
  /** The same as it stands in the source, and the characters of that. */
  readonly raw: string;
  readonly codes: Uint8Array;
  readonly isWide: boolean;
  /** The name that it is stored by, and how that stands in a line: `"name":`. */
  readonly stored: string;
  readonly key: string;
  /** The same after a comma. */
  readonly commaKey: string;
  /** Whether it is stored as it stands in JSON. */
  readonly isAsSent: boolean;
  /** Whether nothing of what follows is to be done, and the name stands as it is stored. */
  readonly isPlain: boolean;
  readonly role: Role;
  /** Of several fields of a role the one of the lowest rank has it. */
  readonly rank: number;
  /** What it is read as where nothing at the top is, and at what depth it then stands. */
  readonly nested: NamedRole | undefined;
  readonly nestedDepth: number;
  readonly pair: Pair;
  readonly secret: Secret | undefined;
  /** Whether it stays as it is, with all that is in it. */
  readonly isKept: boolean;
  /** Whether one of these two. */
  readonly isGuarded: boolean;
  readonly keptPaths: KeptPaths | undefined;
  /** The number of the listed field that it is, or -1; and whether by its name, not by a path. */
  readonly sealed: number;
  readonly isSealedByName: boolean;
  readonly sealedPaths: SealedPaths | undefined;
  /** The start of its object, and the field before it. */
  readonly start: Field | undefined;
  readonly previous: Field | undefined;
  /** How many fields there are up to it. */
  readonly nth: number;
  /** 1, or what a repeated name was given: `name#2`. */
  readonly number: number;
  /**
   * The stored names so far of an object that has too many to look for them one by one, each with the
   * number that it was given last.
   */
  readonly seen: Map<string, number> | undefined;
  /** Whether it is in the shape, or stands for itself alone. */
  readonly isLearnt: boolean;
  /** Of the start of an object: the field that it is in. */
  readonly outer: Field | undefined;
  /** Fields that came next, and of these the last one. */
  readonly followers: Field[];
  next: Field | undefined;
  /** The start of objects that are the field's value, or in it. */
  inner: Field | undefined;
  /** What stands for elements of an array, where some of them are listed. */
  elements: Map<number, Field> | undefined;
  /** The same field where it is given to secrets by another. */
  asSecret: Field | undefined;
}

export interface FieldPolicy {
  readonly keep: KeepFields;
  readonly sealed: SealedFields;
}

/** A name as it stands in its source. */
export interface RawName {
  readonly raw: string;
  readonly codes: Uint8Array;
  readonly isWide: boolean;
}

export function rawName(raw: string): RawName {
  return { raw, codes: codesOf(raw), isWide: isWide(raw) };
}

/** How a name stands among others. */
export interface FieldName extends RawName {
  readonly name: string;
  readonly stored: string;
  readonly secret: Secret | undefined;
  /** Above 1 where it is repeated: what it was given, so that it is stored as `name#2`. */
  readonly number: number;
  readonly isLearnt: boolean;
  readonly seen: Map<string, number> | undefined;
}

/** The field of that name after `previous`, in the object that begins with `start`. */
export function fieldAfter(
  previous: Field,
  start: Field,
  given: FieldName,
  { keep, sealed }: FieldPolicy,
): Field {
  const { name, raw, codes, isWide, stored, number } = given;
  const isRepeated = number > 1;
  const isTop = start.outer === undefined;
  const keptPaths = start.keptPaths?.inner.get(name);
  const isKept = start.isKept || keep.names.has(name) || keptPaths?.isKept === true;
  const sealedPaths = isRepeated ? undefined : start.sealedPaths?.inner.get(name);
  const byName = isTop && !isRepeated ? sealed.tops.get(name) : undefined;
  const path = isRepeated || isTop ? [] : pathOf(name, start.outer);
  const nested = path.length === 0 ? undefined : nestedRoleOf(path);
  const inner = nested === undefined ? ROLE.plain : ROLE.nested;
  return newField({
    name,
    raw,
    codes,
    isWide,
    stored,
    role: isRepeated ? ROLE.plain : isTop ? topRole(name) : inner,
    nested,
    nestedDepth: path.length,
    pair: isKept && name === "value" ? PAIR.none : pairOf(name),
    secret: isKept ? undefined : given.secret ?? start.secret,
    isKept,
    keptPaths,
    sealed: byName ?? sealedPaths?.listed ?? NOT_LISTED,
    isSealedByName: byName !== undefined,
    sealedPaths,
    start,
    previous,
    nth: previous.nth + 1,
    number,
    seen: given.seen,
    isLearnt: given.isLearnt,
    outer: undefined,
  });
}

/** The start of objects that stand in `outer`; without it, of records. */
export function startField(outer: Field | undefined, { keep, sealed }: FieldPolicy): Field {
  return newField({
    ...{ name: "", ...rawName(""), stored: "", role: ROLE.plain, pair: PAIR.none },
    ...{ nested: undefined, nestedDepth: 0 },
    ...{ secret: outer?.secret, isKept: outer?.isKept ?? false },
    keptPaths: outer === undefined ? keep.paths : outer.keptPaths,
    ...{ sealed: NOT_LISTED, isSealedByName: false },
    sealedPaths: outer === undefined ? sealed.paths : outer.sealedPaths,
    ...{ start: undefined, previous: undefined, nth: 0, number: 0, seen: undefined },
    ...{ isLearnt: true, outer },
  });
}

/** `field`, by which an array is called, as its element: arrays are a step to a listed field. */
export function elementField(field: Field, paths: SealedPaths | undefined): Field {
  return newField({
    ...field,
    ...{ role: ROLE.plain, pair: PAIR.none, isSealedByName: false, sealedPaths: paths },
    sealed: paths?.listed ?? NOT_LISTED,
  });
}

export function secretField(field: Field, secret: Secret): Field {
  return newField({ ...field, secret });
}

const NOT_LISTED = -1;

type FieldParts = Omit<
  Field,
  | ("key" | "commaKey" | "isAsSent" | "isPlain" | "isGuarded" | "rank")
  | ("followers" | "next" | "inner" | "elements" | "asSecret")
>;

/** One literal for all fields: so they have one shape for the compiler, which reads it at once. */
function newField(parts: FieldParts): Field {
  const { name, raw, codes, isWide, stored, role, pair, secret, isKept, sealed, sealedPaths } =
    parts;
  const key = `${JSON.stringify(stored)}:`;
  const isAsSent = key === `"${raw}":`;
  const isGuarded = isKept || secret !== undefined;
  return {
    name,
    raw,
    codes,
    isWide,
    stored,
    key,
    commaKey: `,${key}`,
    isAsSent,
    isPlain: role === ROLE.plain && pair === PAIR.none && !isGuarded && sealed === NOT_LISTED &&
      sealedPaths === undefined && isAsSent,
    role,
    rank: roleOf(name)?.rank ?? 0,
    nested: parts.nested,
    nestedDepth: parts.nestedDepth,
    pair,
    secret,
    isKept,
    isGuarded,
    keptPaths: parts.keptPaths,
    sealed,
    isSealedByName: parts.isSealedByName,
    sealedPaths,
    start: parts.start,
    previous: parts.previous,
    nth: parts.nth,
    number: parts.number,
    seen: parts.seen,
    isLearnt: parts.isLearnt,
    outer: parts.outer,
    followers: [],
    next: undefined,
    inner: undefined,
    elements: undefined,
    asSecret: undefined,
  };
}

/** Whether a field up to `field`, the last of its object so far, is stored by that name. */
export function isBefore(field: Field, stored: string): boolean {
  for (let one: Field | undefined = field; one !== undefined; one = one.previous) {
    if (one.seen !== undefined) return one.seen.has(stored);
    if (one.stored === stored && one.previous !== undefined) return true;
  }
  return false;
}

const ROLES: Readonly<Record<NamedRole, Role>> = {
  ts: ROLE.ts,
  level: ROLE.level,
  msg: ROLE.msg,
};

function topRole(name: string): Role {
  const named = roleOf(name);
  if (named !== undefined) return ROLES[named.role];
  if (isOwnedName(name)) return ROLE.owned;
  return isHint(name) ? ROLE.hint : ROLE.plain;
}

/** More steps than any known path has are not looked at. */
const PATH_STEPS_MAX = 4;

/** The names of the fields that the field is in, and its own. */
function pathOf(name: string, outer: Field | undefined): string[] {
  const path = [name];
  for (let at = outer; at !== undefined && path.length < PATH_STEPS_MAX; at = at.start?.outer) {
    path.unshift(at.name);
  }
  return path;
}

function pairOf(name: string): Pair {
  if (name === "value") return PAIR.value;
  return name === "name" || name === "key" ? PAIR.name : PAIR.none;
}

function codesOf(text: string): Uint8Array {
  const codes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) codes[i] = Math.min(text.charCodeAt(i), 0x80);
  return codes;
}

function isWide(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return true;
  return false;
}
