/**
 * The one way of a record into the journal: whoever reads a format tells this writer where the fields
 * stand in the source, in their order, and the writer normalises, masks, indexes, seals and writes the
 * line. No reader makes a record, and none masks or reads a level by itself.
 *
 * ```
 * <34>May  1 10:00:00 web-1 su[77]: hi john@example.com     time("2026-05-01T10:00:00.000Z")
 *                     ^     ^                               level("ERROR")
 *                                                           field("host")  textAt(20, 25)
 *                                                           field("msg")   textAt(34, 53)
 *
 * {"ts":"2026-05-01T10:00:00.000Z","level":"ERROR","msg":"hi j***@example.com","emitter":"x","host":…}
 * ```
 *
 * What a field is to the record, its name says, as `normalise.ts` lists it: readers hand over `time` or
 * `severity` like any other field. Only what a format says without naming it has calls of its own.
 */
import type { Level } from "../../contract/mod.ts";
import type { NormaliseCounts, Origin } from "../normalise.ts";
import type { FieldNames, Secret } from "../protect/mod.ts";
import { type Field, PAIR, ROLE } from "./field.ts";
import { FORM, type Form, type GivenReader } from "./given.ts";
import type { Held, HeldFields } from "./held.ts";
import { blanksEnd, CLOSE_OBJECT, COLON, COMMA, QUOTE, SPACE } from "./json_text.ts";
import { clearLine, flush, type Line, setSource } from "./line.ts";
import type { Roles } from "./roles.ts";
import type { Shapes } from "./shapes.ts";
import type { Source } from "./source.ts";
import type { Strings } from "./strings.ts";
import { BROKEN, type ValueReader } from "./values.ts";

export interface RecordWriter {
  /** Begins a record, all places of which are offsets in `source`. */
  begin(source: Source): void;
  /** What the format itself says: a time in canonical spelling, a level. It goes before any field. */
  time(canonical: string): void;
  level(level: Level): void;
  /** The next field, of the record or of the object opened last, by a name that the format gives it. */
  field(name: string): void;
  /** The same by a name that stands in the source, as it is. */
  fieldAt(start: number, end: number): void;
  /** For names that all records have: each is read once, and by its number is the next field. */
  columns(names: readonly string[]): (column: number) => void;
  /** The value of the field, one of these: text that stands in the source as it is. */
  textAt(start: number, end: number): void;
  /** Text that the source spells otherwise, or has not got. */
  text(value: string): void;
  /** JSON text with nothing of the sender's in it, which no masking would change. */
  known(json: string): void;
  /** JSON text of its own: a number, which is stored digit by digit, or any other value. */
  literal(json: string): void;
  /** A value of JSON that begins at `start`; gives the offset behind it, below 0 where it is none. */
  json(start: number): number;
  /** An object, of which the fields follow until `close`: of a field that is no time, level or message. */
  open(): void;
  close(): void;
  /**
   * All fields of the record at once, from an object of JSON at `start`; gives the offset behind it, or
   * `BROKEN` or `TOO_DEEP`, and then nothing is to be written.
   */
  object(start: number): number;
  /** Ends the record: then the line has all of its fields but those of its own (`roles`). */
  finish(origin: Origin, counts: NormaliseCounts): void;
}

interface OpenObject {
  /** Its last field. */
  last: Field;
  /** What its `value` is given to by its `name` or `key`, and values that came before them. */
  secret: Secret | undefined;
  readonly late: Held[];
}

export interface RecordParts {
  readonly line: Line;
  readonly strings: Strings;
  readonly shapes: Shapes;
  readonly values: ValueReader;
  readonly given: GivenReader;
  readonly held: HeldFields;
  readonly roles: Roles;
  readonly names: FieldNames;
}

/** Levels of nesting of what is at the top of a record. */
const TOP_DEPTH = 1;

