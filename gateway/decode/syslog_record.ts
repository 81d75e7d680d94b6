/** A line that has been read → a record. Fields that the line does not have are absent. */
import { ownField, setOwnField } from "./own_field.ts";
import { DATA_PART, type StructuredData } from "./structured_data.ts";
import { hasPart, type Part, type SyslogLine } from "./syslog_line.ts";

export interface SyslogRecord {
  /** RFC 3339 in UTC with milliseconds. */
  ts?: string;
  /** A contract level where the line has a priority, else the word that the line has. */
  level?: string;
  facility?: string;
  host?: string;
  app?: string;
  /** A number where it is written as one. */
  pid?: number | string;
  msgid?: string;
  structured_data?: DataFields;
  msg: string;
}

/** SD-ID → parameter → value; the values of a parameter that is repeated are in an array. */
type DataFields = Record<string, Record<string, string | string[]>>;

/** The record of a line of `text`. */
export type SyslogRecords = (text: string, line: SyslogLine) => SyslogRecord;

const PID_DIGITS_MAX = 15;

/** For the lines of one body. */
export function createSyslogRecords(): SyslogRecords {
  const nameAt = createNames();
  return (text, line) => {
    const { ts, priority, level, host, app, pid, msgid, data } = line;
    const record: SyslogRecord = { msg: partOf(text, line.msg) };
    if (ts !== undefined) record.ts = ts;
    if (priority !== undefined) {
      record.level = priority.level;
      record.facility = priority.facility;
    }
    if (hasPart(level)) record.level = partOf(text, level);
    if (hasPart(host)) record.host = partOf(text, host);
    if (hasPart(app)) record.app = partOf(text, app);
    if (hasPart(pid)) record.pid = readPid(partOf(text, pid));
    if (hasPart(msgid)) record.msgid = partOf(text, msgid);
    if (data.count > 0) record.structured_data = fieldsOf(text, data, nameAt);
    return record;
  };
}

function partOf(text: string, { start, end }: Part): string {
  return text.slice(start, end);
}

/** A number where it is written as one. */
function readPid(text: string): number | string {
  if (text.length > PID_DIGITS_MAX) return text;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return text;
    value = value * 10 + digit;
  }
  return String(value).length === text.length ? value : text; // as is: 007, and the empty text
}

/** Names come from outside and become fields: see `own_field.ts`. */
function fieldsOf(text: string, data: StructuredData, nameAt: NameReader): DataFields {
  const fields: DataFields = {};
  let element: Record<string, string | string[]> = {};
  let name = "";
  for (let i = 0; i < data.count; i++) {
    const start = data.starts[i]!;
    const end = data.ends[i]!;
    switch (data.parts[i]) {
      case DATA_PART.id: {
        const id = nameAt(text, start, end, i);
        const given = ownField(fields, id);
        element = given ?? {};
        if (given === undefined) setOwnField(fields, id, element);
        break;
      }
      case DATA_PART.name:
        name = nameAt(text, start, end, i);
        break;
      case DATA_PART.value:
        addValue(element, name, text.slice(start, end));
        break;
      case DATA_PART.escapedValue:
        addValue(element, name, text.slice(start, end).replace(/\\(["\\\]])/g, "$1"));
    }
  }
  return fields;
}

function addValue(element: Record<string, string | string[]>, name: string, value: string): void {
  const before = ownField(element, name);
  if (before === undefined) setOwnField(element, name, value);
  else if (Array.isArray(before)) before.push(value);
  else setOwnField(element, name, [before, value]);
}

/** The name that stands in `text[start, end)` as the `nth` part. */
type NameReader = (text: string, start: number, end: number, nth: number) => string;

const REMEMBERED_NAMES_MAX = 64;

/**
 * Senders repeat themselves: the name that stood here in the line before is tried first, which costs a
 * comparison where looking up the field of a new text costs more.
 */
function createNames(): NameReader {
  const names: string[] = [];
  return (text, start, end, nth) => {
    const expected = names[nth];
    if (expected?.length === end - start && text.startsWith(expected, start)) return expected;
    const name = text.slice(start, end);
    if (nth < REMEMBERED_NAMES_MAX) names[nth] = name;
    return name;
  };
}
