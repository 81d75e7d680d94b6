/**
 * The due times of one emitter's records, one at a time and in order, in seconds of the run.
 *
 * Jitter lets the rate wander without changing how much is sent: every piece of the curve is cut
 * into pairs of cells of about a second (or of one record's spacing, where that is longer), and the
 * border inside each pair is moved by a random share of a cell. The rate in a cell leaves the
 * asked one by up to that share; the borders of the pairs, of the windows and the totals stay.
 */
import type { Random } from "../../emitters/mod.ts";
import { countAt, type Curve, offsetOfCount, type Segment } from "./curve.ts";

const JITTER_CELL_SEC = 1;
/** Jitter moves a record by less than a cell, which is a second or the spacing of two records. */
const SKIP_MARGIN_SEC = 4 * JITTER_CELL_SEC;
const SKIP_MARGIN_RECORDS = 2;

export interface Jitter {
  /** The largest share by which the rate of a cell leaves the curve: 0.1 is ±10 %. */
  readonly share: number;
  readonly random: Random;
}

export interface DueTimes {
  /** How many records there are in all, at the rate that is set now. */
  readonly total: number;
  /** How many have been taken. */
  readonly taken: number;
  /** When the next one is due; `Infinity` when there is none. */
  peekSec(): number;
  take(): void;
  /** Passes over all that are due before `sec`, and says how many those were. */
  skipUntil(sec: number): number;
  /** From `sec` on, the rate is `factor` times the curve's. */
  setFactor(factor: number, sec: number): void;
}

/** At most `recordsMax` records are due, however long the curve is. */
export function createDueTimes(
  curve: Curve,
  jitter?: Jitter,
  recordsMax: number = Infinity,
): DueTimes {
  const warp = jitter === undefined || jitter.share === 0 ? unwarped : createWarp(jitter);
  // The n-th record is due where the curve's own count is anchor.curve + (n - ½ - anchor.taken) / factor.
  let anchor = { curve: 0, taken: 0 };
  let factor = 1;
  let taken = 0;
  let segmentIndex = 0;
  let nextSec = NaN;
  let lastSec = 0;

  const total = () => {
    const count = anchor.taken + factor * (curve.count - anchor.curve);
    return Math.min(recordsMax, Math.floor(count + 0.5));
  };
  const locate = (): number => {
    if (factor === 0 || taken >= total()) return Infinity;
    const count = anchor.curve + (taken + 0.5 - anchor.taken) / factor;
    while (endCount(curve, segmentIndex) < count && segmentIndex < curve.segments.length - 1) {
      segmentIndex++;
    }
    const segment = curve.segments[segmentIndex]!;
    const offsetSec = offsetOfCount(segment, Math.max(0, count - segment.countBefore));
    return Math.max(lastSec, segment.fromSec + warp(segment, segmentIndex, offsetSec));
  };
  const peekSec = () => Number.isNaN(nextSec) ? nextSec = locate() : nextSec;
  const take = () => {
    lastSec = peekSec();
    taken++;
    nextSec = NaN;
  };

  return {
    get total() {
      return Math.max(taken, total());
    },
    get taken() {
      return taken;
    },
    peekSec,
    take,
    skipUntil(sec) {
      const before = taken;
      // Far back, jitter or not, all is late: that part needs no counting one by one.
      const farSec = sec - SKIP_MARGIN_SEC;
      const far = anchor.taken + factor * (countAt(curve, farSec) - anchor.curve);
      const jump = Math.min(total(), Math.floor(far) - SKIP_MARGIN_RECORDS);
      if (jump > taken) {
        taken = jump;
        nextSec = NaN;
      }
      while (peekSec() < sec) take();
      return taken - before;
    },
    setFactor(newFactor, sec) {
      const curveCount = countAt(curve, sec);
      // What is due by now stays due: the new rate counts from here.
      const dueCount = anchor.taken + factor * (curveCount - anchor.curve);
      anchor = { curve: curveCount, taken: Math.max(dueCount, taken - 0.5) };
      factor = newFactor;
      nextSec = NaN;
    },
  };
}

function endCount(curve: Curve, index: number): number {
  return curve.segments[index + 1]?.countBefore ?? curve.count;
}

type Warp = (segment: Segment, segmentIndex: number, offsetSec: number) => number;

const unwarped: Warp = (_segment, _segmentIndex, offsetSec) => offsetSec;

function createWarp({ share, random }: Jitter): Warp {
  let segmentIndex = -1;
  let pair = -1;
  let cellSec = 0;
  let pairs = 0;
  let moveSec = 0;
  let source = random;
  return (segment, index, offsetSec) => {
    if (index !== segmentIndex) {
      const lengthSec = segment.toSec - segment.fromSec;
      const spacingSec = 2 / (segment.fromEps + segment.toEps);
      const wishedSec = Math.max(JITTER_CELL_SEC, spacingSec);
      pairs = Math.max(1, Math.floor(lengthSec / (2 * wishedSec)));
      cellSec = lengthSec / (2 * pairs);
      source = random.fork(String(index));
      [segmentIndex, pair] = [index, -1];
    }
    const wanted = Math.min(pairs - 1, Math.floor(offsetSec / (2 * cellSec)));
    while (pair < wanted) {
      moveSec = share * cellSec * (2 * source.float() - 1);
      pair++;
    }
    const pairStartSec = pair * 2 * cellSec;
    const insideSec = offsetSec - pairStartSec;
    if (insideSec < cellSec) return pairStartSec + insideSec * (cellSec + moveSec) / cellSec;
    const beyondSec = insideSec - cellSec;
    return pairStartSec + cellSec + moveSec + beyondSec * (cellSec - moveSec) / cellSec;
  };
}
