/**
 * The triggers of all detectors as tables of bits, one bit for each trigger: what a character
 * triggers between two neighbours is `on[c] & before[b] & after[a]`, and nearly always 0. That is
 * three look-ups a character and no branch that cannot be foreseen.
 *
 * Digits are taken a run at a time: a run counts where it begins, and its length and what follows it
 * are looked at there (`runBits`).
 */
import { type Detector, DIGITS_RUN_MAX, isDigit, OUTSIDE, type PiiKind } from "./detectors/mod.ts";

/** The tables' last entry: what is not ASCII, and the ends of a text. */
export const OUTSIDE_INDEX = OUTSIDE.charCodeAt(0);
/** Beside the triggers: what a scan wants to see wherever it stands. */
export const SPECIAL = 1 << 31;
const BYTES = 256;
const TRIGGERS_MAX = 31;

/** By character or byte; 0x80 and above are all the same. */
export interface TriggerTable {
  readonly on: Int32Array;
  readonly before: Int32Array;
  /** `before` where a scan begins, also amid digits. */
  readonly first: Int32Array;
  readonly after: Int32Array;
  /** `before` for characters that are no end where they are escaped. */
  readonly beforeEscaped: Int32Array;
  /** What follows a run of digits, and how long the run is. */
  readonly afterRun: Int32Array;
  readonly run: Int32Array;
  /** The triggers that are about runs of digits: two or more. */
  readonly onRuns: number;
  /** For each trigger the detectors that it asks, as bits in the order of the list. */
  readonly asked: readonly number[];
}

export interface TableOptions {
  readonly isSpecial: (code: number) => boolean;
  /** Whether a character ends the text, as what is not ASCII parts words. */
  readonly isEnd?: (code: number) => boolean;
  /** Whether a character begins what stands for another: anything may follow the one before it. */
  readonly isEscape?: (code: number) => boolean;
}

interface Entry {
  readonly trigger: Detector["triggers"][number];
  asked: number;
}

export function compileTriggers(
  detectors: readonly Detector[],
  { isSpecial, isEnd = () => false, isEscape = () => false }: TableOptions,
): TriggerTable {
  const entries = distinct(detectors);
  const { length } = entries;
  if (length > TRIGGERS_MAX) {
    throw new RangeError(`Cannot compile triggers: ${length} of at most ${TRIGGERS_MAX}`);
  }
  const onRuns = bitsOf(entries, ({ runChars }) => runChars !== undefined);
  const table = (bitsAt: (character: string, code: number) => number) =>
    Int32Array.from({ length: BYTES }, (_, code) => {
      const isOutside = code >= OUTSIDE_INDEX || isEnd(code);
      return bitsAt(isOutside ? OUTSIDE : String.fromCharCode(code), code);
    });
  const before = (character: string) =>
    bitsOf(entries, (trigger) => has(trigger.before, character));
  const after = (character: string) => bitsOf(entries, (trigger) => has(trigger.after, character));
  const amid = (code: number, bits: number) => isDigit(code) ? bits & ~onRuns : bits;
  return {
    on: table((character, code) =>
      bitsOf(entries, ({ on }) => on.includes(character)) | (isSpecial(code) ? SPECIAL : 0)
    ),
    before: table((character, code) => SPECIAL | amid(code, before(character))),
    first: table((character) => SPECIAL | before(character)),
    beforeEscaped: Int32Array.from(
      { length: BYTES },
      (_, code) => SPECIAL | before(code < OUTSIDE_INDEX ? String.fromCharCode(code) : OUTSIDE),
    ),
    after: table((character, code) =>
      isEscape(code)
        ? -1
        : SPECIAL | (isDigit(code) ? after(character) | onRuns : after(character) & ~onRuns)
    ),
    afterRun: table((character, code) => isEscape(code) ? -1 : after(character)),
    run: Int32Array.from(
      { length: DIGITS_RUN_MAX + 1 },
      (_, chars) =>
        bitsOf(entries, ({ runChars }) => runChars === undefined || runChars.includes(chars)),
    ),
    onRuns,
    asked: entries.map(({ asked }) => asked),
  };
}

/**
 * The next place in `[from, end)` where a trigger fits or something special stands; `end` if there is
 * none. There is a byte at `end`; what stands before `from` is taken for `codeBefore` in the table `start`.
 *
 * No call is in the loop, and the tables have local names: so they are looked up once, not each time.
 */
export function nextHit(
  { on, before, after }: TriggerTable,
  start: Int32Array,
  codeBefore: number,
  bytes: Uint8Array,
  from: number,
  end: number,
): number {
  let i = from;
  let code = bytes[i]!;
  let mask = start[codeBefore]!;
  while (i < end) {
    const next = bytes[i + 1]!;
    if ((on[code]! & mask & after[next]!) !== 0) return i;
    mask = before[code]!;
    code = next;
    i = (i + 1) | 0;
  }
  return end;
}

/** Where the digits end that begin at `at`. */
export function digitsEnd(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (isDigit(bytes[end]!)) end++;
  return end;
}

/** The triggers that fit a run of so many digits before the byte `following`. */
export function runBits(
  { run, afterRun }: TriggerTable,
  digits: number,
  following: number,
): number {
  return run[digits < DIGITS_RUN_MAX ? digits : DIGITS_RUN_MAX]! & afterRun[following]!;
}

/** For each trigger the detectors of these kinds that it asks. */
export function askedFor(
  kinds: readonly PiiKind[],
  detectors: readonly Detector[],
  { asked }: TriggerTable,
): number[] {
  let wanted = 0;
  detectors.forEach(({ kind }, i) => wanted |= kinds.includes(kind) ? 1 << i : 0);
  return asked.map((bits) => bits & wanted);
}

/** The triggers that ask anything. */
export function enabledOf(asked: readonly number[]): number {
  return asked.reduce((bits, by, i) => bits | (by === 0 ? 0 : 1 << i), 0);
}

/** The detectors that these triggers ask, as bits in the order of the list. */
export function detectorsOf(asked: readonly number[], triggers: number): number {
  let wanted = asked[31 - Math.clz32(triggers & -triggers)]!;
  for (let bits = triggers & (triggers - 1); bits !== 0; bits &= bits - 1) {
    wanted |= asked[31 - Math.clz32(bits & -bits)]!;
  }
  return wanted;
}

function distinct(detectors: readonly Detector[]): Entry[] {
  const entries = new Map<string, Entry>();
  detectors.forEach((detector, i) => {
    for (const trigger of detector.triggers) {
      const key = JSON.stringify(trigger);
      const entry = entries.get(key) ?? { trigger, asked: 0 };
      entry.asked |= 1 << i;
      entries.set(key, entry);
    }
  });
  return [...entries.values()];
}

function bitsOf(
  entries: readonly Entry[],
  fits: (trigger: Entry["trigger"]) => boolean,
): number {
  return entries.reduce((bits, { trigger }, i) => fits(trigger) ? bits | 1 << i : bits, 0);
}

function has(characters: string | undefined, character: string): boolean {
  return characters === undefined || characters.includes(character);
}
