/**
 * `ExportLogsServiceRequest` in protobuf (opentelemetry-proto 1.x, `logs/v1/logs.proto`): what stands
 * where is noted of each record first, for its time and severity have to be known before its fields.
 *
 * The record has the fields that `decode/envelopes/otlp.ts` gives the same in JSON.
 */
import type { Failure, Level } from "../../../contract/mod.ts";
import { createEpochWriter } from "../../epoch_time.ts";
import { levelOfSeverity, severityOf } from "../../level.ts";
import { type BatchWriter, binarySource } from "../../transcribe/mod.ts";
import { createBinaryText } from "../wire/binary_text.ts";
import { createProtobufReader, WIRE } from "../wire/protobuf.ts";
import { createAnyValues } from "./any_value.ts";

/** Field numbers of the messages that are read. */
const REQUEST = { resourceLogs: 1 } as const;
const RESOURCE_LOGS = { resource: 1, scopeLogs: 2, schemaUrl: 3 } as const;
const RESOURCE = { attributes: 1 } as const;
const SCOPE_LOGS = { scope: 1, logRecords: 2, schemaUrl: 3 } as const;
const SCOPE = { name: 1, version: 2, attributes: 3 } as const;
const RECORD = {
  time: 1,
  severityNumber: 2,
  severityText: 3,
  body: 5,
  attributes: 6,
  droppedAttributes: 7,
  flags: 8,
  traceId: 9,
  spanId: 10,
  observedTime: 11,
  eventName: 12,
} as const;

/** What came in a body beside what is stored. */
export interface OtlpOutcome {
  /** Records that are nested deeper than any record may be. */
  rejected: number;
}

/** A length-delimited value: where it begins and ends; the end is -1 where it did not come. */
interface Span {
  start: number;
  end: number;
}

