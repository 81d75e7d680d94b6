/**
 * The scan of `scan.ts` for strings that still stand in their body: one loop over the bytes finds
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
  /** A control character in JSON, or no end. */
  broken: 16,
  /** Something that has to be escaped to stand in JSON, and does not stand there yet. */
  unescaped: 32,
} as const;

/** How a string stands in its body. */
export interface StringForm {
  /** Each of these ends it, and one of them stands before it. */
  readonly ends: string;
  /** Whether it is written as in JSON; else each character stands for itself. */
  readonly isJson: boolean;
}

export const FORM = {
  json: { ends: '"', isJson: true },
  quotedCell: { ends: '"', isJson: false },
  bareCell: { ends: ",\n\r", isJson: false },
  line: { ends: "\n", isJson: false },
} as const satisfies Record<string, StringForm>;

/** What is to be replaced in the string read last: offsets from its start, in order. */
export interface Cuts {
  readonly count: number;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly masks: readonly string[];
  readonly kinds: readonly Hidden[];
}

export interface StringScan {
  /** Where the character stands that ends it. */
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

const SPACE = 0x20;
const QUOTE = 0x22;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
/** The first bytes of UTF-8 that are no ASCII, that begin a character, and one of four bytes. */
const CONTINUATION = 0x80;
const LEAD = 0xc0;
const LEAD_OF_FOUR = 0xf0;
const CANDIDATES_MAX = 64;

/** Beside the traits, what a code means to the loop. */
const END = 64;

/** The traits that a code gives its string, or `END`; 0 for what is nothing special. */
function traitsOf({ ends, isJson }: StringForm): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => {
    if (ends.includes(String.fromCharCode(code))) return END;
    if (code >= CONTINUATION) return TRAIT.wide;
    if (code === PERCENT) return TRAIT.text;
    if (code === BACKSLASH) return isJson ? TRAIT.escaped : TRAIT.text | TRAIT.unescaped;
    if (code >= SPACE && code !== QUOTE) return 0;
    return isJson ? TRAIT.broken : TRAIT.unescaped;
  });
}

export function createStringScan(
  kinds: readonly PiiKind[],
  form: StringForm = FORM.json,
): StringScan {
  const traitOf = traitsOf(form);
  const table = compileTriggers(detectors, {
    isSpecial: (code) => traitOf[code] !== 0,
    isEnd: (code) => traitOf[code] === END,
  });
  const { on, first, before, after, onRuns } = table;
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
  const scan = { end: 0, surplus: 0, cuts, read, find };
  let placesCount = 0;
  let traits = 0;
  let plain: Detector | undefined;

  function read(bytes: Uint8Array, start: number): number {
    const last = bytes.length - 1;
    placesCount = traits = 0;
    scan.surplus = cuts.count = 0;
    let i = nextHit(table, first, bytes, start, last);
    for (; i < last; i = nextHit(table, before, bytes, i + 1, last)) {
      const code = bytes[i]!;
      const bits = on[code]!;
      if (bits >= 0) {
        i = note(bytes, start, i, bits);
        continue;
      }
      const trait = traitOf[code]!;
      if (trait === END) break;
      traits |= trait;
      if (trait === TRAIT.escaped) i++; // the quote of \" does not end the string
      else if (trait === TRAIT.wide) {
        // A character of four bytes is two units, and others are one.
        scan.surplus += code < LEAD ? 1 : code >= LEAD_OF_FOUR ? -1 : 0;
      }
    }
    scan.end = i;
    if (i >= last) traits |= TRAIT.broken;
    return traits;
  }

  /** Gives the place to go on from. */
  function note(bytes: Uint8Array, start: number, at: number, triggered: number): number {
    let bits = triggered & enabled & before[bytes[at - 1]!]! & after[bytes[at + 1]!]!;
    if ((bits & onRuns) !== 0) {
      const end = digitsEnd(bytes, at);
      bits &= runBits(table, end - at, bytes[end]!);
    }
    if (bits === 0) return at;
    const glance = glanceAt(bytes, at, start, bits);
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
    return traits === 0 && cut.end > at ? cut.end - 1 : at;
  }

  /** What all who are asked say together; sets `cut` and `plain` where the finding is plain. */
  function glanceAt(bytes: Uint8Array, at: number, start: number, bits: number): Glance {
    let said: Glance = GLANCE.nothing;
    for (let rest = detectorsOf(asked, bits); rest !== 0; rest &= rest - 1) {
      const detector = detectors[31 - Math.clz32(rest & -rest)]!;
      const glance = detector.glance?.(bytes, at, start, cut) ?? GLANCE.unsure;
      if (glance === GLANCE.nothing) continue;
      if (glance === GLANCE.unsure || said !== GLANCE.nothing) return GLANCE.unsure;
      said = glance;
      plain = detector;
    }
    return said;
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
