/**
 * What the one way is held against: the same, obviously right and slow. A body becomes trees, these are
 * normalised, masked, and written.
 */
import { fail, type Failure, type Level, ok, type Result } from "../../../contract/mod.ts";
import { type BodyFormat, decodeUtf8 } from "../../decode/mod.ts";
import { decode, readCsvRows } from "../../decode/testing/mod.ts";
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

export interface OracleOptions {
  readonly kinds: readonly PiiKind[];
  readonly keepFields: readonly string[];
  /** Without it nothing is sealed. */
  readonly sealedFields?: readonly string[] | undefined;
  readonly index?: BlindIndex | undefined;
  readonly recordsMax: number;
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
  const raw = readTrees(format, body, nowMs, options.recordsMax);
  if (!raw.ok) return raw;
  const counts = createNormaliseCounts();
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
  const text = new TextDecoder().decode(body);
  if (format === "csv") {
    const utf8 = decodeUtf8(body);
    const csv = utf8.ok ? readCsvRows(text, recordsMax) : utf8;
    return csv.ok ? ok(csv.value.rows.map((row) => csvRecord(row, csv.value.names))) : csv;
  }
  const decoded = decode(format, body, { recordsMax, nowMs });
  if (!decoded.ok) return decoded;
  switch (format) {
    case "json": {
      const whole = parseTree(text);
      return recordsOf(whole.kind === "array" ? whole.items : [whole]);
    }
    case "ndjson":
      return recordsOf(
        text.split("\n").filter((line) => !/^[ \t\r]*$/.test(line)).map(parseTree),
      );
    case "text":
      return ok(decoded.value.map((record) => textRecord(record)));
  }
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

function csvRecord(
  row: readonly (readonly [string, string])[],
  names: readonly string[],
): RawRecord {
  return { names, fields: row.map(([name, value]) => ({ name, node: textNode(value) })) };
}

/** Its fields in the order in which the line has them. */
function textRecord(record: unknown): RawRecord {
  const { ts, msg, ...fields } = record as Record<string, unknown>;
  const hasPriority = "facility" in fields;
  const { level, ...others } = fields;
  return {
    ts: ts as string | undefined,
    level: hasPriority ? level as Level : undefined,
    fields: [
      ...fieldsOf(level === undefined || hasPriority ? {} : { level }),
      ...fieldsOf(others),
      ...fieldsOf({ msg }),
    ],
  };
}

function fieldsOf(record: unknown): TreeField[] {
  return Object.entries(record as Record<string, unknown>).map(([name, value]) => ({
    name,
    node: typeof value === "string" ? textNode(value) : parseTree(JSON.stringify(value)),
  }));
}
