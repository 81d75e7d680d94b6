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
import { type Cut, detectors, GLANCE, isDigit, type PiiKind } from "./detectors/mod.ts";
import { createFindings } from "./findings.ts";
import {
  askedFor,
  compileTriggers,
  digitsEnd,
  enabledOf,
  nextHit,
  quickDetector,
  runBits,
} from "./trigger_table.ts";

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

/** What is to be replaced in the string read last: offsets from its start, in order. */
export interface Cuts {
  readonly count: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly masks: readonly string[];
  readonly kinds: readonly PiiKind[];
}

export interface StringScan {
  /** Where the closing quote stands. */
  readonly end: number;
  /** How many more bytes the string has than UTF-16 units. */
  readonly surplus: number;
  /** What was found by `read` where the traits are 0, else by `find`. */
  readonly cuts: Cuts;
  /** Reads the string whose first byte is at `start`; gives its traits. */
  read(bytes: Uint8Array, start: number): number;
  /**
   * Finds what is to be masked in `text`, which is the string just read, where its traits are
   * `candidates` alone; false where it has to be scanned as text.
   */
  find(text: string): boolean;
}

const QUOTE = 0x22;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** The first bytes of UTF-8 that are no ASCII, that begin a character, and one of four bytes. */
const CONTINUATION = 0x80;
const LEAD = 0xc0;
const LEAD_OF_FOUR = 0xf0;
const CANDIDATES_MAX = 64;

const table = compileTriggers(detectors, {
  isSpecial: (code) => !isPlain(code),
  // The quotes around a string are its ends.
  isEnd: (code) => code === QUOTE,
});
const { on, first, before, after, onRuns } = table;

function isPlain(code: number): boolean {
  return code >= 0x20 && code < CONTINUATION && code !== QUOTE && code !== PERCENT &&
    code !== BACKSLASH;
}

export function createStringScan(kinds: readonly PiiKind[]): StringScan {
  const asked = askedFor(kinds, detectors, table);
  const enabled = enabledOf(asked);
  const findings = createFindings(detectors, asked);
  const places = new Int32Array(CANDIDATES_MAX);
  const triggers = new Int32Array(CANDIDATES_MAX);
  const quick = asked.map((by) => quickDetector(by, detectors));
  const starts: number[] = [];
  const ends: number[] = [];
  const masks: string[] = [];
  const kindsFound: PiiKind[] = [];
  const cuts = { count: 0, starts, ends, masks, kinds: kindsFound };
  const cut: Cut = { start: 0, end: 0, mask: "" };
  const scan = { end: 0, surplus: 0, cuts, read, find };
  let placesCount = 0;
  let traits = 0;

  function read(bytes: Uint8Array, start: number): number {
    const last = bytes.length - 1;
    placesCount = traits = 0;
    scan.surplus = cuts.count = 0;
    let i = nextHit(table, first, bytes, start, last);
    for (; i < last; i = nextHit(table, before, bytes, i + 1, last)) {
      const code = bytes[i]!;
      const bits = on[code]!;
      if (bits >= 0) i = note(bytes, start, i, bits);
      else if (code === QUOTE) break;
      else if (code !== BACKSLASH) noteSpecial(code);
      else {
        traits |= TRAIT.escaped;
        i++; // the quote of \" does not end the string
      }
    }
    scan.end = i;
    if (i >= last) traits |= TRAIT.broken;
    return traits;
  }

  function noteSpecial(code: number): void {
    if (code >= CONTINUATION) {
      traits |= TRAIT.wide;
      // A character of four bytes is two units, and others are one.
      scan.surplus += code < LEAD ? 1 : code >= LEAD_OF_FOUR ? -1 : 0;
    } else traits |= code === PERCENT ? TRAIT.text : TRAIT.broken;
  }

  /** Gives the place to go on from. */
  function note(bytes: Uint8Array, start: number, at: number, triggered: number): number {
    let bits = triggered & enabled & before[bytes[at - 1]!]! & after[bytes[at + 1]!]!;
    if ((bits & onRuns) !== 0) {
      const end = digitsEnd(bytes, at);
      bits &= runBits(table, end - at, bytes[end]!);
    }
    if (bits === 0) return at;
    const detector = (bits & (bits - 1)) === 0 ? quick[31 - Math.clz32(bits)] : undefined;
    const glance = detector?.glance?.(bytes, at, start, cut) ?? GLANCE.unsure;
    if (glance === GLANCE.nothing) return at;
    if (placesCount === CANDIDATES_MAX) {
      traits |= TRAIT.text;
      return at;
    }
    places[placesCount] = at - start;
    triggers[placesCount++] = bits;
    if (glance === GLANCE.unsure) {
      traits |= TRAIT.candidates;
      return at;
    }
    add(cut.start - start, cut.end - start, cut.mask, detector!.kind);
    // What was unsure before could reach over this.
    return traits === 0 && cut.end > at ? cut.end - 1 : at;
  }

  function add(start: number, end: number, mask: string, kind: PiiKind): void {
    const { count } = cuts;
    starts[count] = start;
    ends[count] = end;
    masks[count] = mask;
    kindsFound[count] = kind;
    cuts.count = count + 1;
  }

  function find(text: string): boolean {
    findings.clear();
    cuts.count = 0;
    let resume = 0;
    for (let i = 0; i < placesCount; i++) {
      const at = places[i]!;
      if (at < resume) continue;
      const end = findings.ask(text, at, triggers[i]!);
      if (end <= at) continue;
      // The text is taken up again amid digits, which `read` has taken as one run.
      if (isDigitAt(text, end - 1) && isDigitAt(text, end)) return false;
      resume = end;
    }
    if (!findings.settle(text)) return false;
    for (let i = 0; i < findings.count; i++) {
      add(findings.starts[i]!, findings.ends[i]!, findings.masks[i]!, findings.kinds[i]!);
    }
    return true;
  }

  return scan;
}

function isDigitAt(text: string, index: number): boolean {
  return index < text.length && isDigit(text.charCodeAt(index));
}
