/**
 * OTLP/JSON (OpenTelemetry protocol 1.x, `ExportLogsServiceRequest`): a record of each `logRecords`, with
 * the attributes of its resource, its scope and its own. `doors/otlp/` reads the same in protobuf.
 */
import { levelOfSeverity, severityOf } from "../../level.ts";
import { readTimestamp } from "../../timestamp.ts";
import {
  type AddLine,
  type Fields,
  isFields,
  lineOf,
  listOf,
  number,
  type Pair,
  textOf,
} from "./exact.ts";

const SEVERITY_RANGES = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const SEVERITY_STEP = 4;

export function readOtlp(body: Fields, add: AddLine): boolean {
  const resources = body.resourceLogs ?? body.resource_logs;
  if (!Array.isArray(resources)) return false;
  for (const one of resources) {
    if (!isFields(one)) continue;
    const resource = isFields(one.resource) ? attributes(one.resource.attributes) : [];
    const resourceUrl = given(one.schemaUrl ?? one.schema_url);
    for (const scoped of listOf(one.scopeLogs ?? one.scope_logs)) {
      if (!isFields(scoped)) continue;
      const shared = [
        ...scopeOf(scoped.scope),
        ["schema_url", given(scoped.schemaUrl ?? scoped.schema_url) ?? resourceUrl] as const,
        ...resource,
      ];
      for (const record of listOf(scoped.logRecords ?? scoped.log_records)) {
        if (!isFields(record)) continue;
        if (!add(lineOf([...fieldsOf(record), ...shared]))) return true;
      }
    }
  }
  return true;
}

function scopeOf(scope: unknown): Pair[] {
  if (!isFields(scope)) return [];
  return [
    ["scope", given(scope.name)],
    ["scope_version", given(scope.version)],
    ...attributes(scope.attributes),
  ];
}

function fieldsOf(record: Fields): Pair[] {
  const said = timeOf(record.timeUnixNano ?? record.time_unix_nano);
  const observed = timeOf(record.observedTimeUnixNano ?? record.observed_time_unix_nano);
  const number = severityNumberOf(record.severityNumber ?? record.severity_number);
  const level = levelOfSeverity(number);
  const word = textOf(record.severityText ?? record.severity_text);
  const isSaid = word === undefined || word === "" || word.toUpperCase() === level;
  const isBase = number === 0 || (level !== undefined && number === severityOf(level));
  return [
    ["ts", said ?? observed],
    ["level", level ?? (isSaid ? undefined : word)],
    ["severity_text", level === undefined || isSaid ? undefined : word],
    ["message", valueOf(record.body)],
    ["trace_id", given(record.traceId ?? record.trace_id)],
    ["span_id", given(record.spanId ?? record.span_id)],
    ["event_name", given(record.eventName ?? record.event_name)],
    ...attributes(record.attributes),
    ["severity_number", isBase ? undefined : number],
    ["observed_ts", said === undefined || observed === said ? undefined : spelled(observed)],
    ["flags", countOf(record.flags)],
    ["dropped_attributes_count", countOf(record.droppedAttributesCount)],
  ];
}

function spelled(nanos: string | undefined): string | undefined {
  return nanos === undefined ? undefined : readTimestamp(nanos) ?? nanos;
}

/** A number that says something: 0 is what is not said. */
function countOf(value: unknown): unknown {
  return textOf(value) === "0" ? undefined : value;
}

function given(value: unknown): unknown {
  return value === "" ? undefined : value;
}

/** 0 is "not known". */
function timeOf(value: unknown): string | undefined {
  const digits = textOf(value);
  return digits === undefined || digits === "" || digits === "0" ? undefined : digits;
}

/** By number, or by its name in the schema, as some write enumerations in JSON. */
function severityNumberOf(value: unknown): number {
  const digits = textOf(value) ?? "0";
  const [, name, nth] = /^SEVERITY_NUMBER_([A-Z]+)([2-4]?)$/.exec(digits) ?? [];
  const range = SEVERITY_RANGES.indexOf(name ?? "");
  if (range !== -1) return range * SEVERITY_STEP + Number(nth === "" ? 1 : nth);
  return /^\d{1,2}$/.test(digits) ? Number(digits) : 0;
}

function attributes(list: unknown): Pair[] {
  return listOf(list).flatMap((one) =>
    isFields(one) && typeof one.key === "string" ? [[one.key, valueOf(one.value)] as const] : []
  );
}

/** `AnyValue`. */
function valueOf(value: unknown): unknown {
  if (!isFields(value)) return value;
  const [kind, one] = Object.entries(value)[0] ?? [];
  switch (kind) {
    case "intValue":
    case "int_value": {
      const digits = textOf(one) ?? "";
      return /^-?\d{1,20}$/.test(digits) ? number(BigInt(digits).toString()) : one;
    }
    case "arrayValue":
    case "array_value":
      return isFields(one) ? listOf(one.values).map(valueOf) : [];
    case "kvlistValue":
    case "kvlist_value":
      return isFields(one) ? Object.fromEntries(attributes(one.values)) : {};
    default:
      return one;
  }
}
