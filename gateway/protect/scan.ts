/**
 * One look at a text: each character goes through a table of triggers, and only where one stands
 * are detectors asked.
 *
 * ```
 * from 83.11.23.45 by john@example.com
 *      ^ ipv4             ^ email
 * ```
 *
 * Order: left to right; at one trigger, in the order of `detectors/mod.ts`. What has been found is
 * not looked into again. One thing reaches back: the local part of an e-mail address takes in
 * whatever was found in it or right before it, so that `4111111111111111@example.com` is an address.
 *
 * A finding that is a mask already counts for nothing, and is stepped over like any other: so a
 * masked text is cut into the same findings as the text itself, and comes back unchanged.
 */
import {
  createSpan,
  type Detector,
  detectors,
  escapeWidth,
  isDigit,
  type PiiCounts,
  type PiiKind,
} from "./detectors/mod.ts";

/** Masks one text; gives the same string back when there is nothing to mask. */
export type Scan = (text: string, counts: PiiCounts) => string;

const ASCII = 128;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** Set beside the detectors' bits where a digit or an escape stands, which is stepped over whole. */
const RUN = 1 << 15;

export function createScan(kinds: readonly PiiKind[]): Scan {
  const enabled = detectors.filter((detector) => kinds.includes(detector.kind));
  const triggers = triggerTable(enabled);
  const span = createSpan();
  const starts: number[] = [];
  const ends: number[] = [];
  const found: Detector[] = [];

  /** Notes the finding in `span`; false if it stands in an earlier one. */
  function note(detector: Detector): boolean {
    let { start } = span;
    while (ends.length > 0 && ends[ends.length - 1]! >= start) {
      if (detector.kind !== "email") {
        if (ends[ends.length - 1]! > start) return false;
        break;
      }
      start = Math.min(start, starts.pop()!);
      ends.pop();
      found.pop();
    }
    if (start === span.end) return false;
    starts.push(start);
    ends.push(span.end);
    found.push(detector);
    return true;
  }

  function collect(text: string): void {
    span.quietUntil = 0;
    const { length } = text;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= ASCII) continue;
      const asked = triggers[code]!;
      if (asked === 0) continue;
      let next = 0;
      for (let bits = asked & ~RUN, at = 0; bits !== 0; bits >>>= 1, at++) {
        if ((bits & 1) === 0) continue;
        const detector = enabled[at]!;
        if (detector.find(text, i, span) && note(detector)) {
          next = span.end;
          break;
        }
      }
      if (next > i) i = next - 1;
      else if (isDigit(code)) i = runEnd(text, i) - 1;
      else if (code === PERCENT || code === BACKSLASH) i += escapeWidth(text, i) - 1;
    }
  }

  function rewrite(text: string, counts: PiiCounts): string {
    let masked = "";
    let copied = 0;
    for (let i = 0; i < found.length; i++) {
      const start = starts[i]!;
      const end = ends[i]!;
      const mask = found[i]!.mask(text, start, end);
      if (mask.length === end - start && text.startsWith(mask, start)) continue;
      counts[found[i]!.kind]++;
      masked += text.slice(copied, start) + mask;
      copied = end;
    }
    return copied === 0 ? text : masked + text.slice(copied);
  }

  return (text, counts) => {
    collect(text);
    if (found.length === 0) return text;
    const masked = rewrite(text, counts);
    starts.length = ends.length = found.length = 0;
    return masked;
  };
}

/**
 * For each ASCII character, which of `enabled` it triggers: bit i for the i-th. Runs of digits and
 * escapes are stepped over whole, so that the digits of `%20` join no number.
 */
function triggerTable(enabled: readonly Detector[]): Uint16Array {
  const table = new Uint16Array(ASCII);
  for (const run of "0123456789%\\") table[run.charCodeAt(0)] = RUN;
  enabled.forEach(({ triggers }, i) => {
    for (const trigger of triggers) table[trigger.charCodeAt(0)]! |= 1 << i;
  });
  return table;
}

function runEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  return end;
}
