/**
 * What the one way is held against: the same, obviously right and slow. A body becomes trees, these are
 * normalised, masked, and written.
 */
import { fail, type Failure, ok, type Result } from "../../../contract/mod.ts";
import {
  type BodyFormat,
  cellText,
  createCsvRows,
  createTextLines,
  csvFailure,
  dataObject,
  decodeUtf8,
  hasPart,
  jsonFailure,
  ndjsonFailure,
  type Part,
  type SyslogLine,
  unescaped,
  WRITTEN,
} from "../../decode/mod.ts";
import {
  createNormaliseCounts,
  type NormaliseCounts,
  type Origin,
  RECORD_DEPTH_MAX,
} from "../../normalise.ts";
import {
  type BlindIndex,
  createPiiCounts,
  type PiiCounts,
  type PiiKind,
} from "../../protect/mod.ts";
import { depthOf, type Node, parseTree, textNode, type TreeField } from "./tree.ts";
import { createTreeMasker } from "./tree_mask.ts";
import { type RawRecord, storeRecord } from "./tree_record.ts";

/** An object that says when itself is not asked when its container wrote it. */
const TIME_NAMES = ["ts", "timestamp", "time", "@timestamp"];

export interface OracleOptions {
  readonly kinds: readonly PiiKind[];
  readonly keepFields: readonly string[];
  /** Without it nothing is sealed. */
  readonly sealedFields?: readonly string[] | undefined;
  readonly index?: BlindIndex | undefined;
  readonly recordsMax: number;
}

/** The same JSON, but that `\ufffd` stands for each half of a surrogate pair. */
function healed(body: Uint8Array, onHalf: () => void): Uint8Array {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  if (!decodeUtf8(body).ok) return body;
  const heal = (run: string) => {
    const units = run.match(/\\u[0-9a-f]{4}/gi) ?? [];
    const whole = String.fromCharCode(...units.map((unit) => parseInt(unit.slice(2), 16)));
    const clean = whole.toWellFormed();
    return units.map((unit, i) => {
      if (clean[i] === whole[i]) return unit;
      onHalf();
      return "\\ufffd";
    }).join("");
  };
  const clean = text.replace(
    /\\(?:u[0-9a-f]{4}(?:\\u[0-9a-f]{4})*|.)/gis,
    (escape) => escape.length < 6 ? escape : heal(escape),
  );
  return new TextEncoder().encode(clean);
}

export interface OracleBatch {
  /** Each without its end, where a token comes. */
  readonly lines: readonly string[];
  readonly originals: readonly (string | undefined)[];
  readonly counts: NormaliseCounts;
  readonly masked: PiiCounts;
}

export function storeObviously(
  format: BodyFormat,
  body: Uint8Array,
  origin: Origin,
  nowMs: number,
  options: OracleOptions,
): Result<OracleBatch> {
  const isJson = format === "json" || format === "ndjson";
  const counts = createNormaliseCounts();
  const whole = isJson ? healed(body, () => counts.replaced++) : body;
  const raw = readTrees(format, whole, nowMs, options.recordsMax);
  if (!raw.ok) return raw;
  const masked = createPiiCounts();
  const { kinds, keepFields, index, sealedFields } = options;
  const onFound = (kind: string, text: string, start: number, end: number) =>
    index?.onFound(kind, text, start, end);
  const masker = createTreeMasker(kinds, keepFields, masked, onFound);
  const stored = raw.value.map((record) =>
    storeRecord(record, {
      ...{ masker, counts, origin, takeIndex: () => index?.take() },
      sealed: sealedFields === undefined ? [] : ["msg", ...sealedFields],
    })
  );
  return ok({
    lines: stored.map(({ line }) => line),
    originals: stored.map(({ originals }) => originals),
    counts,
    masked,
  });
}

function readTrees(
  format: BodyFormat,
  body: Uint8Array,
  nowMs: number,
  recordsMax: number,
): Result<readonly RawRecord[]> {
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
      return readText(text.value, recordsMax, nowMs);
  }
}

function tooMany(limit: number): Result<never> {
  return fail({ kind: "too_many_records", limit });
}

function readJson(text: string, recordsMax: number): Result<readonly RawRecord[]> {
  const failure = jsonFailure(text);
  if (failure !== undefined) return fail(failure);
  JSON.parse(text); // throws where the failure was overlooked
  const whole = parseTree(text);
  if (whole.kind !== "array") return recordsOf([whole]);
  return whole.items.length > recordsMax ? tooMany(recordsMax) : recordsOf(whole.items);
}

