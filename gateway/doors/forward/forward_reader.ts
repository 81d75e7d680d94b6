/**
 * Fluent's forward protocol, version 1 (github.com/fluent/fluentd, "Forward Protocol Specification v1"):
 * an array on the connection is a message, in one of four modes.
 *
 * ```
 * [tag, time, record, option?]                 Message
 * [tag, [[time, record], …], option?]          Forward
 * [tag, <entries in a row>, option?]           PackedForward; CompressedPackedForward with gzip
 * ```
 *
 * `option.chunk` is what its sender wants to have back once all of it is stored.
 */
import type { Failure } from "../../../contract/mod.ts";
import { createEpochWriter } from "../../epoch_time.ts";
import {
  type BatchWriter,
  binarySource,
  type BodyReader,
  type RecordWriter,
} from "../../transcribe/mod.ts";
import { type BinaryText, createBinaryText } from "../wire/binary_text.ts";
import { BROKEN, createMsgpackReader, KIND, type MsgpackReader } from "../wire/msgpack.ts";
import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";

/** What is asked back, of the messages of a body: the chunks, in their order. */
export interface ForwardOutcome {
  readonly chunks: string[];
}

const BAD: Failure = {
  kind: "bad_envelope",
  detail: "This is no message of Fluent's forward protocol",
};
const EVENT_TIME = 0;
const NESTED_MAX = 60;

/** Reads whole messages, one after the other. */
export function forwardReader(outcome: ForwardOutcome): BodyReader {
  return { format: "json", read: (body, batch) => readMessages(body, batch, outcome) };
}

function readMessages(
  body: Uint8Array,
  batch: BatchWriter,
  { chunks }: ForwardOutcome,
): Failure | undefined {
  const reader = createMsgpackReader(body);
  const entries = createEntries(body, batch);
  for (let at = 0; at < body.length;) {
    at = reader.next(at, body.length);
    if (at < 0 || reader.kind !== KIND.array || reader.count < 2) return BAD;
    let left = reader.count - 2;
    at = reader.next(at, body.length);
    if (at < 0 || reader.kind !== KIND.text) return BAD;
    const tag = entries.strings.textOf(reader.start, reader.end);
    const second = at;
    at = reader.next(at, body.length);
    if (at < 0) return BAD;
    let failure: Failure | undefined;
    let packed: readonly [start: number, end: number] | undefined;
    if (reader.kind === KIND.array) {
      for (let count = reader.count; count > 0 && failure === undefined; count--) {
        at = entries.entry(at, tag);
        if (at < 0) failure = entries.failure() ?? BAD;
      }
    } else if (reader.kind === KIND.text || reader.kind === KIND.bytes) {
      packed = [reader.start, reader.end];
    } else {
      at = entries.pair(second, tag);
      if (at < 0) failure = entries.failure() ?? BAD;
      left--;
    }
    if (failure !== undefined) return failure;
    let isZipped = false;
    for (; left > 0; left--) {
      const option = readOption(reader, entries.strings, at, body.length);
      if (option === undefined) return BAD;
      if (option.chunk !== undefined) chunks.push(option.chunk);
      isZipped ||= option.isZipped;
      at = option.end;
    }
    if (packed !== undefined) {
      failure = readPacked(body.subarray(packed[0], packed[1]), batch, tag, isZipped);
      if (failure !== undefined) return failure;
    }
  }
  return undefined;
}

function readPacked(
  packed: Uint8Array,
  batch: BatchWriter,
  tag: string,
  isZipped: boolean,
): Failure | undefined {
  const bytes = isZipped ? inflate(packed, batch.linesCharsMax) : packed;
  if (bytes === undefined) return { kind: "bad_compression", detail: "The entries are no gzip" };
  const entries = createEntries(bytes, batch);
  for (let at = 0; at < bytes.length;) {
    at = entries.entry(at, tag);
    if (at < 0) return entries.failure() ?? BAD;
  }
  return undefined;
}

function inflate(packed: Uint8Array, bytesMax: number): Uint8Array | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength: bytesMax });
  } catch {
    return undefined;
  }
}

interface Option {
  readonly end: number;
  readonly chunk: string | undefined;
  readonly isZipped: boolean;
}

function readOption(
  reader: MsgpackReader,
  strings: BinaryText,
  from: number,
  length: number,
): Option | undefined {
  let at = reader.next(from, length);
  if (at < 0) return undefined;
  if (reader.kind === KIND.nil) return { end: at, chunk: undefined, isZipped: false };
  if (reader.kind !== KIND.map) return undefined;
  let chunk: string | undefined;
  let isZipped = false;
  for (let count = reader.count; count > 0; count--) {
    at = reader.next(at, length);
    if (at < 0) return undefined;
    const name = reader.kind === KIND.text ? strings.textOf(reader.start, reader.end) : "";
    const value = at;
    at = reader.skip(at, length);
    if (at < 0) return undefined;
    if (reader.kind !== KIND.text || reader.next(value, length) !== at) continue;
    const text = strings.textOf(reader.start, reader.end);
    if (name === "chunk") chunk = text;
    else if (name === "compressed") isZipped = text === "gzip";
  }
  return { end: at, chunk, isZipped };
}

