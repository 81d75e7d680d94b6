/**
 * Finds the record that was sent in a line of any pipeline. Pipelines wrap records, rename time, level
 * and message, and keep JSON as a text in a member:
 *
 * ```
 * {"source_type":"http","message":"{\"msg\":\"…\",\"seq\":7,\"scenario_id\":\"verify-k3x9f2\"}"}
 * {"body":{"msg":"…","seq":7,"scenario_id":"verify-k3x9f2"},"severity_text":"INFO"}
 * ```
 *
 * The record is the object that holds the run's `scenario_id`, wherever it stands. Its level is
 * compared by meaning (`info`, `Information`), its time as RFC 3339 in UTC.
 */
import { Level } from "../../contract/mod.ts";
import type { StoredRecord } from "./content_match.ts";
import { parseExact } from "./exact_json.ts";

/** Levels of nesting that are looked into; JSON in a text is one more. */
const DEPTH_MAX = 8;
const TIME_KEYS = ["ts", "timestamp", "time", "@timestamp", "_time"];
const LEVEL_KEYS = ["level", "lvl", "severity", "severity_text", "log.level"];
const MESSAGE_KEYS = ["msg", "message", "log", "body", "text", "_msg"];
/** Names of levels that pipelines write in place of the four that are sent. */
const LEVELS: Readonly<Record<string, Level>> = {
  debug: "DEBUG",
  trace: "DEBUG",
  info: "INFO",
  information: "INFO",
  notice: "INFO",
  warn: "WARN",
  warning: "WARN",
  error: "ERROR",
  err: "ERROR",
  critical: "ERROR",
  fatal: "ERROR",
};

type JsonObject = Readonly<Record<string, unknown>>;

/** `emitterOf`: who sent, as most pipelines drop the header that says so. */
export function createFoundRecord(
  emitterOf: (found: StoredRecord) => string,
): (line: string, scenarioId: string) => StoredRecord | undefined {
  return (line, scenarioId) => {
    const found = holderOf(parsed(line), scenarioId, 0);
    if (found === undefined) return undefined;
    const ts = first(found, TIME_KEYS);
    const level = first(found, LEVEL_KEYS);
    return {
      ...found,
      ts: typeof ts === "string" ? utcOf(ts) : ts,
      level: LEVELS[String(level).toLowerCase()] ?? level,
      msg: first(found, MESSAGE_KEYS),
      emitter: emitterOf(found),
      scenario_id: scenarioId,
    };
  };
}

/** The innermost object that holds the run's id. */
function holderOf(value: unknown, scenarioId: string, depth: number): JsonObject | undefined {
  if (depth > DEPTH_MAX) return undefined;
  if (typeof value === "string") {
    return value.includes(scenarioId) && value.includes("{")
      ? holderOf(parsed(value.slice(value.indexOf("{"))), scenarioId, depth + 1)
      : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value) && (value as JsonObject).scenario_id === scenarioId) {
    return value as JsonObject;
  }
  for (const inner of Object.values(value)) {
    const found = holderOf(inner, scenarioId, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A line may have a head, as of syslog, before its JSON. */
function parsed(text: string): unknown {
  const start = text.startsWith("{") || text.startsWith("[") ? 0 : text.indexOf("{");
  if (start < 0) return undefined;
  try {
    return parseExact(text.slice(start));
  } catch {
    return undefined;
  }
}

function first(record: JsonObject, names: readonly string[]): unknown {
  const name = names.find((each) => record[each] !== undefined && record[each] !== null);
  return name === undefined ? undefined : record[name];
}

/** The same instant as RFC 3339 in UTC, to the millisecond; a text that says no time as it is. */
function utcOf(text: string): string {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? text : new Date(ms).toISOString();
}
