/**
 * Is a stored record what was sent? The gateway renames fields, normalises times and levels, and
 * masks personal data, so the two differ, and yet a single wrong letter must show.
 *
 * - A record sent as JSON or CSV is compared member by member.
 * - A line of text is compared from its first to its last word (`line_match.ts`).
 *
 * Numbers are compared digit by digit (`exact_json.ts`), and texts may differ by masks alone (`masked_text.ts`). What a store adds is not looked at.
 */
import { MARK_FIELD } from "../../contract/mod.ts";
import type { EmittedRecord, PlantedPii } from "../../emitters/mod.ts";
import { NumberText, parseExact } from "./exact_json.ts";
import { asTexts } from "./flat_texts.ts";
import { isPersonalWord, isSecretName } from "./hideable.ts";
import { lineDifference } from "./line_match.ts";
import { describeDifference, isMaskOf, textDifference } from "./masked_text.ts";
import { sameTime } from "./same_time.ts";
import { csvMembers, type Wire } from "./wire.ts";

export type StoredRecord = Readonly<Record<string, unknown>>;

/** Members that the gateway rewrites: of each kind the first that is there. */
const TS_KEYS = ["ts", "timestamp", "time", "@timestamp"];
const LEVEL_KEYS = ["level", "lvl", "severity", "log.level"];
const MSG_KEYS = ["message", "msg", "log", "text", "raw", "body"];
/** Names that are the gateway's own: a sender's member of that name is stored as `<name>_raw`. */
const GATEWAY_KEYS: ReadonlySet<string> = new Set([
  ...["ts", "level", "msg", "emitter", "scenario_id", "tenant_id", "pii", "pii_index"],
  MARK_FIELD,
]);

const DEPTH_MAX = 100;
const SHOWN_CHARS_MAX = 24;
/** Stored names that are held against a name that is missing, which masking may have changed. */
const MASKED_NAMES_MAX = 256;

type Members = Readonly<Record<string, unknown>>;

/**
 * What differs, for a person, without anything that could be personal: `level: sent ERROR, stored
 * INFO`. `record` is one that the gateway stores: whole, or broken so that it repairs it. With
 * `keepsTexts` the store has texts alone, and `stored` is as `asTexts` makes it.
 */
export function contentDifference(
  record: EmittedRecord,
  stored: StoredRecord,
  wire: Wire,
  keepsTexts = false,
): string | undefined {
  if (stored.level !== record.level) {
    return `level: sent ${record.level}, stored ${shown(stored.level)}`;
  }
  const { text, planted } = record;
  if (wire.format === "csv") {
    return membersDifference(csvMembers(text, wire.columns), stored, planted);
  }
  const parsed = text.startsWith("{") ? parseObject(text) : undefined;
  const members = parsed !== undefined && keepsTexts ? asTexts(parsed) : parsed;
  const asMembers = members === undefined
    ? undefined
    : () => membersDifference(members, stored, planted);
  if (wire.format === "json" && asMembers !== undefined) return asMembers();
  const asLine = lineDifference(record, stored, keepsTexts);
  // A store may read JSON out of lines, or keep them as they are.
  return asLine === undefined || asMembers === undefined || asMembers() !== undefined
    ? asLine
    : undefined;
}

function parseObject(text: string): Members | undefined {
  try {
    return parseExact(text) as Members;
  } catch {
    return undefined;
  }
}

