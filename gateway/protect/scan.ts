/**
 * One look at a text: each character goes through a table of triggers, and only where one stands,
 * between the right neighbours, is a detector asked.
 *
 * ```
 * from 83.11.23.45 by john@example.com
 *        ^ ipv4           ^ email
 * ```
 *
 * Order: left to right; at one place, in the order of `detectors/mod.ts`. What has been found is not
 * looked into again. One thing reaches back: the local part of an e-mail address takes in whatever
 * was found in it, or right before the `@`, so that `4111111111111111@example.com` is an address.
 *
 * A text in which something was masked is looked at again until nothing is found in it, unless all
 * findings stand apart; for a mask can part what was glued: `AKIA…::1` ends like code, `***::1` ends
 * with an address. So masking what is masked changes nothing, and nothing that could be found is left.
 */
import {
  type Detector,
  detectors,
  DIGITS_RUN_MAX,
  escapeWidth,
  type PiiCounts,
  type PiiKind,
} from "./detectors/mod.ts";
import {
  compileTriggers,
  LOW_BYTE,
  OUTSIDE_INDEX,
  STEP_DIGITS,
  STEP_ESCAPE,
} from "./trigger_table.ts";

/** Told of each finding in `text[start, end)`, before it is masked. */
export type OnFound = (kind: PiiKind, text: string, start: number, end: number) => void;

/** Masks one text; gives the same string back when there is nothing to mask. */
export type Scan = (text: string, counts: PiiCounts) => string;

/** Bounds the work; no text is known that takes more than four. */
const ROUNDS_MAX = 8;
const COLON = 0x3a;
/**
 * Characters over which no detector reaches from one finding to the next: before a finding, and
 * after it. What stands after a bracket or a comma can decide whether a value ends there.
 */
const PARTING_BEFORE = ' \t\r\n"([{&';
const PARTING_AFTER = ' \t\r\n")]},;|&';
/** What parts names and values: a mask that hides one of these changes how the rest is read. */
const SEPARATORS = "=%\\'`";
/** Findings for which memory is kept from one text to the next. */
const FINDINGS_KEPT_MAX = 256;

export function createScan(kinds: readonly PiiKind[], onFound?: OnFound): Scan {
  const enabled = detectors.filter((detector) => kinds.includes(detector.kind));
  const { steps, on, before, after, run, asked } = compileTriggers(enabled);
  const span = { start: 0, end: 0, quietUntil: 0 };
  const starts: number[] = [];
  const ends: number[] = [];
  const found: Detector[] = [];
  let count = 0;
  let isSettled = true;
  const runCharsMax = DIGITS_RUN_MAX;

  // `| 0` keeps offsets whole numbers for the compiler, and bindings of other modules are copied,
  // because they are looked up each time: a fifth of the time of this loop.
  function collect(text: string): void {
    const { length } = text;
    const lowByte = LOW_BYTE;
    const outside = OUTSIDE_INDEX;
    const digitsStep = STEP_DIGITS;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      const step = steps[code & lowByte]!;
      if (step === 0 || code >= outside) continue;
      let next = (i + 1) | 0;
      let bits = on[code]! | 0;
      if (step === digitsStep) {
        next = runEnd(text, next, length);
        const runChars = (next - i) | 0;
        bits &= run[runChars < runCharsMax ? runChars : runCharsMax]!;
      }
      if (bits !== 0) {
        const previous = i > 0 ? text.charCodeAt(i - 1) : outside;
        bits &= before[previous < outside ? previous : outside]!;
      }
      if (bits !== 0) {
        const following = next < length ? text.charCodeAt(next) : outside;
        bits &= after[following < outside ? following : outside]!;
        if (bits !== 0 && ask(text, i, bits) && span.end > i) {
          i = (span.end - 1) | 0;
          continue;
        }
      }
      i = (step === STEP_ESCAPE ? i + escapeWidth(text, i) - 1 : next - 1) | 0;
    }
  }

  function ask(text: string, at: number, triggers: number): boolean {
    let remaining = 0;
    for (let bits = triggers; bits !== 0; bits &= bits - 1) {
      remaining |= asked[31 - Math.clz32(bits & -bits)]!;
    }
    for (; remaining !== 0; remaining &= remaining - 1) {
      const detector = enabled[31 - Math.clz32(remaining & -remaining)]!;
      if (detector.find(text, at, span) && note(detector)) return true;
    }
    return false;
  }

  /** Notes the finding in `span`; false if it stands in an earlier one. */
  function note(detector: Detector): boolean {
    let { start } = span;
    const isEmpty = start === span.end;
    while (count > 0 && ends[count - 1]! >= start) {
      if (ends[count - 1] === start && !isEmpty) break;
      if (detector.kind !== "email") return false;
      start = Math.min(start, starts[--count]!);
    }
    if (start === span.end) return false;
    starts[count] = start;
    ends[count] = span.end;
    found[count] = detector;
    count++;
    return true;
  }

  function rewrite(text: string, counts: PiiCounts): string {
    let masked = "";
    let copied = 0;
    isSettled = true;
    for (let i = 0; i < count; i++) {
      const start = starts[i]!;
      const end = ends[i]!;
      const { kind, mask } = found[i]!;
      const replacement = mask(text, start, end);
      if (replacement.length === end - start && text.startsWith(replacement, start)) continue;
      counts[kind]++;
      onFound?.(kind, text, start, end);
      masked += text.slice(copied, start) + replacement;
      copied = end;
      isSettled &&= isParted(text, start, end, kind);
    }
    return copied === 0 ? text : masked + text.slice(copied);
  }

  return (text, counts) => {
    let masked = text;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      count = 0;
      span.quietUntil = 0;
      collect(masked);
      if (count === 0) return masked;
      const before = masked;
      masked = rewrite(before, counts);
      if (isSettled || masked === before) break;
    }
    if (count > FINDINGS_KEPT_MAX) starts.length = ends.length = found.length = 0;
    return masked;
  };
}

/**
 * Whether a finding is so set apart that its mask changes nothing for the text beside it. A finding
 * with a blank, a quote or the like in it is not: these end URLs and values, and its mask has none.
 */
function isParted(text: string, start: number, end: number, kind: PiiKind): boolean {
  if (start > 0 && !isIn(partingBefore, text.charCodeAt(start - 1))) return false;
  if (kind !== "email" && end < text.length && !isIn(partingAfter, text.charCodeAt(end))) {
    return false;
  }
  if (text.charCodeAt(start) === COLON) return false;
  for (let i = start; i < end; i++) if (isIn(telling, text.charCodeAt(i))) return false;
  return true;
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

/** Where the digits that go on at `from` end. */
function runEnd(text: string, from: number, length: number): number {
  let end = from;
  while (end < length) {
    const code = text.charCodeAt(end);
    if (code < 0x30 || code > 0x39) break;
    end = (end + 1) | 0;
  }
  return end;
}
