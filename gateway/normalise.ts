/**
 * What the fields of an untrusted record are to a stored one: the contract's names, a UTC timestamp,
 * one of four levels, a text message. What the sender called otherwise is kept: nothing is dropped.
 *
 * | stored | read from, first present wins | when absent | when unreadable |
 * |---|---|---|---|
 * | `ts` | `ts timestamp time @timestamp`, other names (below) | time of receipt, `missing_ts` | the same, and `ts_raw` |
 * | `level` | `level lvl severity log.level` | `INFO`, `missing_level` | the same, and `level_raw` |
 * | `msg` | `message msg log text raw body` | empty | JSON text of what is not a string |
 *
 * A field whose name the gateway owns (`emitter`, `pii`, …) is kept as `<name>_raw`.
 */
import { type Level, MARK_FIELD } from "../contract/mod.ts";

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
  /** Characters that stand for what was no text: U+FFFD. */
  replaced: number;
  readonly levels: Record<Level, number>;
}

export function createNormaliseCounts(): NormaliseCounts {
  return {
    missing_ts: 0,
    missing_level: 0,
    unreadable_ts: 0,
    unreadable_level: 0,
    replaced: 0,
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

export type NamedRole = "ts" | "level" | "msg";

/** The names of each role, in the order in which they are asked. */
const NAMES: Readonly<Record<NamedRole, readonly string[]>> = {
  ts: ["ts", "timestamp", "time", "@timestamp"],
  level: ["level", "lvl", "severity", "log.level"],
  msg: ["message", "msg", "log", "text", "raw", "body"],
};

interface RoleOfName {
  readonly role: NamedRole;
  /** Of several that are given, the field of the lowest rank has the role. */
  readonly rank: number;
}

/**
 * Names that loggers give them otherwise, compared without case, `@`, `_`, `-` and `.`: each is
 * asked after those above. `@t`, `@l`, `@m`, `@mt`: Serilog. `PRIORITY`, `MESSAGE`: journald.
 */
const OTHER_NAMES: Readonly<Record<NamedRole, readonly string[]>> = {
  ts: [
    ...["timestamp", "ts", "time", "@t", "datetime", "asctime", "eventtime", "logtime"],
    ...["realtimetimestamp", "sourcerealtimetimestamp", "timeunixnano", "timegenerated"],
  ],
  level: [
    ...["level", "lvl", "severity", "loglevel", "levelname", "severitytext", "@l", "PRIORITY"],
    "severitynumber",
  ],
  msg: ["message", "msg", "@m", "@mt", "renderedmessage", "shortmessage", "textpayload", "body"],
};

/** Names so short or so common that only this spelling says what they are. */
const EXACT: ReadonlySet<string> = new Set(["@t", "@l", "@m", "@mt", "PRIORITY"]);
const STYLE = /[@_.-]/g;

const OTHER_ROLES: ReadonlyMap<string, RoleOfName> = new Map(
  (Object.keys(OTHER_NAMES) as NamedRole[]).flatMap((role) =>
    OTHER_NAMES[role].map((name, i) => [name, { role, rank: NAMES[role].length + i }] as const)
  ),
);

/** Longer names are none of these. */
const NAME_CHARS_MAX = 32;

function otherRoleOf(name: string): RoleOfName | undefined {
  if (name.length > NAME_CHARS_MAX || name.length < 2) return undefined;
  if (EXACT.has(name)) return OTHER_ROLES.get(name);
  return OTHER_ROLES.get(name.toLowerCase().replaceAll(STYLE, ""));
}

/** Where loggers put them deeper in a record; asked where nothing at the top says it. */
const PATHS: ReadonlyMap<string, NamedRole> = new Map([
  ["log.level", "level"], // ECS
  ["level.name", "level"],
  ["record.level.name", "level"], // loguru
  ["jsonPayload.level", "level"],
  ["jsonPayload.severity", "level"],
  ["t.$date", "ts"], // MongoDB
  ["record.time.timestamp", "ts"],
  ["jsonPayload.message", "msg"], // Google Cloud
  ["jsonPayload.msg", "msg"],
  ["record.message", "msg"],
  ["protoPayload.methodName", "msg"],
]);
const PATH_STEPS_MAX = 3;

/** What the field at the end of the path is read as, if nothing at the top is. */
export function nestedRoleOf(path: readonly string[]): NamedRole | undefined {
  return path.length > PATH_STEPS_MAX ? undefined : PATHS.get(path.join("."));
}

/** The level of MongoDB, and the message of structlog: what they are, the rest of the record says. */
export function isHint(name: string): boolean {
  return name === "s" || name === "event";
}

const ROLES: ReadonlyMap<string, RoleOfName> = new Map(
  (Object.keys(NAMES) as NamedRole[]).flatMap((role) =>
    NAMES[role].map((name, rank) => [name, { role, rank }] as const)
  ),
);

/** What a field of that name at the top of a record is read as. */
export function roleOf(name: string): RoleOfName | undefined {
  return ROLES.get(name) ?? otherRoleOf(name);
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
    case MARK_FIELD:
      return true;
    default:
      return false;
  }
}
