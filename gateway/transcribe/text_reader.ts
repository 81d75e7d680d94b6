/** `text/plain`: lines of syslog and of other text, each a record. */
import type { Failure } from "../../contract/mod.ts";
import {
  createTextLines,
  DATA_PART,
  dataObject,
  hasPart,
  hasRepeats,
  type LineReader,
  type NamedParts,
  type Part,
  type SyslogLine,
  type TextLines,
  unescaped,
  unescapedValue,
  UNREAD,
  WRITTEN,
} from "../decode/mod.ts";
import type { BatchWriter } from "./batch_writer.ts";
import { isDigit } from "./json_text.ts";
import type { RecordWriter } from "./record_writer.ts";
import type { Source } from "./source.ts";

/** More digits are no number of a process. */
const PID_DIGITS_MAX = 15;
const ZERO = 0x30;

export interface TextChoices {
  /** When the body came, epoch milliseconds. */
  readonly nowMs: number;
  /** Whether lines that go on with the one before join it. */
  readonly joins: boolean;
  /** The readers that are asked; all where none are named. */
  readonly readers?: readonly LineReader[] | undefined;
}

/** Adds the records of a body; gives the failure where it cannot be stored. */
export function readText(
  source: Source,
  batch: BatchWriter,
  choices: TextChoices,
): Failure | undefined {
  return readTextLines(source, batch, createTextLines(source.text, choices));
}

/** The same for lines that somebody else has told apart. */
export function readTextLines(
  source: Source,
  batch: BatchWriter,
  lines: TextLines,
): Failure | undefined {
  const { record, recordsMax } = batch;
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (!batch.hasRoom()) return { kind: "too_many_records", limit: recordsMax };
    record.begin(source);
    if (!line.isObject) handOver(source, line, record);
    else if (!handOverObject(source, line, record)) {
      record.begin(source);
      line.reader = UNREAD;
      handOver(source, line, record);
    }
    batch.add();
    batch.countReader(line.reader);
    if (!batch.isWithin()) return { kind: "decoded_too_large", limit: batch.linesCharsMax };
  }
  return undefined;
}

/** An object of JSON, whose own time goes before that of the container; false where it is too deep. */
function handOverObject(source: Source, line: SyslogLine, record: RecordWriter): boolean {
  if (record.object(line.msg.start) < 0) return false;
  if (line.ts !== undefined) record.time(line.ts);
  if (hasPart(line.stream)) {
    record.field("stream");
    record.textAt(line.stream.start, line.stream.end);
  }
  return source.text.length > 0;
}

function handOver(source: Source, line: SyslogLine, record: RecordWriter): void {
  const { ts, priority, levelIs, level, pid, data, msg, joined, fields } = line;
  if (ts !== undefined) record.time(ts);
  if (levelIs !== undefined) record.level(levelIs);
  else if (priority !== undefined) record.level(priority.level);
  if (priority !== undefined) {
    record.field("facility");
    record.known(`"${priority.facility}"`);
  }
  if (ts === undefined) part("ts", line.stamp);
  if (levelIs === undefined) part("level", level);
  part("host", line.host);
  part("app", line.app);
  if (hasPart(pid)) {
    record.field("pid");
    if (isPid(source, pid)) record.literal(source.text.slice(pid.start, pid.end));
    else record.textAt(pid.start, pid.end);
  }
  part("msgid", line.msgid);
  part("stream", line.stream);
  if (data.count > 0) handOverData(source, line, record);
  if (fields.count > 0) handOverFields(source, fields, record);
  if (joined !== undefined) {
    record.field("msg");
    record.text(joined);
  } else if (!line.isMessageField) {
    record.field("msg");
    record.textAt(msg.start, msg.end);
  }

  function part(name: string, { start, end }: Part): void {
    if (start === -1) return;
    record.field(name);
    record.textAt(start, end);
  }
}

function handOverFields({ text }: Source, fields: NamedParts, record: RecordWriter): void {
  for (let i = 0; i < fields.count; i++) {
    const start = fields.starts[i]!;
    const end = fields.ends[i]!;
    record.field(fields.names[i]!);
    switch (fields.written[i]) {
      case WRITTEN.number:
        record.literal(text.slice(start, end));
        break;
      case WRITTEN.escaped:
        record.text(unescaped(text.slice(start, end)));
        break;
      default:
        record.textAt(start, end);
    }
  }
}

/** Whether it is written as a number would be: not `007`, and not the empty text. */
function isPid({ codes }: Source, { start, end }: Part): boolean {
  const digits = end - start;
  if (digits === 0 || digits > PID_DIGITS_MAX) return false;
  if (codes[start] === ZERO && digits > 1) return false;
  for (let i = start; i < end; i++) if (!isDigit(codes[i]!)) return false;
  return true;
}

/** `{"id":{"name":"value"}}`; where a name is repeated, its values are an array. */
function handOverData({ text }: Source, { data }: SyslogLine, record: RecordWriter): void {
  record.field("structured_data");
  if (hasRepeats(text, data)) {
    record.literal(JSON.stringify(dataObject(text, data)));
    return;
  }
  record.open();
  for (let i = 0; i < data.count; i++) {
    const start = data.starts[i]!;
    const end = data.ends[i]!;
    switch (data.parts[i]) {
      case DATA_PART.id:
        if (i > 0) record.close();
        record.fieldAt(start, end);
        record.open();
        break;
      case DATA_PART.name:
        record.fieldAt(start, end);
        break;
      case DATA_PART.value:
        record.textAt(start, end);
        break;
      case DATA_PART.escapedValue:
        record.text(unescapedValue(text.slice(start, end)));
    }
  }
  record.close();
  record.close();
}
