/**
 * Is a stored record what was sent as a line of text? A store may keep the line whole, as `msg`, or
 * take its head apart. So the line must end with the stored message, and each word before that must
 * stand in a field of its own, in the order of the line:
 *
 * ```
 * <38>1 2026-05-01T10:00:00Z web-01 sshd 812 - [logops@32473 seq="7"] Accepted password for …
 * facility, ts               host   app  pid   structured_data         msg
 * ```
 *
 * Punctuation between fields is free. The time is held against `ts`, `<38>` against `facility`.
 */
import { MARK_FIELD } from "../../contract/mod.ts";
import type { EmittedRecord, PlantedPii } from "../../emitters/mod.ts";
import { hideableSpans } from "./hideable.ts";
import {
  describeDifference,
  differenceAt,
  type Parting,
  partingOf,
  plainWordAt,
  type SentText,
  sentText,
  textDifference,
} from "./masked_text.ts";
import { sameTime } from "./same_time.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Not of the line, or compared by rules of their own. */
const APART: ReadonlySet<string> = new Set([
  ...["ts", "level", "msg", "facility", "emitter", "scenario_id", "tenant_id", "pii", "pii_index"],
  MARK_FIELD,
]);
/** Facilities by their number (RFC 5424, table 1), as `syslog.conf` files name them. */
const FACILITIES: readonly string[] = [
  ...["kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news"],
  ...["uucp", "cron", "authpriv", "ftp", "ntp", "audit", "alert", "clock"],
  ...["local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"],
];
const SEVERITIES = 8;

