/**
 * The triggers of all detectors as four tables of bits, one bit for each trigger: what a character
 * triggers between two neighbours is `on[c] & before[b] & after[a]`, and nearly always 0.
 */
import { type Detector, DIGITS, DIGITS_RUN_MAX, OUTSIDE, type Trigger } from "./detectors/mod.ts";

/** The tables' last entry: what is not ASCII, and the ends of a text. */
export const OUTSIDE_INDEX = OUTSIDE.charCodeAt(0);
/** `steps` is looked up by the low byte of a character: one instruction less than a comparison. */
export const LOW_BYTE = 0xff;
/** Digits and escapes are stepped over whole, whether they trigger or not. */
export const STEP_DIGITS = 2;
export const STEP_ESCAPE = 3;
const STEP_ONE = 1;
const TRIGGERS_MAX = 31;

export interface TriggerTable {
  /** What to do at a character; 0: nothing. */
  readonly steps: Uint8Array;
  readonly on: Uint32Array;
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** By the length of a run of digits, which is two or more for those that look at it. */
  readonly run: Uint32Array;
  /** The triggers that look at it. */
  readonly onRuns: number;
  /** For each trigger the detectors that it asks, as bits in the order of the list. */
  readonly asked: readonly number[];
}

export function compileTriggers(detectors: readonly Detector[]): TriggerTable {
  const triggers = new Map<string, { readonly trigger: Trigger; asked: number }>();
  detectors.forEach((detector, i) => {
    for (const trigger of detector.triggers) {
      const key = JSON.stringify(trigger);
      const entry = triggers.get(key) ?? { trigger, asked: 0 };
      entry.asked |= 1 << i;
      triggers.set(key, entry);
    }
  });
  if (triggers.size > TRIGGERS_MAX) {
    throw new RangeError(`Cannot compile triggers: ${triggers.size} of at most ${TRIGGERS_MAX}`);
  }
  const entries = [...triggers.values()];
  const table = {
    steps: new Uint8Array(LOW_BYTE + 1),
    on: new Uint32Array(OUTSIDE_INDEX + 1),
    before: new Uint32Array(OUTSIDE_INDEX + 1),
    after: new Uint32Array(OUTSIDE_INDEX + 1),
    run: new Uint32Array(DIGITS_RUN_MAX + 1),
    onRuns: 0,
    asked: entries.map(({ asked }) => asked),
  };
  entries.forEach(({ trigger }, i) => {
    setBits(table.on, trigger.on, 1 << i);
    setBits(table.before, trigger.before, 1 << i);
    setBits(table.after, trigger.after, 1 << i);
    if (trigger.runChars === undefined) {
      for (let n = 0; n < table.run.length; n++) table.run[n]! |= 1 << i;
    } else {
      table.onRuns |= 1 << i;
      for (const length of trigger.runChars) table.run[length]! |= 1 << i;
    }
  });
  for (let code = 0; code < OUTSIDE_INDEX; code++) {
    if (table.on[code] !== 0) table.steps[code] = STEP_ONE;
  }
  for (const digit of DIGITS) table.steps[digit.charCodeAt(0)] = STEP_DIGITS;
  for (const escape of "%\\") table.steps[escape.charCodeAt(0)] = STEP_ESCAPE;
  return table;
}

function setBits(table: Uint32Array, characters: string | undefined, bit: number): void {
  if (characters === undefined) { for (let i = 0; i < table.length; i++) table[i]! |= bit; }
  else for (const character of characters) table[character.charCodeAt(0)]! |= bit;
}
