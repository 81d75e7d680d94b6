/**
 * What the fields of a record are to its line: which of them is its time, its level, its message, and
 * what becomes of those that could have been, or whose names the gateway owns (`normalise.ts`).
 */
import type { Level } from "../../contract/mod.ts";
import { isOwnedName, type NormaliseCounts, type Origin } from "../normalise.ts";
import { CANONICAL_CHARS, readTimestampAt } from "../timestamp.ts";
import { type Field, isBefore, ROLE } from "./field.ts";
import { FORM, type Form, type Given, type GivenReader } from "./given.ts";
import type { Held, HeldFields } from "./held.ts";
import { compactJson, isDigit, numberEnd, QUOTE, stringEnd } from "./json_text.ts";
import { createLevels } from "./levels.ts";
import type { Line } from "./line.ts";
import { createRoleValues } from "./role_values.ts";
import type { Shapes } from "./shapes.ts";
import type { Strings } from "./strings.ts";
import type { ValueReader } from "./values.ts";

export interface Roles {
  /** What the record says of itself; each is undefined where it says nothing, or nothing readable. */
  readonly ts: string | undefined;
  readonly level: Level | undefined;
  /** JSON text. */
  readonly msg: string;
  /** The run that the record says it is of, as it stands in a line after a comma; or empty. */
  readonly scenario: string;
  clear(): void;
  /** What the format says by itself. */
  setTime(canonical: string): void;
  setLevel(level: Level): void;
  /** A field that has a role, or a name that is owned. Gives where it ends, as `ValueReader` does. */
  take(field: Field, form: Form, start: number, end: number, own: string): number;
  /** The same for a value of JSON at `at`, of which the end is not known. */
  takeJson(field: Field, at: number): number;
  /** Decides, `last` being the record's last field; counts what is missing or cannot be read. */
  finish(last: Field, origin: Origin, counts: NormaliseCounts): void;
}

export interface RoleDeps {
  readonly line: Line;
  readonly strings: Strings;
  readonly shapes: Shapes;
  readonly values: ValueReader;
  readonly given: GivenReader;
  readonly held: HeldFields;
  /** The listed fields whose originals are sealed. */
  readonly sealedNames: readonly string[];
}

/** The end of a value that has not been read. */
const UNREAD = Number.MIN_SAFE_INTEGER;
const UPPER_Z = 0x5a;
const EMPTY = '""';