function readNdjson(text: string, recordsMax: number): Result<readonly RawRecord[]> {
  const failure = ndjsonFailure(text, recordsMax);
  if (failure !== undefined) return fail(failure);
  const lines = text.split("\n").filter((line) => !/^[ \t\r]*$/.test(line));
  for (const line of lines) JSON.parse(line);
  return recordsOf(lines.map(parseTree));
}

function readCsv(text: string, recordsMax: number): Result<readonly RawRecord[]> {
  const rows = createCsvRows(text);
  const { row, names } = rows;
  const records: RawRecord[] = [];
  while (rows.hasNext()) {
    if (records.length === recordsMax) return tooMany(recordsMax);
    if (!rows.next()) continue;
    const fields = Array.from({ length: row.count }, (_, i) => ({
      name: names[i]!,
      node: textNode(cellText(text, row, i)),
    }));
    const given = fields.filter(({ node }) => node.spelling !== '""');
    const { restStart, end } = row;
    if (restStart !== -1) {
      given.push({ name: "csv_rest", node: textNode(text.slice(restStart, end)) });
    }
    records.push({ names, fields: given });
  }
  const { problem } = rows;
  return problem === undefined ? ok(records) : fail(csvFailure(text, row.start, problem));
}

function readText(text: string, recordsMax: number, nowMs: number): Result<readonly RawRecord[]> {
  const lines = createTextLines(text, { nowMs, joins: true });
  const records: RawRecord[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (records.length === recordsMax) return tooMany(recordsMax);
    records.push(textRecord(text, line));
  }
  return ok(records);
}

function textRecord(text: string, line: SyslogLine): RawRecord {
  const { ts, priority, pid, data, levelIs, joined } = line;
  if (line.isObject) {
    const node = parseTree(text.slice(line.msg.start, line.msg.end).trimEnd());
    if (node.kind === "object" && depthOf(node) <= RECORD_DEPTH_MAX) {
      return objectRecord(text, line, node.fields);
    }
  }
  const fields: TreeField[] = [];
  const put = (name: string, part: Part, nodeOf: (value: string) => Node = textNode) => {
    if (hasPart(part)) fields.push({ name, node: nodeOf(text.slice(part.start, part.end)) });
  };
  if (priority !== undefined) fields.push({ name: "facility", node: textNode(priority.facility) });
  if (ts === undefined) put("ts", line.stamp);
  if (levelIs === undefined) put("level", line.level);
  put("host", line.host);
  put("app", line.app);
  put("pid", pid, pidNode);
  put("msgid", line.msgid);
  put("stream", line.stream);
  if (data.count > 0) {
    const node = parseTree(JSON.stringify(dataObject(text, data)));
    fields.push({ name: "structured_data", node });
  }
  putFields(text, line, fields);
  if (joined !== undefined) fields.push({ name: "msg", node: textNode(joined) });
  else if (!line.isMessageField) put("msg", line.msg);
  return { ts, level: levelIs ?? priority?.level, fields };
}

function objectRecord(
  text: string,
  { ts, stream }: SyslogLine,
  fields: readonly TreeField[],
): RawRecord {
  if (!hasPart(stream)) return { fields };
  const node = textNode(text.slice(stream.start, stream.end));
  const saysTime = fields.some(({ name }) => TIME_NAMES.includes(name));
  return { ts: saysTime ? undefined : ts, fields: [...fields, { name: "stream", node }] };
}

function putFields(text: string, { fields: parts }: SyslogLine, fields: TreeField[]): void {
  for (let i = 0; i < parts.count; i++) {
    const value = text.slice(parts.starts[i], parts.ends[i]);
    const isNumber = parts.written[i] === WRITTEN.number;
    const node: Node = isNumber
      ? { kind: "number", spelling: value }
      : textNode(parts.written[i] === WRITTEN.escaped ? unescaped(value) : value);
    fields.push({ name: parts.names[i]!, node });
  }
}

/** A number where it is written as one: not 007, and not the empty text. */
function pidNode(text: string): Node {
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? { kind: "number", spelling: text } : textNode(text);
}

function recordsOf(nodes: readonly Node[]): Result<readonly RawRecord[]> {
  const isRecord = (node: Node) => node.kind === "object" && depthOf(node) <= RECORD_DEPTH_MAX;
  const invalid = nodes.flatMap((node, i) => isRecord(node) ? [] : [i]);
  if (invalid.length > 0) {
    const failure: Failure = {
      kind: "invalid_records",
      invalid_indices: invalid.slice(0, 50),
      count: invalid.length,
    };
    return fail(failure);
  }
  return ok(nodes.map((node) => ({ fields: node.kind === "object" ? node.fields : [] })));
}
