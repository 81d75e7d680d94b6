/**
 * The scan of `scan.ts` for strings that still stand in their source: one loop over the characters
 * finds where the string ends, what kind of string it is, and where detectors have to be asked.
 *
 * ```
 * "msg":"login by john@example.com from 83.11.23.45","seq":7
 *        ^ start       ^ asked             ^ asked  ^ end
 * ```
 *
 * Most strings need no more than that. One in which a detector cannot tell from the characters at
 * hand is looked at as text (`find`); what its traits call `text` is for `scan.ts`. All give the same
 * masks.
 */
import {
  type Cut,
  type Detector,
  detectors,
  GLANCE,
  type Glance,
  type Hidden,
  isDigit,
  type PiiKind,
} from "./detectors/mod.ts";
import { createFindings } from "./findings.ts";
import {
  askedFor,
  compileTriggers,
  detectorsOf,
  digitsEnd,
  enabledOf,
  nextHit,
  OUTSIDE_INDEX,
  runBits,
  SPECIAL,
} from "./trigger_table.ts";

/** What is in a string: a sum of these; 0 is plain text with nothing to ask about. */
export const TRAIT = {
  /** Detectors have to be asked. */
  candidates: 1,
  /** Has to be scanned as text. */
  text: 2,
  /** A backslash of JSON: what the string says is not what stands there. */
  escaped: 4,
  /** No JSON: a control character, an escape that is none, or no end. */
  broken: 8,
  /** Something that has to be escaped to stand in JSON, and does not stand there yet. */
  unescaped: 16,
} as const;

/** How a string stands in its source: as in JSON, or each character for itself. */
export type StringForm = "json" | "text";

/** What is to be replaced in the string read last: offsets from its start, in order. */
export interface Cuts {
  readonly count: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly masks: readonly string[];
  readonly kinds: readonly Hidden[];
}

