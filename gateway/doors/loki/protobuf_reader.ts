/**
 * `logproto.PushRequest` (grafana/loki, `pkg/push/push.proto`), in snappy: streams with their labels as a
 * text, entries with a time, a line and structured metadata.
 */
import type { Failure } from "../../../contract/mod.ts";
import { createEpochWriter } from "../../epoch_time.ts";
import { type BatchWriter, binarySource } from "../../transcribe/mod.ts";
import { createBinaryText } from "../wire/binary_text.ts";
import { createProtobufReader, WIRE } from "../wire/protobuf.ts";
import { unsnappy } from "../wire/snappy.ts";
import { type Labels, readLabels } from "./labels.ts";

const PUSH = { streams: 1 } as const;
const STREAM = { labels: 1, entries: 2 } as const;
const ENTRY = { timestamp: 1, line: 2, metadata: 3 } as const;
const TIMESTAMP = { seconds: 1, nanos: 2 } as const;
const PAIR = { name: 1, value: 2 } as const;

const BROKEN: Failure = { kind: "bad_protobuf", detail: "The body is no PushRequest of Loki" };
const BAD_LABELS: Failure = {
  kind: "bad_protobuf",
  detail: 'The labels of a stream are not as {name="value"}',
};

/** Adds the records of a body; gives the failure where it cannot be stored. */
export function readLokiProtobuf(sent: Uint8Array, batch: BatchWriter): Failure | undefined {
  const opened = unsnappy(sent, batch.linesCharsMax);
  if (!opened.ok) return opened.failure;
  const body = opened.value;
  const source = binarySource(body);
  const strings = createBinaryText(source);
  const epoch = createEpochWriter();
  const fields = createProtobufReader(source.codes);
  const { record } = batch;
  const metadata: number[] = [];

  const failure = push();
  batch.counts.replaced += strings.replaced;
  return failure ?? (fields.isBroken ? BROKEN : undefined);

  function push(): Failure | undefined {
    for (let at = 0; (at = fields.next(at, body.length)) !== -1;) {
      if (fields.field !== PUSH.streams || fields.wire !== WIRE.bytes) continue;
      const failure = stream(fields.start, fields.end);
      if (failure !== undefined) return failure;
    }
    return undefined;
  }

  function stream(start: number, end: number): Failure | undefined {
    let labels: Labels | undefined = [];
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      if (fields.field !== STREAM.labels || fields.wire !== WIRE.bytes) continue;
      labels = readLabels(strings.textOf(fields.start, fields.end));
    }
    if (labels === undefined) return BAD_LABELS;
    const names = record.columns(labels.map(([name]) => name));
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      if (fields.field !== STREAM.entries || fields.wire !== WIRE.bytes) continue;
      if (!batch.hasRoom()) return { kind: "too_many_records", limit: batch.recordsMax };
      entry(fields.start, fields.end, labels, names);
      if (!batch.isWithin()) return { kind: "decoded_too_large", limit: batch.linesCharsMax };
    }
    return undefined;
  }

  function entry(start: number, end: number, labels: Labels, nameOf: (nth: number) => void): void {
    let lineStart = 0;
    let lineEnd = 0;
    let time: string | undefined;
    metadata.length = 0;
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      if (fields.wire !== WIRE.bytes) continue;
      if (fields.field === ENTRY.line) {
        lineStart = fields.start;
        lineEnd = fields.end;
      } else if (fields.field === ENTRY.timestamp) time = timestamp(fields.start, fields.end);
      else if (fields.field === ENTRY.metadata) metadata.push(fields.start, fields.end);
    }
    record.begin(source);
    if (time !== undefined) record.time(time);
    record.field("message"); // asked before any label of that meaning
    strings.value(record, lineStart, lineEnd);
    for (let i = 0; i < labels.length; i++) {
      nameOf(i);
      record.text(labels[i]![1]);
    }
    for (let i = 0; i < metadata.length; i += 2) pair(metadata[i]!, metadata[i + 1]!);
    batch.add();
  }

  function timestamp(start: number, end: number): string | undefined {
    let seconds = 0;
    let nanos = 0;
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      if (fields.wire !== WIRE.varint) continue;
      if (fields.field === TIMESTAMP.seconds) seconds = fields.high * 2 ** 32 + fields.low;
      else if (fields.field === TIMESTAMP.nanos) nanos = fields.low;
    }
    return epoch.seconds(seconds, nanos);
  }

  function pair(start: number, end: number): void {
    let nameStart = 0;
    let nameEnd = 0;
    let valueStart = 0;
    let valueEnd = 0;
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      if (fields.wire !== WIRE.bytes) continue;
      if (fields.field === PAIR.name) {
        nameStart = fields.start;
        nameEnd = fields.end;
      } else if (fields.field === PAIR.value) {
        valueStart = fields.start;
        valueEnd = fields.end;
      }
    }
    strings.name(record, nameStart, nameEnd);
    strings.value(record, valueStart, valueEnd);
  }
}
