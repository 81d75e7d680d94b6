/**
 * The due times of an emitter that keeps a rhythm of its own, such as a file that is replayed with
 * its original spacing: record n is due so long after the start of the emitter's window, and none
 * after its end. The rate curve of such an emitter is read off the rhythm, for charts and plans.
 */
import { createCurve, type Curve } from "./curve.ts";
import type { DueTimes } from "./due_times.ts";

export interface Rhythm {
  /** Milliseconds after the start at which record `index`, from 0, is due; never falling. */
  readonly dueMs: (index: number) => number;
  /** How many records there are; may be `Infinity`. */
  readonly recordsMax: number;
  readonly startSec: number;
  readonly endSec: number;
}

/** Stretches into which a rhythm is cut to draw it. */
const CELLS = 600;
const SKIP_MARGIN_SEC = 0.001;
/** More records than this are not looked for. */
const RECORDS_MAX = 2 ** 40;

export function createRhythmTimes(rhythm: Rhythm): DueTimes {
  const { dueMs, startSec, endSec } = rhythm;
  // At `anchor.sec` of the run the rhythm stood at `anchor.own`, in its own seconds.
  let anchor = { sec: startSec, own: 0 };
  let factor = 1;
  let taken = 0;
  let lastSec = 0;
  const recordsMax = Math.min(rhythm.recordsMax, RECORDS_MAX);
  const ownAt = (sec: number) => anchor.own + Math.max(0, sec - anchor.sec) * factor;
  const peekSec = () => {
    if (factor === 0 || taken >= recordsMax) return Infinity;
    const sec = anchor.sec + (dueMs(taken) / 1000 - anchor.own) / factor;
    return sec > endSec ? Infinity : Math.max(lastSec, sec);
  };
  const take = () => {
    lastSec = peekSec();
    taken++;
  };
  return {
    get total() {
      return Math.max(taken, countUntil({ ...rhythm, recordsMax }, ownAt(endSec)));
    },
    get taken() {
      return taken;
    },
    peekSec,
    take,
    skipUntil(sec) {
      const before = taken;
      // What is clearly late needs no counting one by one.
      taken = Math.max(taken, countUntil({ ...rhythm, recordsMax }, ownAt(sec) - SKIP_MARGIN_SEC));
      while (peekSec() < sec) take();
      return taken - before;
    },
    setFactor(newFactor, sec) {
      anchor = { sec: Math.max(sec, startSec), own: ownAt(sec) };
      factor = newFactor;
    },
  };
}

/** How fast the records come, as the mean of each of many equal stretches. */
export function curveOfRhythm(rhythm: Rhythm): Curve {
  const { startSec, endSec } = rhythm;
  const cellSec = (endSec - startSec) / CELLS;
  let before = 0;
  return createCurve(
    Array.from({ length: CELLS }, (_, i) => {
      const count = countUntil(rhythm, (i + 1) * cellSec);
      const eps = (count - before) / cellSec;
      before = count;
      const fromSec = startSec + i * cellSec;
      return { fromSec, toSec: fromSec + cellSec, fromEps: eps, toEps: eps };
    }),
  );
}

/** How many records are due within `ownSec` of the rhythm's start: doubling, then halving. */
function countUntil({ dueMs, recordsMax }: Rhythm, ownSec: number): number {
  const limit = Math.min(recordsMax, RECORDS_MAX);
  const isDue = (index: number) => index < limit && dueMs(index) <= ownSec * 1000;
  let high = 1;
  while (isDue(high - 1) && high < limit) high = Math.min(limit, high * 2);
  let low = 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isDue(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
