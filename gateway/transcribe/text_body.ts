/** Lines of syslog and of other text. */
import {
  createSyslogLines,
  createSyslogRecords,
  DATA_PART,
  hasPart,
  type Part,
  type SyslogLine,
} from "../decode/mod.ts";
import { readLevel } from "../level.ts";
import { type BatchLines, lineOf } from "./batch_lines.ts";
import { isDigit, wholeNumberEnd } from "./json_number.ts";
import type { RawStrings } from "./raw_strings.ts";
import { type Field, ROLE, type Shapes } from "./shapes.ts";
import { byteAt, type Source } from "./source.ts";

const EQUALS = 0x3d;

/** Adds the records of a body that came at `nowMs`; false where it has to go the long way. */
export function addTextBody(
  source: Source,
  lines: BatchLines,
  strings: RawStrings,
  shapes: Shapes,
  nowMs: number,
): boolean {
  const { text } = source;
  const read = createSyslogLines(text, nowMs);
  const recordOf = createSyslogRecords();
  for (let line = read.next(); line !== undefined; line = read.next()) {
    if (!lines.hasRoom()) return false;
    const written = lineOfLine(source, line, lines, strings, shapes);
    const isAdded = written === undefined ? lines.addRaw(recordOf(text, line)) : lines.add(written);
    if (!isAdded) return false;
  }
  return true;
}

/** `undefined` for an odd line, of which nothing is counted. */
function lineOfLine(
  source: Source,
  line: SyslogLine,
  lines: BatchLines,
  strings: RawStrings,
  shapes: Shapes,
): string | undefined {
  const { text } = source;
  const { priority, host, app, pid, msgid, data, msg } = line;
  strings.begin();
  let level = priority?.level;
  if (hasPart(line.level)) {
    level = readLevel(text.slice(line.level.start, line.level.end));
    if (level === undefined) return undefined;
  }
  let fields = priority === undefined ? "" : `,"facility":"${priority.facility}"`;
  if (hasPart(host)) fields += ',"host":' + strings.between(source, host.start, host.end);
  if (hasPart(app)) fields += ',"app":' + strings.between(source, app.start, app.end);
  if (hasPart(pid)) {
    const value = readPid(source, pid, strings);
    if (value === undefined) return undefined;
    fields += ',"pid":' + value;
  }
  if (hasPart(msgid)) fields += ',"msgid":' + strings.between(source, msgid.start, msgid.end);
  if (data.count > 0) {
    const value = readData(source, line, strings, shapes);
    if (value === undefined) return undefined;
    fields += ',"structured_data":' + value;
  }
  const message = strings.between(source, msg.start, msg.end);
  strings.count(lines.masked);
  return lineOf(lines.frame, lines.counts, line.ts, level, message, fields);
}

/**
 * As in `syslog_record.ts`, a number where it is written as one; `undefined` where that is not plain
 * to see, or where it could be a payment card.
 */
function readPid(source: Source, { start, end }: Part, strings: RawStrings): string | undefined {
  const { bytes } = source;
  const at = byteAt(source, start);
  if (!isDigit(bytes[at]!)) return strings.between(source, start, end);
  return wholeNumberEnd(bytes, at) === at + end - start ? source.text.slice(start, end) : undefined;
}

/** `{"id":{"name":"value"}}`; `undefined` where a name is out of the common, or comes twice. */
function readData(
  source: Source,
  { data }: SyslogLine,
  strings: RawStrings,
  shapes: Shapes,
): string | undefined {
  const { bytes } = source;
  let id: Field = shapes.start();
  let name = id;
  let json = "";
  for (let i = 0; i < data.count; i++) {
    const start = data.starts[i]!;
    const end = data.ends[i]!;
    switch (data.parts[i]) {
      case DATA_PART.id:
        id = fieldAt(byteAt(source, start), id, bytes[byteAt(source, end)]!);
        if (id.role === ROLE.odd) return undefined;
        json += (i === 0 ? "{" : "},") + id.key + "{";
        name = shapes.inside(id);
        break;
      case DATA_PART.name:
        json += data.parts[i - 1] === DATA_PART.id ? "" : ",";
        name = fieldAt(byteAt(source, start), name, EQUALS);
        if (name.role === ROLE.odd) return undefined;
        json += name.key;
        break;
      case DATA_PART.value:
        json += strings.quotedCell(source, start);
        break;
      default:
        return undefined;
    }
  }
  return json + "}}";

  function fieldAt(at: number, previous: Field, close: number): Field {
    return shapes.match(bytes, at, previous, close) ??
      shapes.learn(bytes, at, previous, false, close);
  }
}
