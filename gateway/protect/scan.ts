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
 * was found in it or right before it, so that `4111111111111111@example.com` is an address.
 *
 * Masking a masked text changes nothing: a finding that is a mask already is stepped over like any
 * other, and where a mask stands right beside other text the result is looked at again.
 */
import {
  type Detector,
  detectors,
  DIGITS_RUN_MAX,
  escapeWidth,
  isDigit,
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

/**
 * How often a text is looked at again, when a mask stands right beside something that can be read
 * another way now: `AKIA…::1` is a key glued to what might be code, `***::1` has an address in it.
 */
const ROUNDS_MAX = 8;
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

  function collect(text: string): void {
    const { length } = text;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      const step = steps[code & LOW_BYTE]!;
      if (step === 0 || code >= OUTSIDE_INDEX) continue;
      let next = i + 1;
      let bits = on[code]!;
      if (step === STEP_DIGITS) {
        while (next < length && isDigit(text.charCodeAt(next))) next++;
        bits &= run[next - i < DIGITS_RUN_MAX ? next - i : DIGITS_RUN_MAX]!;
      }
      if (bits !== 0 && i > 0) bits &= before[tableIndex(text.charCodeAt(i - 1))]!;
      else bits &= before[OUTSIDE_INDEX]!;
      if (bits !== 0) {
        bits &= after[next < length ? tableIndex(text.charCodeAt(next)) : OUTSIDE_INDEX]!;
        if (bits !== 0 && ask(text, i, bits) && span.end > i) {
          i = span.end - 1;
          continue;
        }
      }
      i = step === STEP_ESCAPE ? i + escapeWidth(text, i) - 1 : next - 1;
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
    if (detector.kind === "email") {
      while (count > 0 && ends[count - 1]! >= start) start = Math.min(start, starts[--count]!);
      if (start === span.end) return false;
    } else if (count > 0 && ends[count - 1]! > start) return false;
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
      isSettled &&= isParted(text, start - 1) && (kind === "email" || isParted(text, end));
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

/** Whether what stands at `index` keeps a finding and the text beside it from being read as one. */
function isParted(text: string, index: number): boolean {
  if (index < 0 || index >= text.length) return true;
  const code = text.charCodeAt(index);
  return code < OUTSIDE_INDEX && PARTING[code] === 1;
}

/** Blanks, quotes, brackets and commas: nothing that is found reaches over them. */
const PARTING = partingTable();

function partingTable(): Uint8Array {
  const table = new Uint8Array(OUTSIDE_INDEX);
  for (const character of ` \t\r\n"'()[]{}<>,;|&`) table[character.charCodeAt(0)] = 1;
  return table;
}

function tableIndex(code: number): number {
  return code < OUTSIDE_INDEX ? code : OUTSIDE_INDEX;
}