const LOWER_BIT = 0x20;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Adds the records of a body; gives the failure where it cannot be stored. */
export function readOtlpProtobuf(
  body: Uint8Array,
  batch: BatchWriter,
  outcome: OtlpOutcome,
): Failure | undefined {
  const source = binarySource(body);
  const bytes = source.codes;
  const strings = createBinaryText(source);
  const values = createAnyValues(bytes, strings);
  const epoch = createEpochWriter();
  const fields = createProtobufReader(bytes);
  const { record } = batch;
  const resource = new Spans();
  const scope = new Spans();
  const attributes = new Spans();
  const span = (): Span => ({ start: 0, end: -1 });
  const [resourceUrl, scopeUrl, scopeName, scopeVersion] = [span(), span(), span(), span()];
  const [severityText, said, traceId, spanId, eventName] = [span(), span(), span(), span(), span()];
  let failure: Failure | undefined;

  const isWhole = request();
  batch.counts.replaced += strings.replaced;
  if (failure !== undefined) return failure;
  if (isWhole && !fields.isBroken && !values.isBroken) return undefined;
  return { kind: "bad_protobuf", detail: "The body is no ExportLogsServiceRequest of OTLP" };

  function request(): boolean {
    for (let at = 0; (at = fields.next(at, body.length)) !== -1;) {
      const { start, end } = fields;
      const isLogs = fields.field === REQUEST.resourceLogs && fields.wire === WIRE.bytes;
      if (isLogs && !resourceLogs(start, end)) return false;
    }
    return true;
  }

  function resourceLogs(start: number, end: number): boolean {
    resource.clear();
    resourceUrl.end = -1;
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      if (fields.wire !== WIRE.bytes) continue;
      if (fields.field === RESOURCE_LOGS.schemaUrl) take(resourceUrl);
      else if (fields.field === RESOURCE_LOGS.resource) {
        collect(fields.start, fields.end, RESOURCE.attributes, resource);
      }
    }
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      const { start: from, end: to, field, wire } = fields;
      const isScope = field === RESOURCE_LOGS.scopeLogs && wire === WIRE.bytes;
      if (isScope && !scopeLogs(from, to)) return false;
    }
    return true;
  }

  function scopeLogs(start: number, end: number): boolean {
    scope.clear();
    scopeUrl.end = scopeName.end = scopeVersion.end = -1;
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      if (fields.wire !== WIRE.bytes) continue;
      if (fields.field === SCOPE_LOGS.schemaUrl) take(scopeUrl);
      else if (fields.field === SCOPE_LOGS.scope) readScope(fields.start, fields.end);
    }
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      const { start: from, end: to, field, wire } = fields;
      if (field !== SCOPE_LOGS.logRecords || wire !== WIRE.bytes) continue;
      if (!batch.hasRoom()) {
        failure = { kind: "too_many_records", limit: batch.recordsMax };
        return false;
      }
      logRecord(from, to);
      if (!batch.isWithin()) {
        failure = { kind: "decoded_too_large", limit: batch.linesCharsMax };
        return false;
      }
    }
    return true;
  }

  function readScope(start: number, end: number): void {
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      if (fields.wire !== WIRE.bytes) continue;
      if (fields.field === SCOPE.name) take(scopeName);
      else if (fields.field === SCOPE.version) take(scopeVersion);
      else if (fields.field === SCOPE.attributes) scope.add(fields.start, fields.end);
    }
  }

  function logRecord(start: number, end: number): void {
    let timeLow = 0;
    let timeHigh = 0;
    let observedLow = 0;
    let observedHigh = 0;
    let number = 0;
    let dropped = 0;
    let flags = 0;
    severityText.end =
      said.end =
      traceId.end =
      spanId.end =
      eventName.end =
        -1;
    attributes.clear();
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      const { field, wire, low, high } = fields;
      if (wire === WIRE.bytes) {
        if (field === RECORD.attributes) attributes.add(fields.start, fields.end);
        else if (field === RECORD.body) take(said);
        else if (field === RECORD.severityText) take(severityText);
        else if (field === RECORD.traceId) take(traceId);
        else if (field === RECORD.spanId) take(spanId);
        else if (field === RECORD.eventName) take(eventName);
      } else if (wire === WIRE.fixed64) {
        if (field === RECORD.time) {
          timeLow = low;
          timeHigh = high;
        } else if (field === RECORD.observedTime) {
          observedLow = low;
          observedHigh = high;
        }
      } else if (field === RECORD.severityNumber && wire === WIRE.varint) number = low;
      else if (field === RECORD.droppedAttributes && wire === WIRE.varint) dropped = low;
      else if (field === RECORD.flags && wire === WIRE.fixed32) flags = low;
    }
    record.begin(source);
    const hasTime = timeLow !== 0 || timeHigh !== 0;
    const observed = observedLow === 0 && observedHigh === 0
      ? undefined
      : epoch.nanos(observedLow, observedHigh);
    const time = hasTime ? epoch.nanos(timeLow, timeHigh) : observed;
    if (time !== undefined) record.time(time);
    const level = levelOfSeverity(number);
    if (level !== undefined) record.level(level);
    if (severityText.end > severityText.start && !isWord(severityText, level)) {
      text("severity_text", severityText);
    }
    if (said.end !== -1) values.field(record, "message", said.start, said.end);
    id("trace_id", traceId);
    id("span_id", spanId);
    if (eventName.end > eventName.start) text("event_name", eventName);
    writeAttributes(attributes);
    if (number !== 0 && (level === undefined || number !== severityOf(level))) {
      numeric("severity_number", number);
    }
    if (hasTime && observed !== undefined && observed !== time) {
      record.field("observed_ts");
      record.known(`"${observed}"`);
    }
    if (flags !== 0) numeric("flags", flags);
    if (dropped !== 0) numeric("dropped_attributes_count", dropped);
    if (scopeName.end > scopeName.start) text("scope", scopeName);
    if (scopeVersion.end > scopeVersion.start) text("scope_version", scopeVersion);
    writeAttributes(scope);
    const url = scopeUrl.end > scopeUrl.start ? scopeUrl : resourceUrl;
    if (url.end > url.start) text("schema_url", url);
    writeAttributes(resource);
    if (values.isTooDeep()) outcome.rejected++;
    else batch.add();
  }

  function take(into: Span): void {
    into.start = fields.start;
    into.end = fields.end;
  }

  function collect(start: number, end: number, field: number, into: Spans): void {
    for (let at = start; (at = fields.next(at, end)) !== -1;) {
      if (fields.field === field && fields.wire === WIRE.bytes) into.add(fields.start, fields.end);
    }
  }

  function writeAttributes({ count, starts, ends }: Spans): void {
    for (let i = 0; i < count; i++) values.keyValue(record, starts[i]!, ends[i]!);
  }

  function text(name: string, { start, end }: Span): void {
    record.field(name);
    strings.value(record, start, end);
  }

  function numeric(name: string, value: number): void {
    record.field(name);
    record.known(String(value));
  }

  function id(name: string, { start, end }: Span): void {
    if (end <= start) return;
    let hex = "";
    for (let i = start; i < end; i++) hex += HEX[bytes[i]!];
    record.field(name);
    record.known(`"${hex}"`);
  }

  /** Whether a text is the level's own word, in any case. */
  function isWord({ start, end }: Span, level: Level | undefined): boolean {
    if (level === undefined || end - start !== level.length) return false;
    for (let i = 0; i < level.length; i++) {
      if ((bytes[start + i]! & ~LOWER_BIT) !== level.charCodeAt(i)) return false;
    }
    return true;
  }
}

/** Values of one field that comes several times. */
class Spans {
  count = 0;
  readonly starts: number[] = [];
  readonly ends: number[] = [];

  clear(): void {
    this.count = 0;
  }

  add(start: number, end: number): void {
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }
}
