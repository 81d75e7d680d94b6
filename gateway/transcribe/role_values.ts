/** What the values of fields with a role say: whether they are given, as a time, as a level. */
import type { Level } from "../../contract/mod.ts";
import { readLevelAt, readSeverityNumber } from "../level.ts";
import { readEpochNumber, readTimestamp, readTimestampAt } from "../timestamp.ts";
import { FORM, type Given, type GivenReader } from "./given.ts";
import type { Levels } from "./levels.ts";
import type { Line } from "./line.ts";

export interface RoleValues {
  isNull(one: Given): boolean;
  /** Empty text is no time and no level, but it is a message. */
  isPresent(one: Given): boolean;
  timeOf(one: Given): string | undefined;
  /** The time that deeper fields say. */
  nestedTime(): string | undefined;
  levelOf(one: Given): Level | undefined;
}

/** OpenTelemetry's scale, which is another than that of syslog. */
const SEVERITY_NUMBER = /^severity_?number$/i;

const LOWER_N = 0x6e;
/** Characters of an empty text in JSON. */
const EMPTY_CHARS = 2;

export function createRoleValues(line: Line, given: GivenReader, levels: Levels): RoleValues {
  function isNull(one: Given): boolean {
    if (one.form === FORM.json) return line.codes[one.start] === LOWER_N;
    return one.form === FORM.literal && one.own === "null";
  }

  function isPresent(one: Given): boolean {
    if (!given.isText(one)) return !isNull(one);
    if (one.form === FORM.own) return one.own !== "";
    return one.end - one.start > (one.form === FORM.json ? EMPTY_CHARS : 0);
  }

  function timeOf(one: Given): string | undefined {
    const { text, codes } = line;
    const { form, start, end } = one;
    if (!given.isText(one)) {
      const plain = form === FORM.json ? readTimestampAt(text, codes, start, end) : undefined;
      return plain ?? readEpochNumber(given.jsonOf(one));
    }
    if (form === FORM.own) return readTimestamp(one.own);
    const quote = form === FORM.json ? 1 : 0;
    return readTimestampAt(text, codes, start + quote, end - quote) ??
      readTimestamp(given.textOf(one));
  }

  function nestedTime(): string | undefined {
    const { ts: json } = line.nested;
    if (json === undefined) return undefined;
    return json.startsWith('"') ? readTimestamp(JSON.parse(json) as string) : readEpochNumber(json);
  }

  function levelOf(one: Given): Level | undefined {
    if (one.form === FORM.json && given.isText(one)) {
      // What is escaped is none as it stands.
      const level = readLevelAt(line.codes, one.start + 1, one.end - 1);
      if (level !== undefined) return level;
    }
    const isText = given.isText(one);
    const text = isText ? given.textOf(one) : given.jsonOf(one);
    if (SEVERITY_NUMBER.test(one.field.name)) return readSeverityNumber(text);
    return isText ? levels.ofText(text) : levels.ofNumber(text);
  }

  return { isNull, isPresent, timeOf, nestedTime, levelOf };
}
