/**
 * OTLP/JSON (OpenTelemetry protocol 1.x, `ExportLogsServiceRequest`): a record of each `logRecords`, with
 * the attributes of its resource and its own.
 */
import { readLevel } from "../../level.ts";
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

export function readOtlp(body: Fields, add: AddLine): boolean {
  const resources = body.resourceLogs ?? body.resource_logs;
  if (!Array.isArray(resources)) return false;
  for (const one of resources) {
    if (!isFields(one)) continue;
    const resource = isFields(one.resource) ? attributes(one.resource.attributes) : [];
    for (const scoped of listOf(one.scopeLogs ?? one.scope_logs)) {
      if (!isFields(scoped)) continue;
      const scope = isFields(scoped.scope) ? scoped.scope.name : undefined;
      for (const record of listOf(scoped.logRecords ?? scoped.log_records)) {
        if (!isFields(record)) continue;
        if (!add(lineOf([...fieldsOf(record), ["scope", scope], ...resource]))) return true;
      }
    }
  }
  return true;
}

function fieldsOf(record: Fields): Pair[] {
  const time = timeOf(record.timeUnixNano ?? record.time_unix_nano) ??
    timeOf(record.observedTimeUnixNano ?? record.observed_time_unix_nano);
  const body = valueOf(record.body);
  return [
    ["ts", time],
    ["level", levelOf(record)],
    ["msg", body],
    ["trace_id", given(record.traceId ?? record.trace_id)],
    ["span_id", given(record.spanId ?? record.span_id)],
    ["event_name", given(record.eventName ?? record.event_name)],
    ...attributes(record.attributes),
  ];
}

function given(value: unknown): unknown {
  return value === "" ? undefined : value;
}

/** 0 is "not known". */
function timeOf(value: unknown): string | undefined {
  const digits = textOf(value);
  return digits === undefined || digits === "" || digits === "0" ? undefined : digits;
}

const SEVERITIES = ["DEBUG", "DEBUG", "INFO", "WARN", "ERROR", "ERROR"];
const SEVERITY_STEP = 4;

/** The word, or the range of the number (data model, "SeverityNumber"). */
function levelOf(record: Fields): string | undefined {
  const word = textOf(record.severityText ?? record.severity_text);
  if (word !== undefined && readLevel(word) !== undefined) return word;
  const digits = textOf(record.severityNumber ?? record.severity_number);
  const named = /^SEVERITY_NUMBER_([A-Z]+)\d?$/.exec(digits ?? "");
  if (named !== null) return named[1];
  const level = SEVERITIES[Math.floor((Number(digits) - 1) / SEVERITY_STEP)];
  return level ?? (word === "" ? undefined : word);
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