const PRIORITY = /^<(\d{1,3})>(?:1 )?/;
const BLANK_OR_SIGN = /[^\p{L}\p{N}]*/uy;
const TIME = new RegExp(
  String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?(?![\w:])|` +
    String.raw`[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d(?![\w:])`,
  "y",
);
const LEVEL_WORD = new RegExp(
  '(?:level="?)?(?:debug|trace|verbose|info|information|notice|warn|warning|error|err|severe|fatal|critical|' +
    "crit|alert|emerg|emergency|panic)(?![\\p{L}\\p{N}])",
  "iuy",
);
/** Characters behind which a message may begin. */
const BEFORE_MESSAGE = /[\s:>\]\ufeff]/;
const HAS_MARK = /\*|(?<![\p{L}\p{N}])x(?![\p{L}\p{N}])|[<[{(]\p{L}[\p{L}_ -]{2,}[>\]})]/u;
/** Levels of nesting of a stored record that are looked into. */
const DEPTH_MAX = 64;
/** Ends that are tried for a masked field. */
const FIELD_ENDS_MAX = 256;
/**
 * Comparisons of masked fields with pieces of one line. A store that answers with hundreds of fields
 * full of brackets gets no more: what could not be compared within them is no proof of harm undone.
 */
const TRIES_MAX = 20_000;
const TOO_MANY = "line: too many masked fields are stored to compare them with the line";

/** What is left of the tries for one line. */
interface Work {
  tries: number;
}

/**
 * What differs, for a person; `undefined` for nothing. `inAnyOrder`: the store has its fields by
 * name, and those of objects as `name.inner`.
 */
export function lineDifference(
  { text, planted }: EmittedRecord,
  stored: Fields,
  inAnyOrder = false,
): string | undefined {
  const { msg } = stored;
  if (typeof msg !== "string") return "msg: not stored as a text";
  const work: Work = { tries: TRIES_MAX };
  const head = { stored, planted, work, inAnyOrder };
  let ofHead: string | undefined;
  let nearest: { readonly sent: SentText; readonly parting: Parting } | undefined;
  for (const sent of sentText(text, planted)) {
    nearest = undefined;
    let equalMost = -1;
    for (const start of messageStarts(sent, msg)) {
      const parting = partingOf(sent, start, msg);
      if (parting === undefined) {
        const found = headDifference(text.slice(0, start), head);
        if (found === undefined) return undefined;
        if (work.tries <= 0) return TOO_MANY;
        ofHead ??= found;
      } else if (parting.at - start > equalMost) {
        equalMost = parting.at - start;
        nearest = { sent, parting };
      }
    }
  }
  if (ofHead !== undefined || nearest === undefined) return ofHead;
  return describeDifference("msg", differenceAt(nearest.sent, nearest.parting, msg, planted));
}

/** Offsets at which the stored message may begin in the line. */
function* messageStarts({ text, spans }: SentText, msg: string): Generator<number> {
  yield 0;
  const first = msg.charCodeAt(0);
  let span = 0;
  for (let at = 1; at < text.length; at++) {
    if (!BEFORE_MESSAGE.test(text[at - 1]!)) continue;
    while (span < spans.length && spans[span]!.end <= at) span++;
    const isHideable = span < spans.length && spans[span]!.start <= at;
    if (isHideable || text.charCodeAt(at) === first) yield at;
  }
  if (msg === "") yield text.length;
}

interface Head extends Matching {
  readonly stored: Fields;
  readonly inAnyOrder: boolean;
}

/** Holds each word before the message against the fields. */
function headDifference(
  head: string,
  { stored, planted, work, inAnyOrder }: Head,
): string | undefined {
  const priority = PRIORITY.exec(head);
  const facility = FACILITIES[Math.floor(Number(priority?.[1] ?? 0) / SEVERITIES)];
  const isKnown = FACILITIES.includes(String(stored.facility));
  if (priority !== null && isKnown && stored.facility !== facility) {
    return `facility: sent ${facility}, stored ${stored.facility}`;
  }
  const texts = inAnyOrder ? [...fieldTexts(stored), ...innerNames(stored)] : fieldTexts(stored);
  const fields = texts.map(withoutSigns).filter((text) => text !== "");
  // `logops` must not stand for the beginning of `logops@32473`.
  if (inAnyOrder) fields.sort((a, b) => b.length - a.length);
  // Structured data writes `\"` for a quote.
  const text = head.replace(/\\(["\\\]])/g, "$1");
  let next = 0;
  let at = afterSigns(text, priority?.[0].length ?? 0);
  while (at < text.length) {
    // A time first: a field may be 2026, too.
    const time = matchAt(TIME, text, at);
    const isTime = time !== "" && sameTime(time, stored.ts);
    const [index, end] = isTime ? [-1, -1] : fieldAt(text, at, fields, next, { planted, work });
    if (end > at) {
      next = inAnyOrder ? 0 : index + 1;
      at = afterSigns(text, end);
      continue;
    }
    if (time !== "" && !isTime) return `ts: sent ${time}, stored another time`;
    const known = isTime ? time : matchAt(LEVEL_WORD, text, at);
    if (known === "") {
      const sent = plainWordAt(text, hideableSpans(text, planted), at);
      return describeDifference("line", { at, ...(sent === undefined ? {} : { sent }) });
    }
    at = afterSigns(text, at + known.length);
  }
  return undefined;
}

/** Values in the order of the record; under a field's name, names too. */
function fieldTexts(stored: Fields): string[] {
  return Object.entries(stored).flatMap(([key, value]) => APART.has(key) ? [] : leaves(value, 0));
}

/** `structured_data.logops@32473.seq` → `logops@32473`, `seq`. */
function innerNames(stored: Fields): string[] {
  return Object.keys(stored).flatMap((key) => key.split(".").slice(1));
}

function leaves(value: unknown, depth: number): string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  if (depth === DEPTH_MAX) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    (Array.isArray(inner) ? inner : [inner]).flatMap((one) => [key, ...leaves(one, depth + 1)])
  );
}

interface Matching {
  readonly planted: readonly PlantedPii[];
  readonly work: Work;
}

/** Which of the fields from `next` on stands at `at`, and where it ends there; -1 for none. */
function fieldAt(
  text: string,
  at: number,
  fields: readonly string[],
  next: number,
  matching: Matching,
): readonly [index: number, end: number] {
  for (let i = next; i < fields.length && matching.work.tries > 0; i++) {
    const end = endOfField(text, at, fields[i]!, matching);
    if (end !== -1) return [i, end];
  }
  return [-1, -1];
}

function endOfField(
  text: string,
  at: number,
  field: string,
  { planted, work }: Matching,
): number {
  const end = at + field.length;
  if (text.startsWith(field, at) && !isWithinWord(text, end)) return end;
  if (!HAS_MARK.test(field)) return -1;
  // The longest: `83.11.x.x` is a mask of the first three groups of an address, too.
  let longest = -1;
  let tries = 0;
  for (let to = at + 1; to <= text.length && tries < FIELD_ENDS_MAX; to++) {
    if (isWithinWord(text, to)) continue;
    tries++;
    if (--work.tries <= 0) break;
    if (textDifference(text.slice(at, to), field, planted) === undefined) longest = to;
    else if (longest !== -1) break;
  }
  return longest;
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

function isWithinWord(text: string, at: number): boolean {
  return at < text.length && at > 0 && LETTER_OR_DIGIT.test(text[at]!) &&
    LETTER_OR_DIGIT.test(text[at - 1]!);
}

function withoutSigns(text: string): string {
  return text.replace(/^[^\p{L}\p{N}*]+/u, "");
}

function afterSigns(text: string, at: number): number {
  return at + matchAt(BLANK_OR_SIGN, text, at).length;
}

function matchAt(sticky: RegExp, text: string, at: number): string {
  const pattern = new RegExp(sticky);
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}
