/**
 * The scan of `scan.ts` for strings that still stand in their JSON: one loop over the bytes finds
 * where the string ends, what kind of string it is, and where detectors have to be asked.
 *
 * ```
 * "msg":"login by john@example.com from 83.11.23.45","seq":7
 *        ^ start       ^ asked             ^ asked  ^ end
 * ```
 *
 * A string of plain ASCII needs no more than that: its characters are its bytes. What has escapes,
 * a `%` or other letters is told apart by its traits, and is for `scan.ts`, as is a string with more
 * places to ask than are kept here. Both give the same masks.
 */
import { detectors, DIGITS_RUN_MAX, type PiiKind } from "./detectors/mod.ts";
import { createFindings, type Findings } from "./findings.ts";
import { compileTriggers, OUTSIDE_INDEX, STEP_DIGITS } from "./trigger_table.ts";

/** What is in a string: a sum of these; 0 is plain text with nothing to ask about. */
export const TRAIT = {
  /** Detectors have to be asked. */
  candidates: 1,
  /** Has to be scanned as text. */
  text: 2,
  /** A backslash: what the string says is not what stands there. */
  escaped: 4,
  /** Bytes beyond ASCII. */
  wide: 8,
  /** A control character, or no end: not JSON. */
  broken: 16,
} as const;

export interface StringScan {
  /** Where the closing quote stands. */
  readonly end: number;
  /** How many more bytes the string has than UTF-16 units. */
  readonly surplus: number;
  /** Reads the string whose first byte is at `start`; gives its traits. */
  read(bytes: Uint8Array, start: number): number;
  /**
   * What is to be masked in `text`, which is the string just read, where its traits are `candidates`
   * alone; `undefined` where it has to be scanned as text.
   */
  find(text: string): Findings | undefined;
}

const BYTES = 256;
const QUOTE = 0x22;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const CONTINUATION = 0x80;
const FOUR_BYTES = 0xf0;
const CANDIDATES_MAX = 64;

/** Steps beside those of the trigger table. */
const STEP_QUOTE = 8;
const STEP_BACKSLASH = 9;
const STEP_PERCENT = 10;
const STEP_CONTROL = 11;
const STEP_WIDE = 12;
const STEP_SPECIAL_MIN = STEP_QUOTE;

export function createStringScan(kinds: readonly PiiKind[]): StringScan {
  const enabled = detectors.filter((detector) => kinds.includes(detector.kind));
  const table = compileTriggers(enabled);
  const steps = stepsOfBytes(table.steps);
  const on = byByte(table.on);
  const before = byByte(table.before);
  const after = byByte(table.after);
  const { run, likely } = table;
  const findings = createFindings(enabled, table.asked);
  const places = new Int32Array(CANDIDATES_MAX);
  const triggers = new Int32Array(CANDIDATES_MAX);
  let placesCount = 0;
  const scan = { end: 0, surplus: 0, read, find };

  // Inside the loop only local names are looked up: a third of its time.
  function read(bytes: Uint8Array, start: number): number {
    const stepOf = steps;
    const onOf = on;
    const beforeOf = before;
    const afterOf = after;
    const { length } = bytes;
    let traits = 0;
    let count = 0;
    let surplus = 0;
    let i = start;
    for (; i < length; i++) {
      const code = bytes[i]!;
      const step = stepOf[code]!;
      if (step === 0) continue;
      if (step >= STEP_SPECIAL_MIN) {
        if (step === STEP_QUOTE) break;
        if (step === STEP_WIDE) {
          traits |= TRAIT.wide;
          // A character of four bytes is two units, and others are one.
          surplus += code < 0xc0 ? 1 : code >= FOUR_BYTES ? -1 : 0;
        } else if (step === STEP_BACKSLASH) {
          traits |= TRAIT.escaped;
          i++;
        } else traits |= step === STEP_PERCENT ? TRAIT.text : TRAIT.broken;
        continue;
      }
      let bits = onOf[code]!;
      let next = i + 1;
      if (step === STEP_DIGITS) {
        while (next < length && (bytes[next]! - 0x30) >>> 0 < 10) next++;
        const runChars = next - i;
        bits &= run[runChars < DIGITS_RUN_MAX ? runChars : DIGITS_RUN_MAX]!;
      }
      if (bits !== 0 && (bits &= beforeOf[bytes[i - 1]!]!) !== 0 && next < length) {
        bits &= afterOf[bytes[next]!]!;
        if (bits !== 0 && isLikely(bytes, i, bits)) {
          if (count < CANDIDATES_MAX) {
            places[count] = i - start;
            triggers[count++] = bits;
          } else traits |= TRAIT.text;
        }
      }
      i = next - 1;
    }
    if (i >= length) traits |= TRAIT.broken;
    placesCount = count;
    scan.end = i;
    scan.surplus = surplus;
    return count === 0 ? traits : traits | TRAIT.candidates;
  }

  function isLikely(bytes: Uint8Array, at: number, bits: number): boolean {
    if ((bits & (bits - 1)) !== 0) return true;
    const decide = likely[31 - Math.clz32(bits)];
    return decide === undefined || decide(bytes, at);
  }

  function find(text: string): Findings | undefined {
    findings.clear();
    let resume = 0;
    for (let i = 0; i < placesCount; i++) {
      const at = places[i]!;
      if (at < resume) continue;
      const end = findings.ask(text, at, triggers[i]!);
      if (end <= at) continue;
      // The text is taken up again amid digits, which `read` has taken as one run.
      if (isDigitAt(text, end - 1) && isDigitAt(text, end)) return undefined;
      resume = end;
    }
    return findings.count === 0 || findings.settle(text) ? findings : undefined;
  }

  return scan;
}

function isDigitAt(text: string, index: number): boolean {
  return index < text.length && (text.charCodeAt(index) - 0x30) >>> 0 < 10;
}

function stepsOfBytes(steps: Uint8Array): Uint8Array {
  const all = new Uint8Array(BYTES);
  for (let code = 0; code < BYTES; code++) {
    all[code] = code < 0x20 ? STEP_CONTROL : code >= CONTINUATION ? STEP_WIDE : steps[code]!;
  }
  all[QUOTE] = STEP_QUOTE;
  all[BACKSLASH] = STEP_BACKSLASH;
  all[PERCENT] = STEP_PERCENT;
  return all;
}

/** The quotes around a string are its ends, and what is beyond ASCII is like them: `OUTSIDE`. */
function byByte(table: Uint32Array): Int32Array {
  const all = new Int32Array(BYTES);
  for (let code = 0; code < BYTES; code++) {
    all[code] = table[code < OUTSIDE_INDEX && code !== QUOTE ? code : OUTSIDE_INDEX]!;
  }
  return all;
}
