/**
 * The names of fields in the order in which they come, learnt from the records themselves: services
 * write the same few shapes over and over. Along a known shape, a name costs a comparison of bytes
 * with the one that came here the last time.
 *
 * ```
 * start ─ ts ─ level ─ msg ─ seq ─ user          {"ts":…,"level":…,"msg":…,"seq":1,"user":{"id":2}}
 *                       │           └ start ─ id
 *                       └ trace_id               {"ts":…,"level":…,"msg":…,"trace_id":"4bf9"}
 * ```
 *
 * What must be known of a name is worked out where it is learnt, once for each place in a shape:
 * whether it is given to secrets, has PII in it, or came before in the same object.
 */
import { isOwnedName, roleOf } from "../normalise.ts";
import { createPiiCounts, type FieldNames } from "../protect/mod.ts";
import { QUOTE } from "./json_text.ts";

export const ROLE = { plain: 0, ts: 1, level: 2, msg: 3, scenario: 4, odd: 5 } as const;
type Role = typeof ROLE[keyof typeof ROLE];

/** A name at its place in a shape; or, without one, the start of an object. */
export interface Field {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** As it stands in a line: `"name":`. */
  readonly key: string;
  /** `odd`: a record with this field here is not for transcribing. */
  readonly role: Role;
  readonly previous: Field | undefined;
  /** Fields that came next, and of these the last one. */
  readonly followers: Field[];
  next: Field | undefined;
  /** The start of objects that are the field's value, or in it. */
  inner: Field | undefined;
}

export interface Shapes {
  /** The start of a record. */
  start(): Field;
  /**
   * The field that stands in `bytes` at `at`, the first byte of its name, after `previous`. A name ends
   * with `close`, by default a quote, which is in no name.
   */
  match(bytes: Uint8Array, at: number, previous: Field, close?: number): Field | undefined;
  /** Learns one that did not match. */
  learn(bytes: Uint8Array, at: number, previous: Field, isTop: boolean, close?: number): Field;
  /** The start of an object that stands in `field`. */
  inside(field: Field): Field;
}

/** Beyond these all is forgotten and learnt anew: bounds the memory, whatever the names are. */
const FIELDS_MAX = 4096;
const FOLLOWERS_MAX = 16;
/** Fields in one object, and bytes of a name, beyond which a record is odd. */
const OBJECT_FIELDS_MAX = 128;
const NAME_BYTES_MAX = 64;
/** ASCII that needs no escapes. */
const PLAIN_NAME = /^[ !#-[\]-~]*$/;
/** Names that an object orders by number. */
const INDEX_NAME = /^(?:0|[1-9]\d{0,9})$/;

export function createShapes(names: FieldNames): Shapes {
  const noCounts = createPiiCounts();
  let top = startField();
  let fieldsCount = 0;

  function match(
    bytes: Uint8Array,
    at: number,
    previous: Field,
    close = QUOTE,
  ): Field | undefined {
    const { next } = previous;
    if (next !== undefined && stands(next, bytes, at, close)) return next;
    const { followers } = previous;
    for (let i = 0; i < followers.length; i++) {
      const field = followers[i]!;
      if (stands(field, bytes, at, close)) return previous.next = field;
    }
    return undefined;
  }

  function learn(
    bytes: Uint8Array,
    at: number,
    previous: Field,
    isTop: boolean,
    close = QUOTE,
  ): Field {
    const length = bytes.subarray(at, at + NAME_BYTES_MAX + 1).indexOf(close);
    if (length === -1) return notKept;
    const name = decoder.decode(bytes.subarray(at, at + length));
    if (!isPlainName(name)) return notKept;
    const { masked, secret } = names.of(name, noCounts);
    if (masked !== name) return notKept;
    if (++fieldsCount > FIELDS_MAX) {
      top = startField();
      fieldsCount = 0;
    }
    const role = secret === undefined ? roleAfter(previous, name, isTop) : ROLE.odd;
    const learnt = newField(name, bytes.slice(at, at + length), role, previous);
    const { followers } = previous;
    if (followers.length < FOLLOWERS_MAX) followers.push(learnt);
    else followers[fieldsCount % FOLLOWERS_MAX] = learnt;
    return previous.next = learnt;
  }

  return {
    start: () => top,
    match,
    learn,
    inside: (field) => field.inner ??= startField(),
  };
}

function isPlainName(name: string): boolean {
  return PLAIN_NAME.test(name) && name !== "__proto__" && !INDEX_NAME.test(name);
}

/** What a name is where it stands; odd where it has come before, or another of its kind. */
function roleAfter(previous: Field, name: string, isTop: boolean): Role {
  const role = isTop ? topRole(name) : ROLE.plain;
  let fields = 0;
  for (let other = previous; other.previous !== undefined; other = other.previous) {
    if (++fields > OBJECT_FIELDS_MAX || other.name === name || isPair(other.name, name)) {
      return ROLE.odd;
    }
    if (role !== ROLE.plain && other.role === role) return ROLE.odd;
  }
  return role;
}

function topRole(name: string): Role {
  if (name === "scenario_id") return ROLE.scenario;
  const role = roleOf(name);
  if (role !== undefined) return ROLE[role];
  return isOwnedName(name) ? ROLE.odd : ROLE.plain;
}

/** `{"name":"X-Api-Key","value":"x"}`: what the name says decides on the value. */
function isPair(one: string, other: string): boolean {
  return (one === "value" && (other === "name" || other === "key")) ||
    (other === "value" && (one === "name" || one === "key"));
}

function stands({ bytes }: Field, body: Uint8Array, at: number, close: number): boolean {
  const { length } = bytes;
  if (body[at + length] !== close) return false;
  for (let i = 0; i < length; i++) if (bytes[i] !== body[at + i]) return false;
  return true;
}

const decoder = new TextDecoder();

function newField(
  name: string,
  bytes: Uint8Array,
  role: Role,
  previous: Field | undefined,
): Field {
  const key = `"${name}":`;
  return { name, bytes, key, role, previous, followers: [], next: undefined, inner: undefined };
}

function startField(): Field {
  return newField("", new Uint8Array(0), ROLE.plain, undefined);
}

/** Stands for each name that is not learnt: too long, to be escaped, or with something of a person. */
const notKept: Field = newField("", new Uint8Array(0), ROLE.odd, undefined);
