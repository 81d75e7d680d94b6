/** `text/plain`: lines of syslog and of other text, each a record. */
import type { Failure } from "../../contract/mod.ts";
import {
  createSyslogLines,
  DATA_PART,
  dataObject,
  hasPart,
  hasRepeats,
  type Part,
  type SyslogLine,
  unescapedValue,
} from "../decode/mod.ts";
import type { BatchWriter } from "./batch_writer.ts";
import { isDigit } from "./json_text.ts";
import type { RecordWriter } from "./record_writer.ts";
import type { Source } from "./source.ts";

/** More digits are no number of a process. */
const PID_DIGITS_MAX = 15;
const ZERO = 0x30;

/** Adds the records of a body that came at `nowMs`; gives the failure where it cannot be stored. */
export function readText(
  source: Source,
  batch: BatchWriter,
  nowMs: number,
): Failure | undefined {
  const { record, recordsMax } = batch;
  const lines = createSyslogLines(source.text, nowMs);
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (!batch.hasRoom()) return { kind: "too_many_records", limit: recordsMax };
    record.begin(source);
    handOver(source, line, record);
    batch.add();
    if (!batch.isWithin()) return { kind: "decoded_too_large", limit: batch.linesCharsMax };
  }
  return undefined;
}

function handOver(source: Source, line: SyslogLine, record: RecordWriter): void {
  const { ts, priority, level, pid, data, msg } = line;
  if (ts !== undefined) record.time(ts);
  if (priority !== undefined) {
    record.level(priority.level);
    record.field("facility");
    record.text(priority.facility);
  }
  part("level", level);
  part("host", line.host);
  part("app", line.app);
  if (hasPart(pid)) {
    record.field("pid");
    if (isPid(source, pid)) record.literal(source.text.slice(pid.start, pid.end));
    else record.textAt(pid.start, pid.end);
  }
  part("msgid", line.msgid);
  if (data.count > 0) handOverData(source, line, record);
  record.field("msg");
  record.textAt(msg.start, msg.end);

  function part(name: string, { start, end }: Part): void {
    if (start === -1) return;
    record.field(name);
    record.textAt(start, end);
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
