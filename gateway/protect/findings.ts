/**
 * What detectors found in one text, so far: spans in order, none inside another, and what is written
 * in their places. One object for all texts, so that finding allocates nothing.
 */
import { createSpan, type Detector, hasWordAt, type Hidden, MASK } from "./detectors/mod.ts";
import { detectorsOf, OUTSIDE_INDEX } from "./trigger_table.ts";

export interface Findings {
  readonly count: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Set by `settle`, as are the masks. */
  readonly kinds: readonly Hidden[];
  /** What replaces each. */
  readonly masks: readonly string[];
  /** Begins with another text. */
  clear(): void;
  /**
   * Asks the detectors of these triggers about the place `at`; gives the end of what was found, or
   * -1 for nothing.
   */
  ask(text: string, at: number, triggers: number): number;
  /** Whether detectors have read so much that the rest of the text is not worth it: see `STEPS_MIN`. */
  isExhausted(text: string): boolean;
  /** Takes all from the end of the last finding for one finding, in place of looking through it. */
  giveUp(text: string): void;
  /**
   * Works out the masks, and forgets findings that are masks already. Whether that is all: false where
   * a mask could part what was glued, so that the masked text has to be looked at again.
   */
  settle(text: string): boolean;
}

const COLON = 0x3a;
const EQUALS = 0x3d;
const SPACE = 0x20;
/**
 * Characters over which no detector reaches from one finding to the next: before a finding, and
 * after it. What stands after a bracket or a comma can decide whether a value ends there.
 */
const PARTING_BEFORE = ' \t\r\n"([{&';
const PARTING_AFTER = ' \t\r\n")]},;|&';
/** What parts names and values: a mask that hides one of these changes how the rest is read. */
const SEPARATORS = "=%\\'`#";
/** An address after this word is taken for a version. */
const VERSION = "version";
/**
 * What detectors may read of a text beyond looking at each character: so much, and so much for each
 * character. Texts of real logs take less than one step a character, the costliest that are known
 * nine. It is a net under mistakes: a detector that reads the same again and again costs the rest
 * of one text, which is masked whole, and not the gateway.
 */
export const STEPS_MIN = 4_096;
export const STEPS_PER_CHAR_MAX = 32;
/** Findings for which memory is kept from one text to the next. */
const FINDINGS_KEPT_MAX = 256;

/** `asked`: for each trigger the detectors that it asks, as bits in the order of `detectors`. */
export function createFindings(
  detectors: readonly Detector[],
  asked: readonly number[],
): Findings {
  const span = createSpan();
  const starts: number[] = [];
  const ends: number[] = [];
  const kinds: Hidden[] = [];
  const masks: string[] = [];
  const found: (Detector | undefined)[] = [];
  const findings = {
    count: 0,
    starts,
    ends,
    kinds,
    masks,
    clear,
    ask,
    isExhausted,
    giveUp,
    settle,
  };

  function clear(): void {
    if (found.length > FINDINGS_KEPT_MAX) {
      for (const list of [starts, ends, kinds, masks, found]) list.length = 0;
    }
    findings.count = 0;
    span.quietUntil = 0;
    span.reading.clear();
  }

  function isExhausted(text: string): boolean {
    const { steps } = span.reading;
    return steps > STEPS_MIN && steps > STEPS_MIN + STEPS_PER_CHAR_MAX * text.length;
  }

  function giveUp(text: string): void {
    const { count } = findings;
    starts[count] = count === 0 ? 0 : ends[count - 1]!;
    ends[count] = text.length;
    found[count] = undefined;
    findings.count = count + 1;
  }

  function ask(text: string, at: number, triggers: number): number {
    for (
      let remaining = detectorsOf(asked, triggers);
      remaining !== 0;
      remaining &= remaining - 1
    ) {
      const detector = detectors[31 - Math.clz32(remaining & -remaining)]!;
      if (detector.find(text, at, span) && note(detector)) return span.end;
    }
    return -1;
  }

  /** Notes the finding in `span`; false if it stands in an earlier one. */
  function note(detector: Detector): boolean {
    let { start } = span;
    let { count } = findings;
    const isEmpty = start === span.end;
    while (count > 0 && ends[count - 1]! >= start) {
      if (ends[count - 1] === start && !isEmpty) break;
      if (detector.kind !== "email") return false;
      start = Math.min(start, starts[--count]!);
    }
    findings.count = count;
    if (start === span.end) return false;
    starts[count] = start;
    ends[count] = span.end;
    found[count] = detector;
    findings.count = count + 1;
    return true;
  }

  function settle(text: string): boolean {
    let isSettled = true;
    let kept = 0;
    for (let i = 0; i < findings.count; i++) {
      const start = starts[i]!;
      const end = ends[i]!;
      const kind = found[i]?.kind ?? "unread";
      const mask = found[i]?.mask(text, start, end) ?? MASK;
      if (mask.length === end - start && text.startsWith(mask, start)) continue;
      starts[kept] = start;
      ends[kept] = end;
      kinds[kept] = kind;
      masks[kept++] = mask;
      isSettled &&= isParted(text, start, end, kind);
    }
    findings.count = kept;
    return isSettled;
  }

  return findings;
}

/**
 * Whether a finding is so set apart that its mask changes nothing for the text beside it. A finding
 * with a blank, a quote or the like in it is not: these end URLs and values, and its mask has none.
 */
function isParted(text: string, start: number, end: number, kind: Hidden): boolean {
  if (start > 0 && !isPartedBefore(text.charCodeAt(start - 1), kind)) return false;
  // `@[1::]` is no domain, and masked it is one.
  if (kind === "ipv6" && text.startsWith("@[", start - 2)) return false;
  if (end < text.length && !isPartedAfter(text, end, kind)) return false;
  if (text.charCodeAt(start) === COLON || hasWordAt(text, end - VERSION.length, VERSION)) {
    return false;
  }
  for (let i = start; i < end; i++) if (isIn(telling, text.charCodeAt(i))) return false;
  return true;
}

/** `ip=83.11.x.x`: what could be read over the `=` reads both alike. */
function isPartedBefore(code: number, kind: Hidden): boolean {
  return isIn(partingBefore, code) || (kind === "ipv4" && code === EQUALS);
}

/** `83.11.x.x: refused`: a colon parts an address only where no port or IPv6 address can follow. */
function isPartedAfter(text: string, end: number, kind: Hidden): boolean {
  const code = text.charCodeAt(end);
  if (kind === "email" || isIn(partingAfter, code)) return true;
  const isColon = kind === "ipv4" && code === COLON;
  return isColon && (end + 1 === text.length || text.charCodeAt(end + 1) === SPACE);
}

const partingBefore = tableOf(PARTING_BEFORE);
const partingAfter = tableOf(PARTING_AFTER);
const telling = tableOf(PARTING_BEFORE + PARTING_AFTER + SEPARATORS);

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(OUTSIDE_INDEX);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}

function isIn(table: Uint8Array, code: number): boolean {
  return code < OUTSIDE_INDEX && table[code] === 1;
}