/** Entries in `bytes`: each gives the offset behind it, or one below 0. */
function createEntries(bytes: Uint8Array, batch: BatchWriter) {
  const source = binarySource(bytes);
  const strings = createBinaryText(source);
  const reader = createMsgpackReader(source.codes);
  const epoch = createEpochWriter();
  const { record } = batch;
  const length = bytes.length;
  let failure: Failure | undefined;

  function entry(from: number, tag: string): number {
    const at = reader.next(from, length);
    if (at < 0 || reader.kind !== KIND.array || reader.count < 2) return BROKEN;
    return pair(at, tag);
  }

  /** A time and a record. */
  function pair(from: number, tag: string): number {
    if (!batch.hasRoom()) {
      failure = { kind: "too_many_records", limit: batch.recordsMax };
      return BROKEN;
    }
    let at = reader.next(from, length);
    if (at < 0) return at;
    // Fluent Bit puts metadata beside the time: [[time, metadata], record].
    if (reader.kind === KIND.array && reader.count === 2) {
      at = reader.next(at, length);
      if (at < 0) return at;
      const time = timeOf();
      at = reader.skip(at, length);
      return at < 0 ? at : write(at, tag, time);
    }
    return write(at, tag, timeOf());
  }

  function timeOf(): string | undefined {
    if (reader.kind === KIND.number) return epoch.seconds(Math.floor(Number(reader.json)), 0);
    const isTime = reader.kind === KIND.extension && reader.type === EVENT_TIME &&
      reader.end - reader.start === 8;
    if (!isTime) return undefined;
    const view = new DataView(source.codes.buffer, reader.start, 8);
    return epoch.seconds(view.getUint32(0), view.getUint32(4));
  }

  function write(from: number, tag: string, time: string | undefined): number {
    let at = reader.next(from, length);
    if (at < 0 || reader.kind !== KIND.map) return BROKEN;
    record.begin(source);
    if (time !== undefined) record.time(time);
    for (let count = reader.count; count > 0; count--) {
      at = reader.next(at, length);
      if (at < 0) return at;
      if (reader.kind !== KIND.text) return BROKEN;
      strings.name(record, reader.start, reader.end);
      at = value(record, at);
      if (at < 0) return at;
    }
    record.field("tag");
    record.text(tag);
    batch.counts.replaced += strings.replaced;
    strings.replaced = 0;
    batch.add();
    if (batch.isWithin()) return at;
    failure = { kind: "decoded_too_large", limit: batch.linesCharsMax };
    return BROKEN;
  }

  function value(record: RecordWriter, from: number): number {
    const at = reader.next(from, length);
    if (at < 0) return at;
    switch (reader.kind) {
      case KIND.text:
        strings.value(record, reader.start, reader.end);
        return at;
      case KIND.nil:
        record.known("null");
        return at;
      case KIND.bool:
        record.known(reader.json);
        return at;
      case KIND.number:
        record.literal(reader.json);
        return at;
      default: {
        const parts: string[] = [];
        const end = jsonOf(from, parts, 0);
        if (end >= 0) record.literal(parts.join(""));
        return end;
      }
    }
  }

  function jsonOf(from: number, parts: string[], depth: number): number {
    let at = reader.next(from, length);
    if (at < 0) return at;
    const { kind, count, start, end } = reader;
    switch (kind) {
      case KIND.text:
        parts.push(JSON.stringify(strings.textOf(start, end)));
        return at;
      case KIND.bytes:
      case KIND.extension:
        parts.push(`"${Buffer.from(source.codes.subarray(start, end)).toString("base64")}"`);
        return at;
      case KIND.nil:
        parts.push("null");
        return at;
      case KIND.bool:
      case KIND.number:
        parts.push(reader.json);
        return at;
    }
    if (depth === NESTED_MAX) return BROKEN;
    parts.push(kind === KIND.array ? "[" : "{");
    for (let i = 0; i < count; i++) {
      if (i > 0) parts.push(",");
      if (kind === KIND.map) {
        at = nameJson(at, parts);
        if (at < 0) return at;
      }
      at = jsonOf(at, parts, depth + 1);
      if (at < 0) return at;
    }
    parts.push(kind === KIND.array ? "]" : "}");
    return at;
  }

  function nameJson(from: number, parts: string[]): number {
    const at = reader.next(from, length);
    if (at < 0) return at;
    if (reader.kind === KIND.text) {
      parts.push(`${JSON.stringify(strings.textOf(reader.start, reader.end))}:`);
    } else if (reader.kind === KIND.number) parts.push(`"${reader.json}":`);
    else return BROKEN;
    return at;
  }

  return { strings, entry, pair, failure: () => failure };
}
