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
  countPii,
  type Cut,
  detectors,
  escapeWidth,
  GLANCE,
  type Hidden,
  isDigit,
  type PiiCounts,
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
} from "./trigger_table.ts";

/** Told of each finding in `text[start, end)`, before it is masked. */
export type OnFound = (kind: Hidden, text: string, start: number, end: number) => void;

/** Masks one text; gives the same string back when there is nothing to mask. */
export type Scan = (text: string, counts: PiiCounts) => string;

/** Bounds the work; no text is known that takes more than four. */
const ROUNDS_MAX = 8;

const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** Characters for which memory is kept from one text to the next. */
const CODES_KEPT_MAX = 2 ** 20;

const table = compileTriggers(detectors, {
  isSpecial: (code) => code === PERCENT || code === BACKSLASH,
});
const { on, first, after } = table;

/** `readAs`: what detectors are given of a text; a test counts there what they read. */
export function createScan(
  kinds: readonly PiiKind[],
  onFound?: OnFound,
  readAs: (text: string) => string = (text) => text,
): Scan {
  const asked = askedFor(kinds, detectors, table);
  const enabled = enabledOf(asked);
  const findings = createFindings(detectors, asked);
  const cut: Cut = { start: 0, end: 0, mask: "" };
  const codesOf = createCodes();

  function collect(whole: string): void {
    const codes = codesOf(whole);
    const text = readAs(whole);
    const end = text.length + 1;
    let hasEscapes = false;
    for (let at = nextHit(table, first, OUTSIDE_INDEX, codes, 1, end); at < end;) {
      let bits = on[codes[at]!]! & first[codes[at - 1]!]! & after[codes[at + 1]!]! & enabled;
      let next = at + 1;
      if (isDigit(codes[at]!)) {
        next = digitsEnd(codes, at);
        bits &= runBits(table, next - at, codes[next]!);
      } else if (codes[at] === PERCENT || codes[at] === BACKSLASH) {
        next = at + escapeWidth(text, at - 1); // escapes are stepped over whole
        hasEscapes = true;
      }
      const isPossible = bits !== 0 && (hasEscapes || !isNothing(codes, at, bits));
      const found: number = isPossible ? findings.ask(text, at - 1, bits) + 1 : 0;
      // A finding may end with an escape, which says what a digit after it is glued to.
      hasEscapes ||= found > at;
      if (findings.isExhausted(text)) return findings.giveUp(text);
      const resume = found > at ? found : next;
      at = nextHit(table, first, codes[resume - 1]!, codes, resume, end);
    }
  }

  /** Whether all who are asked say no at a glance. */
  function isNothing(codes: Uint8Array, at: number, bits: number): boolean {
    for (let rest = detectorsOf(asked, bits); rest !== 0; rest &= rest - 1) {
      const detector = detectors[31 - Math.clz32(rest & -rest)]!;
      if (detector.glance?.(codes, at, 1, cut) !== GLANCE.nothing) return false;
    }
    return true;
  }

  function rewrite(text: string, counts: PiiCounts): string {
    let masked = "";
    let copied = 0;
    for (let i = 0; i < findings.count; i++) {
      const start = findings.starts[i]!;
      const end = findings.ends[i]!;
      const kind = findings.kinds[i]!;
      countPii(counts, kind);
      onFound?.(kind, text, start, end);
      masked += text.slice(copied, start) + findings.masks[i]!;
      copied = end;
    }
    return masked + text.slice(copied);
  }

  return (text, counts) => {
    let masked = text;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      findings.clear();
      collect(masked);
      const isSettled = findings.settle(masked);
      if (findings.count === 0) return masked;
      masked = rewrite(masked, counts);
      if (isSettled) break;
    }
    return masked;
  };
}

/** From here on the encoder is faster than a loop. */
const ENCODED_CHARS_MIN = 64;

/**
 * Gives the characters of a text as bytes from 1 on, all that is not ASCII as `OUTSIDE`, and one before
 * and after: quicker than asking the text for each.
 */
export function createCodes(): (text: string) => Uint8Array {
  const encoder = new TextEncoder();
  /** Whether `text` is ASCII; then `bytes` are its characters. */
  const isAscii = (text: string, bytes: Uint8Array<ArrayBuffer>) => {
    const { read, written } = encoder.encodeInto(text, bytes);
    return read === text.length && written === text.length;
  };
  let kept = new Uint8Array(0);
  let keptFromOne = kept;
  return (text) => {
    const { length } = text;
    let codes = kept;
    let fromOne = keptFromOne;
    if (codes.length < length + 2) {
      codes = new Uint8Array(Math.max(2 * length, 4096));
      fromOne = codes.subarray(1);
      if (length <= CODES_KEPT_MAX) [kept, keptFromOne] = [codes, fromOne];
    }
    if (length < ENCODED_CHARS_MIN || !isAscii(text, fromOne)) {
      for (let i = 0; i < length; i++) {
        const code = text.charCodeAt(i);
        codes[i + 1] = code < OUTSIDE_INDEX ? code : OUTSIDE_INDEX;
      }
    }
    codes[0] = codes[length + 1] = OUTSIDE_INDEX;
    return codes;
  };
}
