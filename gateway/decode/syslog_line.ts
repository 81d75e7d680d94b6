/**
 * What has been read of one line of text: where its parts stand. One object for all lines, so that
 * reading allocates nothing; `syslog_record.ts` makes records of it.
 *
 * ```
 * <34>May  1 10:00:00 web-1 su[77]: failed
 *     ts              host  app|    msg
 *                           pid
 * ```
 */
import type { Level } from "../../contract/mod.ts";
import type { Priority } from "./priority.ts";
import { createNamedParts, type NamedParts } from "./named_parts.ts";
import { createStructuredData, type StructuredData } from "./structured_data.ts";

/** The reader's name of a line that none has read. */
export const UNREAD = "text";

/** UTF-16 offsets in the text. `start` is -1 where the line does not have this part. */
export interface Part {
  start: number;
  end: number;
}

export interface SyslogLine {
  /** RFC 3339 in UTC with milliseconds. */
  ts: string | undefined;
  priority: Priority | undefined;
  /** The word for it, where there is no priority. */
  readonly level: Part;
  readonly host: Part;
  readonly app: Part;
  readonly pid: Part;
  readonly msgid: Part;
  readonly data: StructuredData;
  /** A level that the format has no word for, or another word. */
  levelIs: Level | undefined;
  /** A time that cannot be read for certain: its zone may be several. */
  readonly stamp: Part;
  /** What else the format has names for. */
  readonly fields: NamedParts;
  /** Whether one of the fields is the message. */
  isMessageField: boolean;
  /** What a container wrote it to, and whether the line goes on in the next of that stream. */
  readonly stream: Part;
  isPartial: boolean;
  /** Whether the line is no record, but says how to read others. */
  isDirective: boolean;
  /** Whether the message is an object of JSON, whose fields are the record's. */
  isObject: boolean;
  /** The message where it stands in several places, as one text. */
  joined: string | undefined;
  /** The name of what has read it; `text` for nothing. */
  reader: string;
  /** What is in no other part. Each line has it. */
  readonly msg: Part;
}

/** For the lines of one text. */
export function createSyslogLine(): SyslogLine {
  const part = () => ({ start: -1, end: -1 });
  return {
    ts: undefined,
    priority: undefined,
    level: part(),
    host: part(),
    app: part(),
    pid: part(),
    msgid: part(),
    data: createStructuredData(),
    levelIs: undefined,
    stamp: part(),
    fields: createNamedParts(),
    isMessageField: false,
    stream: part(),
    isPartial: false,
    isDirective: false,
    isObject: false,
    joined: undefined,
    reader: UNREAD,
    msg: part(),
  };
}

/** A line of which nothing is known: `text[start, end)` is its message. */
export function clearLine(line: SyslogLine, start: number, end: number): void {
  line.ts =
    line.priority =
    line.levelIs =
    line.joined =
      undefined;
  line.isMessageField =
    line.isPartial =
    line.isDirective =
    line.isObject =
      false;
  line.reader = UNREAD;
  line.fields.count = 0;
  line.stamp.start =
    line.stream.start =
    line.level.start =
    line.host.start =
    line.app.start =
    line.pid.start =
    line.msgid.start =
      -1;
  line.data.count = 0;
  setPart(line.msg, start, end);
}

export function setPart(part: Part, start: number, end: number): void {
  part.start = start;
  part.end = end;
}

export function hasPart(part: Part): boolean {
  return part.start !== -1;
}

/**
 * The offset of the first space in `text[from, end)`; `end` if there is none.
 *
 * Where `from` is in the line, there is a space in the line before it. So a search that goes on beyond
 * its line ends at the next line that has one, and all searches together are linear in the text.
 */
export function wordEnd(text: string, from: number, end: number): number {
  if (from >= end) return end;
  const space = text.indexOf(" ", from);
  return space === -1 || space > end ? end : space;
}
