/**
 * A rate over time: piecewise linear, in records per second (EPS).
 *
 * ```
 *  EPS      ┌────┐            Its integral says how many records are due by a time;
 *   500    ╱│    │╲           the inverse of the integral says when the n-th one is due.
 *   100 ──╱ │    │ ╲──        Both are closed forms, so a run of a billion records
 *        0  3    8  10 s      is planned without counting them.
 * ```
 */

/** A stretch on which the rate goes in a straight line. Times are seconds of the run. */
export interface Piece {
  readonly fromSec: number;
  readonly toSec: number;
  readonly fromEps: number;
  readonly toEps: number;
}

/** A piece, and how many records are due before it begins (a real number). */
export interface Segment extends Piece {
  readonly countBefore: number;
}

export interface Curve {
  /** In order of time, without overlaps. The rate is 0 between them. */
  readonly segments: readonly Segment[];
  /** Records due over the whole curve, as a real number. */
  readonly count: number;
}

/** Builds a curve from pieces in order of time; pieces in which nothing is due are left out. */
export function createCurve(pieces: readonly Piece[]): Curve {
  const segments: Segment[] = [];
  let count = 0;
  for (const piece of pieces) {
    const pieceCount = (piece.fromEps + piece.toEps) / 2 * (piece.toSec - piece.fromSec);
    if (!(pieceCount > 0)) continue;
    segments.push({ ...piece, countBefore: count });
    count += pieceCount;
  }
  return { segments, count };
}

/** The part of `piece` that lies in `[fromSec, toSec]`, or `undefined` if there is none. */
export function clip(piece: Piece, fromSec: number, toSec: number): Piece | undefined {
  const start = Math.max(piece.fromSec, fromSec);
  const end = Math.min(piece.toSec, toSec);
  if (start >= end) return undefined;
  return {
    fromSec: start,
    toSec: end,
    fromEps: epsOn(piece, start),
    toEps: epsOn(piece, end),
  };
}

/** The rate at `sec`, in EPS. At a jump it is the rate after it. */
export function rateAt(curve: Curve, sec: number): number {
  const segment = lastStartedBy(curve, sec);
  return segment === undefined || sec >= segment.toSec ? 0 : epsOn(segment, sec);
}

/** How many records are due by `sec`, as a real number. */
export function countAt(curve: Curve, sec: number): number {
  const segment = lastStartedBy(curve, sec);
  if (segment === undefined) return 0;
  const endSec = Math.min(sec, segment.toSec);
  const meanEps = (segment.fromEps + epsOn(segment, endSec)) / 2;
  return segment.countBefore + meanEps * (endSec - segment.fromSec);
}

/** Seconds from the start of `segment` to where `count` records of it are due. */
export function offsetOfCount(segment: Segment, count: number): number {
  const { fromSec, toSec, fromEps, toEps } = segment;
  const lengthSec = toSec - fromSec;
  const slope = (toEps - fromEps) / lengthSec;
  // The root of fromEps·x + slope/2·x² = count, written so that it is exact for slope → 0.
  const root = Math.sqrt(Math.max(0, fromEps * fromEps + 2 * slope * count));
  const divisor = fromEps + root;
  return divisor === 0 ? 0 : Math.min(lengthSec, 2 * count / divisor);
}

/** Highest rate anywhere on the curve. */
export function peakEps(curve: Curve): number {
  return curve.segments.reduce((peak, { fromEps, toEps }) => Math.max(peak, fromEps, toEps), 0);
}

/** Seconds, up to `untilSec`, during which the rate is above 0. */
export function activeSec(curve: Curve, untilSec = Infinity): number {
  return curve.segments.reduce((sum, { fromSec, toSec }) => {
    return sum + Math.max(0, Math.min(toSec, untilSec) - fromSec);
  }, 0);
}

function epsOn({ fromSec, toSec, fromEps, toEps }: Piece, sec: number): number {
  if (fromEps === toEps) return fromEps;
  return fromEps + (toEps - fromEps) * (sec - fromSec) / (toSec - fromSec);
}

function lastStartedBy({ segments }: Curve, sec: number): Segment | undefined {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle]!.fromSec <= sec) low = middle + 1;
    else high = middle;
  }
  return segments[low - 1];
}
