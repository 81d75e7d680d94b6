/**
 * Untrusted record → LogRecord: the contract's names, a UTC timestamp, one of four levels, a text
 * message. What the sender called otherwise is kept: nothing of a record is dropped here.
 *
 * | stored | read from, first present wins | when absent | when unreadable |
 * |---|---|---|---|
 * | `ts` | `ts timestamp time @timestamp` | time of receipt, `missing_ts` | the same, and `ts_raw` |
 * | `level` | `level lvl severity log.level` | `INFO`, `missing_level` | the same, and `level_raw` |
 * | `msg` | `message msg log text raw body` | empty | JSON text of what is not a string |
 *
 * A field whose name the gateway owns (`emitter`, `pii`, …) is kept as `<name>_raw`.
 */
import type { Level, LogRecord } from "../contract/mod.ts";
import { readLevel } from "./level.ts";
import { readTimestamp } from "./timestamp.ts";

/** Levels of nesting that a record may have. Deeper ones are refused. */
export const RECORD_DEPTH_MAX = 64;

/** What is the same for all records of a batch. */
export interface Origin {
  readonly emitter: string;
  readonly scenarioId?: string | undefined;
  readonly tenantId?: string | undefined;
  /** Time of receipt, canonical. */
  readonly receivedTs: string;
}

/** What was found in a batch; one object, added to by each record. */
export interface NormaliseCounts {
  missing_ts: number;
  missing_level: number;
  unreadable_ts: number;
  unreadable_level: number;
  readonly levels: Record<Level, number>;
}

export function createNormaliseCounts(): NormaliseCounts {
  return {
    missing_ts: 0,
    missing_level: 0,
    unreadable_ts: 0,
    unreadable_level: 0,
    levels: { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0 },
  };
}

/** The names are written out because the compiler is quicker with names that it knows. */
export function countLevel(levels: NormaliseCounts["levels"], level: Level): void {
  switch (level) {
    case "DEBUG":
      levels.DEBUG++;
      break;
    case "INFO":
      levels.INFO++;
      break;
    case "WARN":
      levels.WARN++;
      break;
    case "ERROR":
      levels.ERROR++;
  }
}

export type RawRecord = Readonly<Record<string, unknown>>;

/** Whether `value` can be a record: an object, not nested deeper than `RECORD_DEPTH_MAX`. */
export function isRecord(value: unknown): value is RawRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    isWithinDepth(value as RawRecord, RECORD_DEPTH_MAX);
}

/** The stored form of `raw`, not yet masked. Adds to `counts`. */
export function normalise(raw: RawRecord, origin: Origin, counts: NormaliseCounts): LogRecord {
  const tsKey = timestampKey(raw);
  const levelKey = levelKeyOf(raw);
  const msgKey = messageKey(raw);
  const ts = tsKey === undefined ? undefined : readTimestamp(raw[tsKey]);
  const level = readLevel(levelKey === undefined ? nestedLevel(raw) : raw[levelKey]);

  const record: LogRecord = {
    ts: ts ?? origin.receivedTs,
    level: level ?? "INFO",
    msg: msgKey === undefined ? "" : messageText(raw[msgKey]),
    emitter: origin.emitter,
  };
  const scenarioId = origin.scenarioId ?? ownScenarioId(raw);
  if (scenarioId !== undefined) record.scenario_id = scenarioId;
  if (origin.tenantId !== undefined) record.tenant_id = origin.tenantId;

  for (const key in raw) {
    if (key === tsKey || key === levelKey || key === msgKey) continue;
    const value = raw[key];
    if (!isOwnedName(key)) setField(record, key, value);
    else if (isPresent(value) && record[key] !== value) {
      setField(record, freeName(`${key}_raw`, raw), value);
    }
  }
  if (ts === undefined) noteTimestamp(record, raw, tsKey, counts);
  if (level === undefined) noteLevel(record, raw, levelKey, counts);
  countLevel(counts.levels, record.level);
  return record;
}

function timestampKey(raw: RawRecord): string | undefined {
  if (isPresent(raw.ts)) return "ts";
  if (isPresent(raw.timestamp)) return "timestamp";
  if (isPresent(raw.time)) return "time";
  return isPresent(raw["@timestamp"]) ? "@timestamp" : undefined;
}

function levelKeyOf(raw: RawRecord): string | undefined {
  if (isPresent(raw.level)) return "level";
  if (isPresent(raw.lvl)) return "lvl";
  if (isPresent(raw.severity)) return "severity";
  return isPresent(raw["log.level"]) ? "log.level" : undefined;
}

function messageKey(raw: RawRecord): string | undefined {
  if (isGiven(raw.message)) return "message";
  if (isGiven(raw.msg)) return "msg";
  if (isGiven(raw.log)) return "log";
  if (isGiven(raw.text)) return "text";
  if (isGiven(raw.raw)) return "raw";
  return isGiven(raw.body) ? "body" : undefined;
}

/** What a field of that name is read as, where it is the only one of its kind and a text. */
export function roleOf(name: string): "ts" | "level" | "msg" | undefined {
  switch (name) {
    case "ts":
    case "timestamp":
    case "time":
    case "@timestamp":
      return "ts";
    case "level":
    case "lvl":
    case "severity":
    case "log.level":
      return "level";
    case "message":
    case "msg":
    case "log":
    case "text":
    case "raw":
    case "body":
      return "msg";
    default:
      return undefined;
  }
}

/** ECS writes `{"log": {"level": "info"}}`, which stays where it is. */
function nestedLevel(raw: RawRecord): unknown {
  const { log } = raw;
  return typeof log === "object" && log !== null ? (log as RawRecord).level : undefined;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Empty text is no time and no level, but it is a message. */
function isPresent(value: unknown): boolean {
  return isGiven(value) && value !== "";
}

function messageText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function ownScenarioId(raw: RawRecord): string | undefined {
  const id = raw.scenario_id;
  return typeof id === "string" && id !== "" ? id : undefined;
}

/** Names that are the gateway's own in a stored record. */
export function isOwnedName(key: string): boolean {
  switch (key) {
    case "ts":
    case "level":
    case "msg":
    case "emitter":
    case "scenario_id":
    case "tenant_id":
    case "pii":
    case "pii_index":
      return true;
    default:
      return false;
  }
}

function setField(record: LogRecord, key: string, value: unknown): void {
  if (key !== "__proto__") record[key] = value;
  else {
    Object.defineProperty(record, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
}

/** `name`, made longer until the input has no field of that name. */
function freeName(name: string, raw: RawRecord): string {
  return Object.hasOwn(raw, name) ? freeName(`${name}_raw`, raw) : name;
}

function noteTimestamp(
  record: LogRecord,
  raw: RawRecord,
  key: string | undefined,
  counts: NormaliseCounts,
): void {
  if (key === undefined) counts.missing_ts++;
  else {
    counts.unreadable_ts++;
    record[freeName("ts_raw", raw)] = raw[key];
  }
}

function noteLevel(
  record: LogRecord,
  raw: RawRecord,
  key: string | undefined,
  counts: NormaliseCounts,
): void {
  if (key === undefined) counts.missing_level++;
  else {
    counts.unreadable_level++;
    record[freeName("level_raw", raw)] = raw[key];
  }
}

function isWithinDepth(value: object, levels: number): boolean {
  if (levels === 0) return false;
  for (const key in value) {
    const inner = (value as RawRecord)[key];
    if (typeof inner === "object" && inner !== null && !isWithinDepth(inner, levels - 1)) {
      return false;
    }
  }
  return true;
}
