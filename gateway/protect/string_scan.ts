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
import {
  type Cut,
  type Detector,
  detectors,
  DIGITS_RUN_MAX,
  GLANCE,
  isDigit,
  type PiiKind,
} from "./detectors/mod.ts";
import { createFindings } from "./findings.ts";
import { compileTriggers, OUTSIDE_INDEX } from "./trigger_table.ts";

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

const BYTES = 256;
const QUOTE = 0x22;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** The first bytes of UTF-8 that are no ASCII, that begin a character, and one of four bytes. */
const CONTINUATION = 0x80;
const LEAD = 0xc0;
const LEAD_OF_FOUR = 0xf0;
const CANDIDATES_MAX = 64;

/** Beside the triggers: what is no plain text, or ends it. */
const SPECIAL = 1 << 31;

// A trigger fits where a character and its neighbours have its bit: three look-ups and no branch.
const { run, onRuns, asked, ...table } = compileTriggers(detectors);
const afterRun = byByte(table.after, (bits) => bits);
const on = byByte(table.on, (bits, code) => isPlain(code) ? bits : SPECIAL);
// A run of digits counts where it begins, and has two or more.
const before = byByte(
  table.before,
  (bits, code) => SPECIAL | (isDigit(code) ? bits & ~onRuns : bits),
);
const after = byByte(
  table.after,
  (bits, code) => SPECIAL | (isDigit(code) ? bits | onRuns : bits & ~onRuns),
);

/** The quotes around a string are its ends, and what is beyond ASCII is like them: `OUTSIDE`. */
function byByte(table: Uint32Array, bitsOf: (bits: number, code: number) => number): Int32Array {
  return Int32Array.from({ length: BYTES }, (_, code) => {
    const isEnd = code >= OUTSIDE_INDEX || code === QUOTE;
    return bitsOf(table[isEnd ? OUTSIDE_INDEX : code]!, code);
  });
}

function isPlain(code: number): boolean {
  return code >= 0x20 && code < CONTINUATION && code !== QUOTE && code !== PERCENT &&
    code !== BACKSLASH;
}

/** For each trigger the detectors of these kinds that it asks. */
function askedOf(kinds: readonly PiiKind[]): number[] {
  const wanted = detectors.reduce(
    (bits, { kind }, i) => bits | (kinds.includes(kind) ? 1 << i : 0),
    0,
  );
  return asked.map((bits) => bits & wanted);
}

export function createStringScan(kinds: readonly PiiKind[]): StringScan {
  const askedHere = askedOf(kinds);
  const enabled = askedHere.reduce((bits, by, i) => bits | (by === 0 ? 0 : 1 << i), 0);
  const findings = createFindings(detectors, askedHere);
  const places = new Int32Array(CANDIDATES_MAX);
  const triggers = new Int32Array(CANDIDATES_MAX);
  const quick = askedHere.map(quickDetector);
  const starts: number[] = [];
  const ends: number[] = [];
  const masks: string[] = [];
  const kindsFound: PiiKind[] = [];
  const cuts = { count: 0, starts, ends, masks, kinds: kindsFound };
  const cut: Cut = { start: 0, end: 0 };
  const scan = { end: 0, surplus: 0, cuts, read, find };
  let placesCount = 0;
  let traits = 0;

  function read(bytes: Uint8Array, start: number): number {
    const last = bytes.length - 1;
    placesCount =
      traits =
      scan.surplus =
      cuts.count =
        0;
    let i = nextHit(bytes, start, last);
    for (; i < last; i = nextHit(bytes, i + 1, last)) {
      const code = bytes[i]!;
      const bits = on[code]!;
      if (bits !== SPECIAL) i = note(bytes, start, i, bits);
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
    if ((bits & onRuns) !== 0) bits &= runMask(bytes, at);
    if (bits === 0) return at;
    const detector = (bits & (bits - 1)) === 0 ? quick[31 - Math.clz32(bits)] : undefined;
    const glance = detector === undefined
      ? GLANCE.unsure
      : detector.onBytes!.glance(bytes, at, start, cut);
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
    add(cut.start - start, cut.end - start, detector!.onBytes!.mask, detector!.kind);
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
    if (findings.count === 0) return true;
    if (!findings.settle(text)) return false;
    for (let i = 0; i < findings.count; i++) {
      const start = findings.starts[i]!;
      const end = findings.ends[i]!;
      const mask = findings.masks[i]!;
      const isSame = mask.length === end - start && text.startsWith(mask, start);
      if (!isSame) add(start, end, mask, findings.kinds[i]!);
    }
    return true;
  }

  return scan;
}

/**
 * The next place from `from` on where a trigger fits, or that is special; `last` if there is none.
 * No call is in the loop, and the tables have local names: so they are looked up once, not each time.
 */
function nextHit(bytes: Uint8Array, from: number, last: number): number {
  const onOf = on;
  const beforeOf = before;
  const afterOf = after;
  let i = from;
  let code = bytes[i]!;
  let mask = beforeOf[bytes[i - 1]!]!;
  while (i < last) {
    const next = bytes[i + 1]!;
    if ((onOf[code]! & mask & afterOf[next]!) !== 0) return i;
    mask = beforeOf[code]!;
    code = next;
    i = (i + 1) | 0;
  }
  return last;
}

/** The triggers that fit the run of digits at `at`. */
function runMask(bytes: Uint8Array, at: number): number {
  let end = at + 2;
  while (end < bytes.length && isDigit(bytes[end]!)) end++;
  const chars = end - at;
  return run[chars < DIGITS_RUN_MAX ? chars : DIGITS_RUN_MAX]! & afterRun[bytes[end]!]!;
}

/** The one detector that a trigger asks, if it can tell from bytes. */
function quickDetector(asked: number): Detector | undefined {
  if (asked === 0 || (asked & (asked - 1)) !== 0) return undefined;
  const detector: Detector = detectors[31 - Math.clz32(asked)]!;
  return detector.onBytes === undefined ? undefined : detector;
}

function isDigitAt(text: string, index: number): boolean {
  return index < text.length && isDigit(text.charCodeAt(index));
}
