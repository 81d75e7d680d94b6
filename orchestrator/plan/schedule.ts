/**
 * A schedule becomes a rate curve, and a rate curve becomes due times. Pure; nothing here waits.
 *
 * Three ways to say when an emitter is on, each of which `repeat` can run again and again:
 *
 * | given | shape |
 * |---|---|
 * | nothing, or `start_after_sec`, `stop_after_sec`, `ramp_up_sec`, `ramp_down_sec` | one window |
 * | `windows: [...]` | several windows, each with its own rate and ramps |
 * | `steps: [...]` | one rate after another, each reached at once or along a ramp |
 *
 * The n-th record is due where the integral of the rate reaches n - ½: evenly spaced on a constant
 * rate, and the number of records is the integral rounded to the nearest whole number.
 */
import { clip, createCurve, type Curve, type Piece } from "./curve.ts";

export interface Ramps {
  readonly ramp_up_sec?: number | undefined;
  readonly ramp_down_sec?: number | undefined;
}

export interface Window extends Ramps {
  readonly start_after_sec: number;
  readonly stop_after_sec: number;
  /** The emitter's rate, if the window names none. */
  readonly eps?: number | undefined;
}

export interface Step {
  readonly duration_sec: number;
  readonly eps: number;
  /** How long at its beginning the rate moves in a line from the step before. */
  readonly ramp_sec?: number | undefined;
}

export interface Schedule extends Ramps {
  readonly start_after_sec?: number | undefined;
  readonly stop_after_sec?: number | undefined;
  readonly windows?: readonly Window[] | undefined;
  readonly steps?: readonly Step[] | undefined;
  /** Run the same again from its beginning every so often; without `times`, to the end of the run. */
  readonly repeat?: { readonly every_sec: number; readonly times?: number | undefined } | undefined;
}

/** A run that repeats more often than this is refused. */
export const REPEATS_MAX = 10_000;

/** The rate curve of one emitter; what would go past `durationSec` is cut off there. */
export function curveOfSchedule(
  schedule: Schedule,
  eps: number,
  durationSec: number,
): Curve {
  const { repeat } = schedule;
  const pattern = patternOf(schedule, eps, repeat?.every_sec ?? durationSec);
  const timesMax = repeat === undefined ? 1 : Math.ceil(durationSec / repeat.every_sec);
  const times = Math.min(repeat?.times ?? Infinity, timesMax, REPEATS_MAX);
  const pieces: Piece[] = [];
  for (let cycle = 0; cycle < times; cycle++) {
    const shiftSec = cycle * (repeat?.every_sec ?? 0);
    for (const piece of pattern) {
      const fromSec = piece.fromSec + shiftSec;
      const toSec = piece.toSec + shiftSec;
      const clipped = clip({ ...piece, fromSec, toSec }, 0, durationSec);
      if (clipped !== undefined) pieces.push(clipped);
    }
  }
  return createCurve(pieces);
}

/** Where the pattern of a schedule ends, in seconds after it began. */
export function patternEndSec(schedule: Schedule, cycleSec: number): number {
  const { steps, windows, start_after_sec = 0 } = schedule;
  if (steps !== undefined) {
    return steps.reduce((sum, { duration_sec }) => sum + duration_sec, start_after_sec);
  }
  if (windows !== undefined) return windows.at(-1)?.stop_after_sec ?? 0;
  return schedule.stop_after_sec ?? cycleSec;
}

function patternOf(schedule: Schedule, eps: number, cycleSec: number): Piece[] {
  const { steps, windows, start_after_sec = 0 } = schedule;
  if (steps !== undefined) return piecesOfSteps(steps, start_after_sec);
  if (windows !== undefined) {
    return windows.flatMap((window) => piecesOfWindow(window, window.eps ?? eps));
  }
  const stop_after_sec = schedule.stop_after_sec ?? cycleSec;
  return piecesOfWindow({ ...schedule, start_after_sec, stop_after_sec }, eps);
}

function piecesOfWindow(window: Window, eps: number): Piece[] {
  const { start_after_sec, stop_after_sec, ramp_up_sec = 0, ramp_down_sec = 0 } = window;
  const upSec = start_after_sec + ramp_up_sec;
  const downSec = stop_after_sec - ramp_down_sec;
  return [
    { fromSec: start_after_sec, toSec: upSec, fromEps: 0, toEps: eps },
    { fromSec: upSec, toSec: downSec, fromEps: eps, toEps: eps },
    { fromSec: downSec, toSec: stop_after_sec, fromEps: eps, toEps: 0 },
  ];
}

function piecesOfSteps(steps: readonly Step[], startSec: number): Piece[] {
  const pieces: Piece[] = [];
  let atSec = startSec;
  let lastEps = 0;
  for (const { duration_sec, eps, ramp_sec = 0 } of steps) {
    const rampedSec = atSec + ramp_sec;
    const endSec = atSec + duration_sec;
    pieces.push({ fromSec: atSec, toSec: rampedSec, fromEps: lastEps, toEps: eps });
    pieces.push({ fromSec: rampedSec, toSec: endSec, fromEps: eps, toEps: eps });
    [atSec, lastEps] = [endSec, eps];
  }
  return pieces;
}
