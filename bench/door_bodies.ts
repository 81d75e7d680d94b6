/**
 * The rows of `bodies.ts` in the dialects of doors: the same fields, as the agents of each write them.
 *
 * | door | records are |
 * |---|---|
 * | `otlp` | protobuf, as an SDK batches them |
 * | `loki` | JSON, as Fluent Bit and winston-loki send it |
 * | `elasticsearch` | actions and documents in lines |
 * | `forward` | PackedForward |
 * | `syslog_tcp` | RFC 5424 with a count of octets |
 */
import { makeRow, type Row, rowFields, rowLine } from "./bodies.ts";

export const DOORS = ["otlp", "loki", "elasticsearch", "forward", "syslog_tcp"] as const;
export type DoorName = typeof DOORS[number];

export interface DoorBody {
  /** Of HTTP: where it is sent, and as what. */
  readonly path?: string;
  readonly contentType?: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const encoder = new TextEncoder();

export function makeDoorBody(door: DoorName, records: number, from: number): DoorBody {
  const rows = Array.from({ length: records }, (_, index) => makeRow(from + index));
  switch (door) {
    case "otlp":
      return {
        ...{ path: "/v1/logs", contentType: "application/x-protobuf" },
        bytes: new Uint8Array(field(1, [...field(1, []), ...field(2, rows.flatMap(otlpRecord))])),
      };
    case "loki":
      return {
        ...{ path: "/loki/api/v1/push", contentType: "application/json" },
        bytes: encoder.encode(
          JSON.stringify({
            streams: [{ stream: { app: "checkout" }, values: rows.map(lokiValue) }],
          }),
        ),
      };
    case "elasticsearch":
      return {
        ...{ path: "/_bulk", contentType: "application/x-ndjson" },
        bytes: encoder.encode(
          rows.map((row) => `{"create":{"_index":"logs"}}\n${JSON.stringify(rowFields(row))}\n`)
            .join(""),
        ),
      };
    case "forward": {
      const entries = rows.flatMap((
        row,
      ) => [0x92, ...pack(Math.floor(Date.parse(row.ts) / 1000)), ...pack(rowFields(row))]);
      return {
        bytes: new Uint8Array([
          0x93,
          ...pack("checkout"),
          0xc6,
          ...uint32(entries.length),
          ...entries,
          0x81,
          ...pack("chunk"),
          ...pack("c"),
        ]),
      };
    }
    case "syslog_tcp":
      return {
        bytes: encoder.encode(
          rows.map((row) => {
            const line = rowLine(row);
            return `${line.length} ${line}`;
          }).join(""),
        ),
      };
  }
}

function lokiValue(row: Row): unknown[] {
  const { ts, msg, level } = row;
  const { service, host, trace_id, user, duration_ms } = rowFields(row) as Record<string, unknown>;
  const { id, ip, agent } = user as Record<string, string>;
  const metadata = {
    level,
    service,
    host,
    trace_id,
    user_id: String(id),
    ip,
    agent,
    duration_ms: String(duration_ms),
  };
  return [`${Date.parse(ts)}000000`, msg, metadata];
}

const SEVERITY: Readonly<Record<string, number>> = { DEBUG: 5, INFO: 9, WARN: 13, ERROR: 17 };

function otlpRecord(row: Row): number[] {
  const { seq, service, host, user, duration_ms, trace_id } = rowFields(row) as Record<
    string,
    unknown
  >;
  const { id, ip, agent } = user as Record<string, unknown>;
  const attributes = { seq, service, host, "user.id": id, "user.ip": ip, agent, duration_ms };
  const nanos = BigInt(Date.parse(row.ts)) * 1_000_000n;
  return field(2, [
    ...[0x09, ...new Uint8Array(new BigUint64Array([nanos]).buffer)],
    ...[0x10, SEVERITY[row.level]!],
    ...field(5, text(1, row.msg)),
    ...Object.entries(attributes).flatMap(([name, value]) =>
      field(6, [...text(1, name), ...field(2, anyValue(value))])
    ),
    ...field(9, [...String(trace_id).matchAll(/../g)].map(([byte]) => parseInt(byte, 16))),
  ]);
}

function anyValue(value: unknown): number[] {
  if (typeof value === "string") return text(1, value);
  if (Number.isInteger(value)) return [0x18, ...varint(value as number)];
  return [0x21, ...new Uint8Array(new Float64Array([value as number]).buffer)];
}

function text(number: number, value: string): number[] {
  return field(number, [...encoder.encode(value)]);
}

function field(number: number, content: readonly number[]): number[] {
  return [number * 8 + 2, ...varint(content.length), ...content];
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}

function pack(value: unknown): number[] {
  if (typeof value === "string") {
    const bytes = encoder.encode(value);
    return [0xda, bytes.length >>> 8, bytes.length & 255, ...bytes];
  }
  if (typeof value === "number" && Number.isInteger(value)) return [0xce, ...uint32(value)];
  if (typeof value === "number") {
    return [0xcb, ...new Uint8Array(new Float64Array([value]).buffer).reverse()];
  }
  const entries = Object.entries(value as object);
  return [
    0x80 | entries.length,
    ...entries.flatMap(([name, one]) => [...pack(name), ...pack(one)]),
  ];
}

function uint32(value: number): number[] {
  return [24, 16, 8, 0].map((bits) => (value >>> bits) & 255);
}