export interface StringScan {
  /** Where the quote stands that ends the string of JSON read last. */
  readonly end: number;
  /** What was found by `read` where the traits have no `candidates`, else by `find`. */
  readonly cuts: Cuts;
  /** Reads the string of JSON whose first character is at `start`; gives its traits. */
  read(codes: Uint8Array, start: number): number;
  /** Reads the text `codes[start, end)`; a character stands before it, and one at `end`. */
  readBetween(codes: Uint8Array, start: number, end: number): number;
  /**
   * Finds what is to be masked in `text`, which is the string just read, where its traits have
   * `candidates`; false where it has to be scanned as text.
   */
  find(text: string): boolean;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const LOWER_X = 0x78;
const CANDIDATES_MAX = 64;
/** How far detectors look back at a glance, but for the one that stops at all that is not plain. */
const LOOK_BACK_CHARS = 3;

/** What the character behind a backslash of JSON stands for; 0 for `u` and what is no escape. */
const ESCAPED = escapedTable();

export function createStringScan(
  kinds: readonly PiiKind[],
  form: StringForm,
  /** Whether findings are told of as a whole. */
  isExact = false,
): StringScan {
  const isJson = form === "json";
  const table = compileTriggers(detectors, {
    isSpecial: (code) => code < SPACE || code === QUOTE || code === BACKSLASH || code === PERCENT,
    isEnd: (code) => isJson && code === QUOTE,
    isEscape: (code) => isJson && code === BACKSLASH,
  });
  const { on, first, before, beforeEscaped, after, onRuns } = table;
  const asked = askedFor(kinds, detectors, table);
  const enabled = enabledOf(asked);
  const findings = createFindings(detectors, asked);
  const places = new Int32Array(CANDIDATES_MAX);
  const triggers = new Int32Array(CANDIDATES_MAX);
  const isUnsure = new Uint8Array(CANDIDATES_MAX);
  const starts: number[] = [];
  const ends: number[] = [];
  const masks: string[] = [];
  const kindsFound: Hidden[] = [];
  const cuts = { count: 0, starts, ends, masks, kinds: kindsFound };
  const cut: Cut = { start: 0, end: 0, mask: "" };
  const scan = { end: 0, cuts, read, readBetween, find };
  let placesCount = 0;
  let traits = 0;
  let plain: Detector | undefined;
  /** Whether a `%` has been met. */
  let hasEscapes = false;
  /** Where the last escape ended: of the characters of one a glance knows nothing. */
  let escapeEnd = 0;

  function begin(): void {
    placesCount = traits = cuts.count = 0;
    hasEscapes = false;
    escapeEnd = -LOOK_BACK_CHARS;
  }

  function read(codes: Uint8Array, start: number): number {
    begin();
    const last = codes.length - 1;
    let from = start;
    // What stands before `from`, and the table that says what that is good for.
    let known = first;
    let code = OUTSIDE_INDEX;
    let i = nextHit(table, known, code, codes, from, last);
    // Most strings have nothing in them to look at.
    if (codes[i] === QUOTE) {
      scan.end = i;
      return 0;
    }
    for (; i < last; i = nextHit(table, known, code, codes, from, last)) {
      const special = codes[i]!;
      const bits = on[special]!;
      if (bits < 0) {
        if (special === QUOTE) break;
        if (special === BACKSLASH) {
          const escaped = ESCAPED[codes[i + 1]!]!;
          traits |= TRAIT.escaped;
          known = escaped === 0 ? before : beforeEscaped;
          code = escaped === 0 ? OUTSIDE_INDEX : escaped;
          from = escapeEnd = escaped === 0 ? unicodeEnd(codes, i) : i + 2;
          continue;
        }
        if (special !== PERCENT) traits |= TRAIT.broken;
      }
      from = noteAt(codes, start, i, i === from ? known : before, i === from ? code : -1) + 1;
      known = before;
      if (special === PERCENT) {
        from = pastPercent(codes, i);
        known = first;
      }
      code = codes[from - 1]!;
    }
    scan.end = i;
    if (i >= last) traits |= TRAIT.broken;
    return traits;
  }

  /** Behind `\u` and four digits, which may stand for a character that is looked for. */
  function unicodeEnd(codes: Uint8Array, at: number): number {
    const isUnicode = codes[at + 1] === LOWER_U && isHex(codes[at + 2]!) && isHex(codes[at + 3]!) &&
      isHex(codes[at + 4]!) && isHex(codes[at + 5]!);
    if (!isUnicode) {
      traits |= TRAIT.broken;
      return at + 1;
    }
    if (codes[at + 2] === 0x30 && codes[at + 3] === 0x30 && codes[at + 4]! < 0x38) {
      traits |= TRAIT.text;
    }
    return at + 6;
  }

  function readBetween(codes: Uint8Array, start: number, end: number): number {
    begin();
    const codeAtEnd = codes[end]!;
    codes[end] = OUTSIDE_INDEX;
    let from = start;
    let known = first;
    let code = OUTSIDE_INDEX;
    let i = nextHit(table, known, code, codes, from, end);
    for (; i < end; i = nextHit(table, known, code, codes, from, end)) {
      const special = codes[i]!;
      if (on[special]! < 0) {
        if (special !== PERCENT) traits |= TRAIT.unescaped;
        if (special === BACKSLASH) {
          escapeEnd = i + 2;
          const next = codes[i + 1];
          if (next === LOWER_X || next === LOWER_U) traits |= TRAIT.text;
        }
      }
      from = noteAt(codes, start, i, i === from ? known : before, i === from ? code : -1) + 1;
      known = before;
      if (special === PERCENT) {
        from = pastPercent(codes, i);
        known = first;
      }
      code = codes[from - 1]!;
    }
    codes[end] = codeAtEnd;
    return traits;
  }

  /** Behind the `%` at `at`, and behind its digits where it is an escape. */
  function pastPercent(codes: Uint8Array, at: number): number {
    hasEscapes = true;
    const high = codes[at + 1]!;
    if (!isHex(high) || !isHex(codes[at + 2]!)) return at + 1;
    const isAfterEscape = at - escapeEnd < LOOK_BACK_CHARS;
    escapeEnd = at + 3;
    // A later byte of a UTF-8 character follows another escape.
    const isLater = high === 0x38 || high === 0x39 || (high | SPACE) === 0x61 ||
      (high | SPACE) === 0x62;
    if (!isLater) return at + 3;
    if (isAfterEscape && isJson) traits |= TRAIT.text;
    return codes[at - 3] !== PERCENT ? at + 1 : at + 3;
  }

  /** Gives the place to go on from. What stands before `at` is `code` in `known`; -1: what is there. */
  function noteAt(
    codes: Uint8Array,
    start: number,
    at: number,
    known: Int32Array,
    code: number,
  ): number {
    let bits = on[codes[at]!]! & enabled & known[code === -1 ? codes[at - 1]! : code]! &
      after[codes[at + 1]!]! & ~SPECIAL;
    if ((bits & onRuns) !== 0) {
      const end = digitsEnd(codes, at);
      bits &= runBits(table, end - at, codes[end]!);
    }
    if (bits === 0) return at;
    const glance = at - escapeEnd < LOOK_BACK_CHARS
      ? GLANCE.unsure
      : glanceAt(codes, at, start, bits);
    if (glance === GLANCE.nothing) return at;
    if (placesCount === CANDIDATES_MAX) {
      traits |= TRAIT.text;
      return at;
    }
    places[placesCount] = at - start;
    triggers[placesCount] = bits;
    isUnsure[placesCount++] = glance === GLANCE.unsure ? 1 : 0;
    if (glance === GLANCE.unsure) {
      traits |= TRAIT.candidates;
      return at;
    }
    add(cut.start - start, cut.end - start, cut.mask, plain!.kind);
    // What was unsure before could reach over this.
    return (traits & (TRAIT.candidates | TRAIT.text)) === 0 && cut.end > at ? cut.end - 1 : at;
  }

  /** What all who are asked say together; sets `cut` and `plain` where the finding is plain. */
  function glanceAt(codes: Uint8Array, at: number, start: number, bits: number): Glance {
    if ((bits & (bits - 1)) === 0) {
      const by = asked[31 - Math.clz32(bits)]!;
      if ((by & (by - 1)) === 0) return glanceOf(detectors[31 - Math.clz32(by)]!, codes, at, start);
    }
    let said: Glance = GLANCE.nothing;
    for (let rest = detectorsOf(asked, bits); rest !== 0; rest &= rest - 1) {
      const detector = detectors[31 - Math.clz32(rest & -rest)]!;
      const glance = detector.glance?.(codes, at, start, cut) ?? GLANCE.unsure;
      if (glance === GLANCE.nothing) continue;
      if (glance === GLANCE.unsure || said !== GLANCE.nothing || isExact) return GLANCE.unsure;
      said = glance;
      plain = detector;
    }
    return said;
  }

  function glanceOf(detector: Detector, codes: Uint8Array, at: number, start: number): Glance {
    const glance = detector.glance?.(codes, at, start, cut) ?? GLANCE.unsure;
    if (glance !== GLANCE.plain) return glance;
    plain = detector;
    return isExact ? GLANCE.unsure : glance;
  }

  function add(start: number, end: number, mask: string, kind: Hidden): void {
    const { count } = cuts;
    starts[count] = start;
    ends[count] = end;
    masks[count] = mask;
    kindsFound[count] = kind;
    cuts.count = count + 1;
  }

  function find(text: string): boolean {
    if (!isAnyFound(text)) return true;
    findings.clear();
    cuts.count = 0;
    let resume = 0;
    for (let i = 0; i < placesCount; i++) {
      const at = places[i]!;
      if (at < resume) continue;
      const end = findings.ask(text, at, triggers[i]!);
      if (findings.isExhausted(text)) return false;
      if (end <= at) continue;
      // The text is taken up again amid digits, which `read` has taken as one run, or in an escape.
      if (isDigitAt(text, end - 1) && isDigitAt(text, end)) return false;
      if (hasEscapes && text.slice(Math.max(0, end - 2), end).includes("%")) return false;
      resume = end;
    }
    if (!findings.settle(text)) return false;
    for (let i = 0; i < findings.count; i++) {
      add(findings.starts[i]!, findings.ends[i]!, findings.masks[i]!, findings.kinds[i]!);
    }
    return true;
  }

  /** Whether one of the places that are unsure has a finding; else what is plain stands as it is. */
  function isAnyFound(text: string): boolean {
    findings.clear();
    for (let i = 0; i < placesCount; i++) {
      if (isUnsure[i] === 1 && findings.ask(text, places[i]!, triggers[i]!) !== -1) return true;
    }
    return false;
  }

  return scan;
}

function isDigitAt(text: string, index: number): boolean {
  return index < text.length && isDigit(text.charCodeAt(index));
}

function isHex(code: number): boolean {
  return isDigit(code) || ((code | SPACE) >= 0x61 && (code | SPACE) <= 0x66);
}

function escapedTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (const letter of 'btnfr"\\/') {
    table[letter.charCodeAt(0)] = (JSON.parse(`"\\${letter}"`) as string).charCodeAt(0);
  }
  return table;
}
