/**
 * `AnyValue` and `KeyValue` (opentelemetry-proto, `common/v1/common.proto`) as fields of a record: a text,
 * a number, or the JSON text of a list of either kind; bytes in base64, as OTLP/JSON writes them.
 */
import { RECORD_DEPTH_MAX } from "../../normalise.ts";
import type { RecordWriter } from "../../transcribe/mod.ts";
import type { BinaryText } from "../wire/binary_text.ts";
import {
  createProtobufReader,
  doubleJson,
  doubleOf,
  type ProtobufReader,
  signedDigits,
  WIRE,
} from "../wire/protobuf.ts";
import { Buffer } from "node:buffer";

const KEY_VALUE = { key: 1, value: 2 } as const;
const VALUE = { string: 1, bool: 2, int: 3, double: 4, array: 5, list: 6, bytes: 7 } as const;
const ELEMENTS = 1;

/** Levels of lists in lists: a record may have no more, and the field is one. */
const DEPTH_MAX = RECORD_DEPTH_MAX - 2;

export interface AnyValues {
  readonly isBroken: boolean;
  /** Whether a value since the last call was nested deeper than any record may be. */
  isTooDeep(): boolean;
  /** The value at `[start, end)` as the field `name`; nothing where it is none. */
  field(record: RecordWriter, name: string, start: number, end: number): void;
  keyValue(record: RecordWriter, start: number, end: number): void;
}

export function createAnyValues(bytes: Uint8Array, strings: BinaryText): AnyValues {
  const top = createProtobufReader(bytes);
  const inner = createProtobufReader(bytes);
  let isDeep = false;

  function field(record: RecordWriter, name: string, start: number, end: number): void {
    if (!find(inner, start, end)) return;
    record.field(name);
    give(record);
  }

  function keyValue(record: RecordWriter, start: number, end: number): void {
    let keyStart = 0;
    let keyEnd = 0;
    let from = 0;
    let to = -1;
    for (let at = start; (at = top.next(at, end)) !== -1;) {
      if (top.wire !== WIRE.bytes) continue;
      if (top.field === KEY_VALUE.key) {
        keyStart = top.start;
        keyEnd = top.end;
      } else if (top.field === KEY_VALUE.value) {
        from = top.start;
        to = top.end;
      }
    }
    if (to === -1) return;
    const isGiven = find(inner, from, to);
    strings.name(record, keyStart, keyEnd);
    if (isGiven) give(record);
    else record.known("null");
  }

  /** Hands over the value that `inner` has found. */
  function give(record: RecordWriter): void {
    const { field, start, end, low, high } = inner;
    switch (field) {
      case VALUE.string:
        strings.value(record, start, end);
        break;
      case VALUE.bool:
        record.known(low === 0 ? "false" : "true");
        break;
      case VALUE.int:
        record.literal(signedDigits(low, high));
        break;
      case VALUE.double:
        record.literal(doubleJson(doubleOf(low, high)));
        break;
      case VALUE.bytes:
        record.text(base64(start, end));
        break;
      default:
        record.literal(jsonOf(field, start, end, 0));
    }
  }

  /** The last kind that is given counts, as of any `oneof`. */
  function find(reader: ProtobufReader, start: number, end: number): boolean {
    let at = start;
    let last = -1;
    while (at !== -1) {
      const next = reader.next(at, end);
      if (next === -1) break;
      if (isKind(reader.field, reader.wire)) last = at;
      at = next;
    }
    return last !== -1 && reader.next(last, end) !== -1;
  }

  function anyJson(start: number, end: number, depth: number): string {
    const reader = createProtobufReader(bytes);
    if (!find(reader, start, end)) {
      if (reader.isBroken) values.isBroken = true;
      return "null";
    }
    const { field, start: from, end: to, low, high } = reader;
    switch (field) {
      case VALUE.string:
        return JSON.stringify(strings.textOf(from, to));
      case VALUE.bool:
        return low === 0 ? "false" : "true";
      case VALUE.int:
        return signedDigits(low, high);
      case VALUE.double:
        return doubleJson(doubleOf(low, high));
      case VALUE.bytes:
        return JSON.stringify(base64(from, to));
      default:
        return jsonOf(field, from, to, depth);
    }
  }

  function jsonOf(kind: number, start: number, end: number, depth: number): string {
    if (depth >= DEPTH_MAX) {
      isDeep = true;
      return "null";
    }
    const reader = createProtobufReader(bytes);
    const parts: string[] = [];
    for (let at = start; (at = reader.next(at, end)) !== -1;) {
      if (reader.field !== ELEMENTS || reader.wire !== WIRE.bytes) continue;
      parts.push(
        kind === VALUE.array
          ? anyJson(reader.start, reader.end, depth + 1)
          : pairJson(reader.start, reader.end, depth + 1),
      );
    }
    if (reader.isBroken) values.isBroken = true;
    return kind === VALUE.array ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
  }

  function pairJson(start: number, end: number, depth: number): string {
    const reader = createProtobufReader(bytes);
    let key = "";
    let value = "null";
    for (let at = start; (at = reader.next(at, end)) !== -1;) {
      if (reader.wire !== WIRE.bytes) continue;
      if (reader.field === KEY_VALUE.key) key = strings.textOf(reader.start, reader.end);
      else if (reader.field === KEY_VALUE.value) {
        value = anyJson(reader.start, reader.end, depth);
      }
    }
    if (reader.isBroken) values.isBroken = true;
    return `${JSON.stringify(key)}:${value}`;
  }

  function base64(start: number, end: number): string {
    return Buffer.from(bytes.subarray(start, end)).toString("base64");
  }

  const values = {
    isBroken: false,
    isTooDeep() {
      const was = isDeep;
      isDeep = false;
      if (top.isBroken || inner.isBroken) values.isBroken = true;
      return was;
    },
    field,
    keyValue,
  };
  return values;
}

function isKind(field: number, wire: number): boolean {
  switch (field) {
    case VALUE.bool:
    case VALUE.int:
      return wire === WIRE.varint;
    case VALUE.double:
      return wire === WIRE.fixed64;
    default:
      return field >= VALUE.string && field <= VALUE.bytes && wire === WIRE.bytes;
  }
}