export function createRecordWriter(
  { line, strings, shapes, values, given, held, roles, names }: RecordParts,
): RecordWriter {
  /** The last field of the record, and of each object that is open, with what pairs there. */
  const objects: OpenObject[] = [];
  let depth = 0;
  let field = shapes.start();

  function begin(source: Source): void {
    setSource(line, source);
    clearLine(line);
    held.clear();
    roles.clear();
    depth = 0;
    field = shapes.start();
    enter(field);
  }

  function enter(start: Field): void {
    const entered = objects[depth] ??= { last: start, secret: undefined, late: [] };
    entered.last = start;
    entered.secret = undefined;
    if (entered.late.length > 0) entered.late.length = 0;
  }

  function byName(name: string): void {
    const inner = objects[depth]!;
    field = inner.last = shapes.named(name, inner.last);
  }

  function fieldAt(start: number, end: number): void {
    const inner = objects[depth]!;
    field = inner.last = shapes.textAt(line.source, start, end, inner.last);
  }

  function columns(given: readonly string[]): (column: number) => void {
    let last = shapes.start();
    const fields = given.map((name) => last = shapes.named(name, last));
    if (fields.every(({ isLearnt }) => isLearnt)) {
      return (column) => field = objects[depth]!.last = fields[column]!;
    }
    // What a name is stored by depends on those before it, which need not be in each record.
    const names = given.map(shapes.read);
    return (column) => {
      const inner = objects[depth]!;
      field = inner.last = shapes.again(names[column]!, inner.last);
    };
  }

  function textAt(start: number, end: number): void {
    if (field.isPlain) line.out += separator() + field.key + strings.between(start, end);
    else give(FORM.text, start, end, "");
  }

  function text(value: string): void {
    if (field.isPlain) line.out += separator() + field.key + strings.text(value);
    else give(FORM.own, 0, 0, value);
  }

  function known(json: string): void {
    if (field.isPlain) line.out += separator() + field.key + json;
    else give(FORM.literal, 0, 0, json);
  }

  function literal(json: string): void {
    give(FORM.literal, 0, 0, json);
  }

  function json(start: number): number {
    return field.role === ROLE.plain || depth > 0
      ? give(FORM.json, start, start, "")
      : roles.takeJson(field, start);
  }

  /** At the top other fields stand before; in an object none stands before the first. */
  function separator(): string {
    return depth > 0 && field.nth === 1 ? "" : ",";
  }

  function open(): void {
    line.out += `${separator()}${field.key}{`;
    const start = shapes.inside(field);
    depth++;
    enter(start);
  }

  function close(): void {
    finishPair();
    depth--;
    line.out += "}";
  }

  function give(form: Form, start: number, end: number, own: string): number {
    if (field.role !== ROLE.plain && depth === 0) return roles.take(field, form, start, end, own);
    const inner = objects[depth]!;
    const isValue = field.pair === PAIR.value && field.secret === undefined;
    const as = isValue && inner.secret !== undefined ? shapes.asSecret(field, inner.secret) : field;
    const one = held.hold(field, form, start, end, own);
    one.isPlaced = true;
    const json = given.write(one, as);
    if (one.end < 0) return one.end;
    line.out += separator() + field.key + json;
    one.to = line.out.length;
    one.foundTo = line.found.count;
    if (isValue && inner.secret === undefined) inner.late.push(one);
    if (field.pair === PAIR.name && given.isText(one)) {
      inner.secret ??= names.secretOf(given.textOf(one));
    }
    if (field.sealed !== -1) values.seal(field, one.foundFrom, () => given.jsonOf(one));
    return one.end;
  }

  /** A `value` that came before its name turned out to be given to secrets. */
  function finishPair(): void {
    const { secret, late } = objects[depth]!;
    if (secret === undefined) return;
    for (const one of late) {
      const as = shapes.asSecret(one.field, secret);
      const comma = line.out.startsWith(",", one.at) ? "," : "";
      held.put(one, comma + as.key + given.write(one, as));
    }
  }
  function object(start: number): number {
    const { codes } = line;
    let at = blanksEnd(codes, start + 1);
    if (codes[at] === CLOSE_OBJECT) return at + 1;
    let last = shapes.start();
    let lastEnd = -1;
    for (;;) {
      if (codes[at] !== QUOTE) return BROKEN;
      const named = shapes.jsonAt(line.source, at + 1, last);
      if (named === undefined) return BROKEN;
      last = named;
      const name = at;
      at += last.codes.length + 2;
      const isTight = codes[at] === COLON && codes[at + 1]! > SPACE;
      if (!isTight) {
        at = blanksEnd(codes, at);
        if (codes[at] !== COLON) return BROKEN;
      }
      const value = isTight ? at + 1 : blanksEnd(codes, at + 1);
      if (last.isPlain) {
        if (!isTight) {
          flush(line, lastEnd);
          line.out += last.commaKey;
          line.run = value;
        } else if (line.run === -1 || name !== lastEnd + 1) {
          flush(line, lastEnd);
          line.out += ",";
          line.run = name;
        }
        at = values.value(value, last, TOP_DEPTH);
        lastEnd = at;
      } else {
        flush(line, lastEnd);
        if (last.role === ROLE.plain) {
          field = last;
          at = give(FORM.json, value, value, "");
        } else at = roles.takeJson(last, value);
      }
      if (at < 0) return at;
      if (codes[at] !== COMMA && codes[at] !== CLOSE_OBJECT) at = blanksEnd(codes, at);
      if (codes[at] === CLOSE_OBJECT) break;
      if (codes[at] !== COMMA) return BROKEN;
      at++;
      if (codes[at] !== QUOTE) at = blanksEnd(codes, at);
    }
    flush(line, lastEnd);
    objects[0]!.last = last;
    return at + 1;
  }

  function finish(origin: Origin, counts: NormaliseCounts): void {
    finishPair();
    roles.finish(objects[0]!.last, origin, counts);
  }

  return {
    begin,
    time: roles.setTime,
    level: roles.setLevel,
    field: byName,
    fieldAt,
    columns,
    textAt,
    text,
    known,
    literal,
    json,
    open,
    close,
    object,
    finish,
  };
}