export function createRoles(deps: RoleDeps): Roles {
  const { line, strings, shapes, values, given, held, sealedNames } = deps;
  const msgField = shapes.alone("msg");
  const levels = createLevels();
  const { isNull, isPresent, timeOf, nestedTime, levelOf } = createRoleValues(line, given, levels);
  let tsBy: Held | undefined;
  let levelBy: Held | undefined;
  let msgBy: Held | undefined;
  let severity: Held | undefined;
  let event: Held | undefined;
  let hasTime = false;
  let hasLevel = false;
  /** Whether the time of `tsBy` is read already. */
  let isRead = false;
  const roles = {
    ts: undefined as string | undefined,
    level: undefined as Level | undefined,
    msg: EMPTY,
    scenario: "",
    clear,
    setTime,
    setLevel,
    take,
    takeJson,
    finish,
  };

  function clear(): void {
    tsBy =
      levelBy =
      msgBy =
      severity =
      event =
        undefined;
    hasTime = hasLevel = isRead = false;
    roles.ts = roles.level = undefined;
    roles.msg = EMPTY;
    roles.scenario = "";
  }

  function setTime(canonical: string): void {
    hasTime = true;
    roles.ts = canonical;
  }

  function setLevel(level: Level): void {
    hasLevel = true;
    roles.level = level;
  }

  function take(field: Field, form: Form, start: number, end: number, own: string): number {
    const one = held.hold(field, form, start, end, own);
    switch (field.role) {
      case ROLE.ts:
        if (!isPresent(one) || hasTime || isBehind(one, tsBy)) leave(one);
        else tsBy = place(one, tsBy);
        break;
      case ROLE.level:
        if (!isPresent(one) || hasLevel || isBehind(one, levelBy)) leave(one);
        else levelBy = place(one, levelBy);
        break;
      case ROLE.msg:
        if (isNull(one) || isBehind(one, msgBy)) leave(one);
        else takeMessage(one);
        break;
      case ROLE.hint:
        leave(one);
        if (given.isText(one)) {
          if (field.name === "s") severity = one;
          else event = one;
        }
    }
    return one.end;
  }

  function takeJson(field: Field, at: number): number {
    const { text, codes } = line;
    const isString = codes[at] === QUOTE;
    if (field.role === ROLE.msg) {
      if (!isString || msgBy !== undefined || msgField.isKept || msgField.sealed !== -1) {
        return take(field, FORM.json, at, UNREAD, "");
      }
      const one = held.hold(field, FORM.json, at, UNREAD, "");
      const { out } = line;
      line.out = "";
      line.run = at;
      const end = one.end = strings.json(at);
      if (end < 0) return end;
      roles.msg = line.out + text.slice(line.run, end);
      line.out = out;
      line.run = -1;
      one.isPlaced = true;
      one.foundTo = line.found.count;
      msgBy = one;
      return end;
    }
    if (isString && field.role === ROLE.ts && tsBy === undefined && !hasTime) {
      // From a digit to a `Z`: what a time has between is all that can stand there.
      const isShort = codes[at + CANONICAL_CHARS + 1] === QUOTE &&
        codes[at + CANONICAL_CHARS] === UPPER_Z && isDigit(codes[at + 1]!);
      const end = isShort ? at + CANONICAL_CHARS + 2 : stringEnd(line.source, at);
      if (end < 0) return end;
      roles.ts = readTimestampAt(text, codes, at + 1, end - 1);
      if (roles.ts !== undefined) {
        tsBy = held.hold(field, FORM.json, at, end, "");
        tsBy.isPlaced = isRead = true;
        return end;
      }
    }
    const end = isString
      ? stringEnd(line.source, at)
      : isDigit(codes[at]!)
      ? numberEnd(codes, at)
      : given.measure(at, field);
    return end < 0 ? end : take(field, FORM.json, at, end, "");
  }

  function isBehind(one: Held, other: Held | undefined): boolean {
    return other !== undefined && other.field.rank <= one.field.rank;
  }

  function place(one: Held, before: Held | undefined): Held {
    if (before !== undefined) before.isPlaced = false;
    if (before === tsBy) isRead = false;
    one.isPlaced = true;
    return one;
  }

  function takeMessage(one: Held): void {
    if (msgBy !== undefined && given.isText(msgBy)) msgBy.isPlaced = false;
    msgBy = one;
    // What is no text is a field, unless at the end there is no other message.
    if (!given.isText(one)) return leave(one);
    one.isPlaced = true;
    roles.msg = write(one, msgField);
    one.foundTo = line.found.count;
  }

  /** Writes a field that is one like any other, unless its name is owned: then it waits for another. */
  function leave(one: Held): void {
    if (isOwnedName(one.field.name)) {
      if (one.end === UNREAD) one.end = given.measure(one.start, one.field);
      return;
    }
    one.isPlaced = true;
    const { key } = one.field;
    const json = write(one, one.field);
    line.out += `,${key}${json}`;
    one.to = line.out.length;
    one.foundTo = line.found.count;
  }

  /** As `given.write`, and what is sealed of it is noted. */
  function write(one: Given, as: Field): string {
    const found = line.found.count;
    const json = given.write(one, as);
    if (as.sealed !== -1 && one.end >= 0) values.seal(as, found, () => given.jsonOf(one));
    return json;
  }

  function finish(last: Field, origin: Origin, counts: NormaliseCounts): void {
    finishMessage();
    let tail = "";
    if (tsBy !== undefined && !isRead) {
      roles.ts = timeOf(tsBy);
      if (roles.ts === undefined) tail += rawField("ts", tsBy, last);
    }
    if (tsBy === undefined && !hasTime) roles.ts = nestedTime();
    if (roles.ts === undefined) {
      if (tsBy === undefined) counts.missing_ts++;
      else counts.unreadable_ts++;
    }
    if (levelBy !== undefined) {
      roles.level = levelOf(levelBy) ?? nestedLevel();
      if (roles.level === undefined) tail += rawField("level", levelBy, last);
    } else if (!hasLevel) roles.level = nestedLevel();
    if (roles.level === undefined) {
      if (levelBy === undefined) counts.missing_level++;
      else counts.unreadable_level++;
    }
    finishOthers(last, origin);
    held.apply();
    line.out += tail;
  }

  function finishMessage(): void {
    if (msgBy === undefined) return finishOtherMessage();
    if (given.isText(msgBy)) return;
    msgBy.isPlaced = true;
    held.put(msgBy, "");
    unseal(msgBy.field.name);
    const text = compactJson(given.jsonOf(msgBy));
    const found = line.found.count;
    roles.msg = msgField.isKept ? JSON.stringify(text) : strings.text(text);
    if (msgField.sealed !== -1) values.seal(msgField, found, () => JSON.stringify(text));
  }

  /** What deeper fields or a hint say stands where it stood, and is the message too. */
  function finishOtherMessage(): void {
    const { msg } = line.nested;
    const text = msg?.startsWith('"') === true
      ? JSON.parse(msg) as string
      : event === undefined
      ? undefined
      : given.textOf(event);
    if (text === undefined) return;
    const found = line.found.count;
    roles.msg = msgField.isKept ? JSON.stringify(text) : strings.text(text);
    if (msgField.sealed !== -1) values.seal(msgField, found, () => JSON.stringify(text));
  }

  /** Forgets originals of a field that is none, and of what is in it. */
  function unseal(name: string): void {
    sealedNames.forEach((listed, slot) => {
      if (listed !== name && !listed.startsWith(`${name}.`)) return;
      line.originals[slot] = undefined;
      line.isByName[slot] = false;
    });
  }

  /** Of those that have no place: they are fields, or kept under another name. */
  function finishOthers(last: Field, origin: Origin): void {
    const { count, list } = held;
    for (let i = 0; i < count; i++) {
      const one = list[i]!;
      if (one.isPlaced) continue;
      const { name } = one.field;
      if (!isOwnedName(name)) held.put(one, `,${one.field.key}${write(one, one.field)}`);
      else if (isPresent(one) && !isSaid(one, origin)) held.put(one, rawField(name, one, last));
      else held.put(one, "");
    }
  }

  /** Whether the line says that anyway. */
  function isSaid(one: Held, origin: Origin): boolean {
    if (!given.isText(one)) return false;
    const text = given.textOf(one);
    switch (one.field.name) {
      case "emitter":
        return text === origin.emitter;
      case "tenant_id":
        return text === origin.tenantId;
      case "scenario_id":
        if (origin.scenarioId !== undefined) return text === origin.scenarioId;
        roles.scenario = `,"scenario_id":${write(one, shapes.alone("scenario_id"))}`;
        return true;
      case "msg":
        return msgBy !== undefined && text === messageOf(msgBy);
      default:
        return false;
    }
  }

  function messageOf(one: Held): string {
    return given.isText(one) ? given.textOf(one) : compactJson(given.jsonOf(one));
  }

  /** `name_raw`, made longer until the record has no field of that name. */
  function rawField(name: string, one: Held, last: Field): string {
    let stored = `${name}_raw`;
    while (isBefore(last, stored)) stored += "_raw";
    const field = shapes.alone(stored);
    return `,${field.key}${write(one, field)}`;
  }

  function nestedLevel(): Level | undefined {
    const { level: json, ts } = line.nested;
    if (json !== undefined) {
      return json.startsWith('"')
        ? levels.ofText(JSON.parse(json) as string)
        : levels.ofNumber(json);
    }
    // MongoDB's `s` is one beside its `t`.
    if (severity === undefined || ts === undefined) return undefined;
    return levels.ofText(given.textOf(severity).replace(/^D\d$/, "D"));
  }

  return roles;
}
