/**
 * Is a stored record what was sent? The gateway renames fields, normalises times and levels, and
 * masks personal data, so the two differ, and yet a single wrong letter must show.
 *
 * - A record sent as JSON is compared member by member.
 * - Any other is compared by its words: each word of the stored message stands in the line that was
 *   sent, and each word of the line stands in the stored record.
 *
 * Texts are equal if they are the same, or if they are the same but for what masking may change:
 * planted values, the word before each (`Bearer …`), and words that look personal by themselves.
 * What is inside such a place cannot be compared.
 */
import type { EmittedRecord, PlantedPii } from "../emitters/mod.ts";

export type StoredRecord = Readonly<Record<string, unknown>>;

/** Members that the gateway sets or rewrites by rules of its own. */
const TS_KEYS: ReadonlySet<string> = new Set(["ts", "timestamp", "time", "@timestamp"]);
const LEVEL_KEYS: ReadonlySet<string> = new Set(["level", "lvl", "severity", "log.level"]);
const MSG_KEYS = ["message", "msg", "log", "text", "raw", "body"] as const;
const GATEWAY_KEYS: ReadonlySet<string> = new Set(["emitter", "scenario_id", "tenant_id", "pii"]);

/** Digits in a word from which on it may be masked as a number of a person's. */
const PERSONAL_DIGITS_MIN = 7;
const DEPTH_MAX = 100;

/** `record` is one that the gateway stores: whole, or broken so that it repairs it. */
export function matchesSent(record: EmittedRecord, stored: StoredRecord): boolean {
  if (stored.level !== record.level) return false;
  const sent = record.text.startsWith("{") ? parseObject(record.text) : undefined;
  return sent === undefined ? sameWords(record, stored) : sameMembers(sent, stored, record.planted);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sameMembers(
  sent: Readonly<Record<string, unknown>>,
  stored: StoredRecord,
  planted: readonly PlantedPii[],
): boolean {
  const msgKey = MSG_KEYS.find((key) => Object.hasOwn(sent, key));
  if (msgKey !== undefined) {
    const msg = sent[msgKey];
    const text = typeof msg === "string" ? msg : JSON.stringify(msg);
    if (typeof stored.msg !== "string" || !sameText(text, stored.msg, planted)) return false;
  }
  return Object.entries(sent).every(([key, value]) => {
    if (TS_KEYS.has(key)) return sameTime(value, stored.ts);
    if (LEVEL_KEYS.has(key) || GATEWAY_KEYS.has(key) || key === msgKey) return true;
    return sameValue(value, own(stored, key), planted, 0);
  });
}

/** Times that `Date` reads are compared; other spellings are the gateway's to read. */
function sameTime(sent: unknown, stored: unknown): boolean {
  if (typeof sent !== "string" || !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(sent)) return true;
  const sentMs = Date.parse(sent);
  if (Number.isNaN(sentMs)) return true; // 30 February: the gateway takes the time of receipt
  return typeof stored === "string" && sentMs === Date.parse(stored);
}

function sameValue(
  sent: unknown,
  stored: unknown,
  planted: readonly PlantedPii[],
  depth: number,
): boolean {
  if (sent === stored || depth > DEPTH_MAX) return true;
  if (typeof sent === "string") {
    return typeof stored === "string" && sameText(sent, stored, planted);
  }
  if (typeof sent === "number") return typeof stored === "string" && isPersonal(String(sent));
  if (typeof sent !== "object" || sent === null) return false;
  if (typeof stored !== "object" || stored === null) return false;
  const entries = Object.entries(sent);
  if (entries.length !== Object.keys(stored).length) return false;
  return entries.every(([key, value]) => {
    return sameValue(value, own(stored, key), planted, depth + 1);
  });
}

/** Records hold keys such as `__proto__` and `toString`, which every object has anyway. */
function own(record: object, key: string): unknown {
  return Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : undefined;
}

/** Equal, but for what masking may change. */
export function sameText(sent: string, stored: string, planted: readonly PlantedPii[]): boolean {
  if (sent === stored) return true;
  let from = 0;
  for (const word of safeWords(sent, planted)) {
    const at = stored.indexOf(word, from);
    if (at < 0) return false;
    from = at + word.length;
  }
  // A text with nothing to mask in it has no reason to differ.
  return mayBeMasked(sent, planted);
}

/** Marks the place of a planted value. */
const GAP = "\u0000";

function withGaps(text: string, planted: readonly PlantedPii[]): string {
  return planted.reduce((rest, { value }) => rest.replaceAll(value, GAP), text);
}

function mayBeMasked(text: string, planted: readonly PlantedPii[]): boolean {
  return withGaps(text, planted).split(/\s+/).some((word) =>
    word.includes(GAP) || isPersonal(word)
  );
}

/** Words of `text`, in order, that masking has no reason to touch. */
function safeWords(text: string, planted: readonly PlantedPii[]): string[] {
  const words = withGaps(text, planted).split(/\s+/);
  return words.filter((word, i) => {
    if (word === "" || word.includes(GAP) || words[i + 1]?.includes(GAP)) return false;
    return !isPersonal(word);
  });
}

/** Looks like an address, a number of a person's, a key or a credential. */
function isPersonal(word: string): boolean {
  return word.length > 20 || /[@=]|:\/\/|\d\.\d+\.|:[\da-f]*:/i.test(word) ||
    (word.match(/\d/g)?.length ?? 0) >= PERSONAL_DIGITS_MIN;
}

function sameWords({ text, planted }: EmittedRecord, stored: StoredRecord): boolean {
  if (typeof stored.msg !== "string") return false;
  const line = text.replaceAll('""', '"');
  if (!line.includes(stored.msg)) {
    const words = safeWordsOfMasked(stored.msg);
    if (!words.every((word) => line.includes(word))) return false;
  }
  const kept = JSON.stringify(stored);
  return lettersOf(withGaps(line, planted)).every((word) => kept.includes(word));
}

/** Words of a masked text that masking did not write. */
function safeWordsOfMasked(text: string): string[] {
  return text.split(/\s+/).filter((word) => !/\*\*\*|x\.x|x:x/.test(word) && !isPersonal(word));
}

/** Plain words of a line: no months, no levels, which are stored in other words. */
function lettersOf(line: string): string[] {
  return line.split(/\s+/)
    .filter((word) => !word.includes(GAP) && !isPersonal(word))
    .flatMap((word) => word.match(/(?<![\w\\])[A-Za-z]{3,}(?!\w)/g) ?? [])
    .filter((word) => !REWRITTEN.has(word.toLowerCase()));
}

const REWRITTEN: ReadonlySet<string> = new Set([
  ..."jan feb mar apr may jun jul aug sep oct nov dec".split(" "),
  ..."debug trace info notice warn warning error err crit critical alert emerg fatal panic".split(
    " ",
  ),
  ..."bom null".split(" "),
]);
