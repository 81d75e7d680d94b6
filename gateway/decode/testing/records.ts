/**
 * The records of a body as objects: what the places that readers give say, and what V8 makes of JSON.
 * The gateway makes no such objects; tests compare with them.
 */
import { fail, ok, type Result } from "../../../contract/mod.ts";
import { type BodyFormat } from "../body_format.ts";
import { cellText, createCsvRows, csvFailure } from "../csv.ts";
import { dataObject } from "../data_object.ts";
import { jsonFailure, ndjsonFailure } from "../json.ts";
import { setOwnField } from "../own_field.ts";
import { unescaped, WRITTEN } from "../named_parts.ts";
import { hasPart, type Part, type SyslogLine } from "../syslog_line.ts";
import { createTextLines } from "../text_lines.ts";
import { decodeUtf8 } from "../utf8.ts";

export interface DecodeOptions {
  readonly recordsMax: number;
  readonly nowMs: number;
}

/** Failures: `bad_utf8`, `too_many_records`, and `bad_json`, `bad_ndjson` or `bad_csv`. */
export function decode(
  format: BodyFormat,
  body: Uint8Array,
  { recordsMax, nowMs }: DecodeOptions,
): Result<unknown[]> {
  const text = decodeUtf8(body);
  if (!text.ok) return text;
  switch (format) {
    case "json":
      return readJson(text.value, recordsMax);
    case "ndjson":
      return readNdjson(text.value, recordsMax);
    case "csv":
      return readCsv(text.value, recordsMax);
    case "text":
      return readSyslog(text.value, { recordsMax, nowMs });
  }
}

export function readJson(text: string, recordsMax: number): Result<unknown[]> {
  const failure = jsonFailure(text);
  if (failure !== undefined) return fail(failure);
  const value = JSON.parse(text) as unknown;
  if (!Array.isArray(value)) return ok([value]);
  return value.length > recordsMax
    ? fail({ kind: "too_many_records", limit: recordsMax })
    : ok(value);
}

export function readNdjson(text: string, recordsMax: number): Result<unknown[]> {
  const failure = ndjsonFailure(text, recordsMax);
  if (failure !== undefined) return fail(failure);
  const lines = text.split("\n").filter((line) => !/^[ \t\r]*$/.test(line));
  return ok(lines.map((line) => JSON.parse(line) as unknown));
}

export function readCsv(text: string, recordsMax: number): Result<unknown[]> {
  const rows = readCsvRows(text, recordsMax);
  if (!rows.ok) return rows;
  return ok(rows.value.rows.map((cells) => {
    const record: Record<string, string> = {};
    for (const [name, value] of cells) setOwnField(record, name, value);
    return record;
  }));
}

/** The header, and of each row the cells that are not empty, with their names. */
export function readCsvRows(
  text: string,
  recordsMax: number,
): Result<{ names: readonly string[]; rows: readonly (readonly [string, string])[][] }> {
  const reader = createCsvRows(text);
  const { row, names } = reader;
  const rows: (readonly [string, string])[][] = [];
  while (reader.hasNext()) {
    if (rows.length === recordsMax) return fail({ kind: "too_many_records", limit: recordsMax });
    if (!reader.next()) continue;
    rows.push(
      Array.from({ length: row.count }, (_, i) => [names[i]!, cellText(text, row, i)] as const)
        .filter(([, value]) => value !== "")
        .concat(row.restStart === -1 ? [] : [["csv_rest", text.slice(row.restStart, row.end)]]),
    );
  }
  const { problem } = reader;
  return problem === undefined ? ok({ names, rows }) : fail(csvFailure(text, row.start, problem));
}

export function readSyslog(text: string, { recordsMax, nowMs }: DecodeOptions): Result<unknown[]> {
  const lines = createTextLines(text, { nowMs, joins: true });
  const records: unknown[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (records.length === recordsMax) return fail({ kind: "too_many_records", limit: recordsMax });
    records.push(recordOf(text, line));
  }
  return ok(records);
}

function recordOf(text: string, line: SyslogLine): Record<string, unknown> {
  const { ts, priority, level, host, app, pid, msgid, data } = line;
  const partOf = ({ start, end }: Part) => text.slice(start, end);
  if (line.isObject) {
    const stream = hasPart(line.stream) ? { stream: partOf(line.stream) } : {};
    return { ...JSON.parse(partOf(line.msg)) as Record<string, unknown>, ...stream };
  }
  const record: Record<string, unknown> = {};
  if (!line.isMessageField) record.msg = line.joined ?? partOf(line.msg);
  if (ts !== undefined) record.ts = ts;
  if (priority !== undefined) {
    record.level = priority.level;
    record.facility = priority.facility;
  }
  if (line.levelIs !== undefined) record.level = line.levelIs;
  else if (hasPart(level)) record.level = partOf(level);
  if (hasPart(line.stamp)) record.ts = partOf(line.stamp);
  if (hasPart(line.stream)) record.stream = partOf(line.stream);
  if (hasPart(host)) record.host = partOf(host);
  if (hasPart(app)) record.app = partOf(app);
  if (hasPart(pid)) record.pid = pidOf(partOf(pid));
  if (hasPart(msgid)) record.msgid = partOf(msgid);
  if (data.count > 0) record.structured_data = dataObject(text, data);
  const { names, starts, ends, written } = line.fields;
  for (let i = 0; i < line.fields.count; i++) {
    const value = text.slice(starts[i], ends[i]);
    const isEscaped = written[i] === WRITTEN.escaped;
    const said = isEscaped ? unescaped(value) : value;
    setOwnField(record, names[i]!, written[i] === WRITTEN.number ? Number(value) : said);
  }
  return record;
}

/** A number where it is written as one: not 007, and not the empty text. */
function pidOf(text: string): number | string {
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}
