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
  detectors,
  DIGITS_RUN_MAX,
  escapeWidth,
  type PiiCounts,
  type PiiKind,
} from "./detectors/mod.ts";
import { createFindings } from "./findings.ts";
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

export function createScan(kinds: readonly PiiKind[], onFound?: OnFound): Scan {
  const enabled = detectors.filter((detector) => kinds.includes(detector.kind));
  const { steps, on, before, after, run, asked } = compileTriggers(enabled);
  const findings = createFindings(enabled, asked);
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
        if (bits !== 0) {
          const end = findings.ask(text, i, bits);
          if (end > i) {
            i = (end - 1) | 0;
            continue;
          }
        }
      }
      i = (step === STEP_ESCAPE ? i + escapeWidth(text, i) - 1 : next - 1) | 0;
    }
  }

  function rewrite(text: string, counts: PiiCounts): string {
    let masked = "";
    let copied = 0;
    for (let i = 0; i < findings.count; i++) {
      const start = findings.starts[i]!;
      const end = findings.ends[i]!;
      const mask = findings.masks[i]!;
      if (mask.length === end - start && text.startsWith(mask, start)) continue;
      const kind = findings.kinds[i]!;
      countPii(counts, kind);
      onFound?.(kind, text, start, end);
      masked += text.slice(copied, start) + mask;
      copied = end;
    }
    return copied === 0 ? text : masked + text.slice(copied);
  }

  return (text, counts) => {
    let masked = text;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      findings.clear();
      collect(masked);
      if (findings.count === 0) return masked;
      const before = masked;
      const isSettled = findings.settle(before);
      masked = rewrite(before, counts);
      if (isSettled || masked === before) break;
    }
    return masked;
  };
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