function membersDifference(
  sent: Members,
  stored: StoredRecord,
  planted: readonly PlantedPii[],
): string | undefined {
  const tsKey = TS_KEYS.find((key) => isPresent(own(sent, key)));
  const levelKey = LEVEL_KEYS.find((key) => isPresent(own(sent, key)));
  const msgKey = MSG_KEYS.find((key) => isGiven(own(sent, key)));
  for (const [key, value] of Object.entries(sent)) {
    if (key === levelKey) continue;
    const found = key === tsKey
      ? timeDifference(value, stored)
      : key === msgKey
      ? valueDifference(messageOf(value), stored.msg, { name: "msg", planted })
      : GATEWAY_KEYS.has(key)
      ? ownedDifference(key, value, stored, planted)
      : valueDifference(value, member(stored, key, planted), placeOf(key, sent, planted));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** An empty text is no time and no level, but it is a message. */
function isPresent(value: unknown): boolean {
  return isGiven(value) && value !== "";
}

function messageOf(value: unknown): string {
  if (typeof value === "string") return value;
  return JSON.stringify(
    value,
    (_, inner) => typeof inner === "string" ? inner.toWellFormed() : inner,
  );
}

function timeDifference(value: unknown, stored: StoredRecord): string | undefined {
  return sameTime(value, stored.ts) ? undefined : `ts: sent ${shown(value)}, stored another time`;
}

/** A member of a name that the gateway owns; what says nothing, or the same, may be left out. */
function ownedDifference(
  key: string,
  value: unknown,
  stored: StoredRecord,
  planted: readonly PlantedPii[],
): string | undefined {
  if (!isPresent(value) || own(stored, key) === value) return undefined;
  const names = [`${key}_raw`, `${key}_raw_raw`, key];
  const differences = names.map((name) =>
    valueDifference(value, own(stored, name), { name, planted })
  );
  return differences.includes(undefined) ? undefined : differences[0];
}

/** Where a value stands. */
interface Place {
  /** As shown to a person. */
  readonly name: string;
  readonly planted: readonly PlantedPii[];
  /** Under a secret's name all may be hidden. */
  readonly isSecret?: boolean;
  readonly depth?: number;
}

function placeOf(key: string, holder: Members, planted: readonly PlantedPii[], up?: Place): Place {
  const pair = key === "value" ? own(holder, "name") ?? own(holder, "key") : undefined;
  const isSecret = up?.isSecret === true || isSecretName(key) ||
    (typeof pair === "string" && isSecretName(pair));
  const name = up === undefined ? shownName(key) : `${up.name}.${shownName(key)}`;
  return { name, planted, isSecret, depth: (up?.depth ?? 0) + 1 };
}

function valueDifference(sent: unknown, stored: unknown, place: Place): string | undefined {
  const { name, planted, isSecret = false, depth = 0 } = place;
  if (sent === stored || depth > DEPTH_MAX) return undefined;
  if (stored === undefined) return `${name}: not stored`;
  const other = `${name}: sent ${shown(sent)}, stored ${shown(stored)}`;
  if (typeof sent === "string" && typeof stored === "string") {
    if (isSecret && isMaskOf(stored, sent)) return undefined;
    const found = textDifference(sent, stored, planted);
    return found === undefined ? undefined : describeDifference(name, found);
  }
  if (sent instanceof NumberText && stored instanceof NumberText) {
    return sent.text === stored.text ? undefined : other;
  }
  const isNumber = typeof sent === "number" || sent instanceof NumberText;
  if (isNumber && typeof stored === "string") {
    const mayHide = isSecret || isPersonalWord(String(sent));
    return mayHide && isMaskOf(stored, String(sent)) ? undefined : other;
  }
  if (isNumber || stored instanceof NumberText) return other;
  if (typeof sent !== "object" || sent === null) return other;
  if (typeof stored !== "object" || stored === null) return other;
  if (Array.isArray(sent) !== Array.isArray(stored)) return other;
  const entries = Object.entries(sent);
  const count = Object.keys(stored).length;
  if (entries.length !== count) {
    return `${name}: sent ${entries.length} values, stored ${count}`;
  }
  for (const [key, value] of entries) {
    const inner = Array.isArray(sent) ? stored[Number(key) as keyof object] : undefined;
    const found = valueDifference(
      value,
      Array.isArray(sent) ? inner : member(stored, key, planted),
      placeOf(key, sent as Members, planted, place),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * The member of that name, or of that name masked. Of a name that was sent several times the last
 * counts, as JSON is mostly read; the gateway keeps each, as `name`, `name#2` and so on.
 */
function member(record: object, key: string, planted: readonly PlantedPii[]): unknown {
  if (Object.hasOwn(record, key)) {
    let name = key;
    for (let n = 2; Object.hasOwn(record, `${key}#${n}`); n++) name = `${key}#${n}`;
    return own(record, name);
  }
  const masked = Object.keys(record).slice(0, MASKED_NAMES_MAX).find((name) =>
    textDifference(key, name, planted) === undefined
  );
  return masked === undefined ? undefined : own(record, masked);
}

/** Records hold keys such as `__proto__` and `toString`, which every object has anyway. */
function own(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : undefined;
}

/** A value that cannot be personal, as it is; of any other, what kind it is. */
function shown(value: unknown): string {
  if (value instanceof NumberText) return "a number of other digits";
  if (value === undefined) return "nothing";
  if (typeof value === "object" && value !== null) {
    return Array.isArray(value) ? "a list" : "an object";
  }
  const text = String(value);
  if (typeof value === "string") return isPlainName(text) ? text : "a text";
  return text.length > SHOWN_CHARS_MAX || isPersonalWord(text) ? `a ${typeof value}` : text;
}

function shownName(key: string): string {
  return isPlainName(key) ? key : "…";
}

function isPlainName(text: string): boolean {
  return text.length <= SHOWN_CHARS_MAX && /^[\w.@-]+$/.test(text) && !isPersonalWord(text);
}
