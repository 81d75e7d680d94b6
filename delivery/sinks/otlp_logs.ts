/**
 * Stored records as OTLP log records, one resource for each emitter.
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/
 *
 * | stored | OTLP |
 * |---|---|
 * | `ts`, `level`, `msg` | `time_unix_nano`, severity, body |
 * | `emitter` | `service.name` of the resource |
 * | every other member | an attribute of its name |
 * | the place | attributes `logops.journal`, `logops.offset` |
 */
import type { Batch } from "../journal/mod.ts";
import { timeOf } from "./loki_entry.ts";
import { ProtobufWriter } from "./otlp_protobuf.ts";

export interface OtlpRecord {
  readonly offset: number;
  readonly timeNs: bigint;
  readonly level: string;
  readonly msg: string;
  readonly emitter: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Severity numbers of the four levels that are stored. */
const SEVERITY: Readonly<Record<string, number>> = { DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17 };
const DEPTH_MAX = 32;
const SCOPE = "logops";

/** The batch's records by emitter, and the offsets of lines that are none. */
export function otlpRecords({ lines }: Batch) {
  const byEmitter = new Map<string, OtlpRecord[]>();
  const unreadable: number[] = [];
  const decoder = new TextDecoder();
  for (const { offset, bytes } of lines) {
    const record = parseRecord(decoder.decode(bytes), offset);
    if (record === undefined) {
      unreadable.push(offset);
      continue;
    }
    const of = byEmitter.get(record.emitter);
    if (of === undefined) byEmitter.set(record.emitter, [record]);
    else of.push(record);
  }
  return { byEmitter, unreadable };
}

function parseRecord(text: string, offset: number): OtlpRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { ts, level, msg, emitter, ...attributes } = value as Record<string, unknown>;
  const timeNs = timeOf(ts, 0);
  if (timeNs === undefined) return undefined;
  return {
    offset,
    timeNs,
    level: typeof level === "string" ? level : "INFO",
    msg: typeof msg === "string" ? msg : "",
    emitter: typeof emitter === "string" ? emitter : "unknown",
    attributes,
  };
}

export type RecordsByEmitter = ReadonlyMap<string, readonly OtlpRecord[]>;

/** `ExportLogsServiceRequest` as Protocol Buffers. Field numbers are those of the specification. */
export function asProtobuf(file: string, byEmitter: RecordsByEmitter): Uint8Array<ArrayBuffer> {
  const out = new ProtobufWriter();
  const attribute = (field: number, key: string, value: unknown, depth = 0) =>
    out.message(field, () => {
      out.text(1, key);
      out.message(2, () => anyValue(value, depth));
    });
  const anyValue = (value: unknown, depth: number): void => {
    if (typeof value === "string") out.text(1, value);
    else if (typeof value === "boolean") out.varint(2, value ? 1 : 0);
    else if (typeof value === "number") {
      if (Number.isSafeInteger(value)) out.varint(3, value);
      else out.double(4, value);
    } else if (value === null || depth > DEPTH_MAX) return;
    else if (Array.isArray(value)) {
      out.message(5, () => {
        for (const one of value) out.message(1, () => anyValue(one, depth + 1));
      });
    } else {
      out.message(6, () => {
        for (const [key, one] of Object.entries(value as object)) attribute(1, key, one, depth + 1);
      });
    }
  };
  for (const [emitter, records] of byEmitter) {
    out.message(1, () => {
      out.message(1, () => attribute(1, "service.name", emitter));
      out.message(2, () => {
        out.message(1, () => out.text(1, SCOPE));
        for (const record of records) {
          out.message(2, () => {
            out.fixed64(1, record.timeNs);
            out.varint(2, SEVERITY[record.level] ?? 0);
            out.text(3, record.level);
            out.message(5, () => out.text(1, record.msg));
            for (const [key, value] of Object.entries(record.attributes)) attribute(6, key, value);
            attribute(6, "logops.journal", file);
            attribute(6, "logops.offset", record.offset);
            out.fixed64(11, record.timeNs);
          });
        }
      });
    });
  }
  return out.finish();
}

/** The same as OTLP's JSON. */
export function asJson(file: string, byEmitter: RecordsByEmitter): string {
  const attribute = (key: string, value: unknown, depth = 0) => ({
    key,
    value: anyValue(value, depth),
  });
  const anyValue = (value: unknown, depth: number): unknown => {
    if (typeof value === "string") return { stringValue: value };
    if (typeof value === "boolean") return { boolValue: value };
    if (typeof value === "number") {
      return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
    }
    if (value === null || depth > DEPTH_MAX) return {};
    if (Array.isArray(value)) {
      return { arrayValue: { values: value.map((one) => anyValue(one, depth + 1)) } };
    }
    const values = Object.entries(value as object)
      .map(([key, one]) => attribute(key, one, depth + 1));
    return { kvlistValue: { values } };
  };
  return JSON.stringify({
    resourceLogs: [...byEmitter].map(([emitter, records]) => ({
      resource: { attributes: [attribute("service.name", emitter)] },
      scopeLogs: [{
        scope: { name: SCOPE },
        logRecords: records.map((record) => ({
          timeUnixNano: String(record.timeNs),
          observedTimeUnixNano: String(record.timeNs),
          severityNumber: SEVERITY[record.level] ?? 0,
          severityText: record.level,
          body: { stringValue: record.msg },
          attributes: [
            ...Object.entries(record.attributes).map(([key, value]) => attribute(key, value)),
            attribute("logops.journal", file),
            attribute("logops.offset", record.offset),
          ],
        })),
      }],
    })),
  });
}
