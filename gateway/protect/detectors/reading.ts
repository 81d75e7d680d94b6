/**
 * What detectors have read of one text beyond their triggers: how many characters (steps), and what
 * they need not read again. Without it a text of many triggers, each with a long run after it that
 * comes to nothing, would cost its square: `basic=basic=…`.
 *
 * Every loop of a detector is one of three kinds, and its doc says which:
 *
 * | kind | why it is linear | counted |
 * |---|---|---|
 * | bounded by a named constant | so many characters for each trigger | no |
 * | consumed | what it reads becomes a finding, which is not looked into again | as it is read |
 * | a run | remembered here, and read once | as it is read |
 */
import { isAlphanumeric, isBase64, isBase64Url, isDigit, isUpper } from "./characters.ts";

const PADDING = 0x3d;
const DOT = 0x2e;
const TILDE = 0x7e;

/** Classes of characters of which tokens and keys are made, and of which runs are remembered. */
const RUNS = {
  upper: (code: number) => isUpper(code) || isDigit(code),
  alphanumeric: isAlphanumeric,
  /** RFC 4648, section 4, without padding. */
  base64: (code: number) => isBase64(code) && code !== PADDING,
  padded: isBase64,
  /** RFC 4648, section 5. */
  base64Url: isBase64Url,
  dotted: (code: number) => isBase64Url(code) || code === DOT,
  /** RFC 6750, section 2.1: b64token. */
  token: (code: number) => isBase64(code) || isBase64Url(code) || code === DOT || code === TILDE,
} as const;
export type RunClass = keyof typeof RUNS;

export interface Reading {
  /** Characters that were read in loops without a bound, in this text. */
  steps: number;
  /** Where the run of this class ends that goes on at `start`; `start` where there is none. */
  runEnd(of: RunClass, text: string, start: number): number;
  /** Whether a colon is in what base64 without padding says, in `text[start, end)`. */
  saysColon(text: string, start: number, end: number): boolean;
  /** Whether a digit is in `text[start, end)`. */
  hasDigit(text: string, start: number, end: number): boolean;
  clear(): void;
}

export function createReading(): Reading {
  const runs = Object.fromEntries(
    Object.entries(RUNS).map(([name, isIn]) => [name, createRun(isIn)]),
  ) as Record<RunClass, Run>;
  const all = Object.values(runs);
  const colons = createColonSearch();
  const digits = createDigitSearch();
  let hasRuns = false;
  const reading: Reading = {
    steps: 0,
    runEnd(of, text, start) {
      hasRuns = true;
      return runs[of].endOf(text, start, reading);
    },
    saysColon: (text, start, end) => colons.has(text, start, end, reading),
    hasDigit: (text, start, end) => digits.has(text, start, end, reading),
    clear() {
      reading.steps = 0;
      if (!hasRuns) return;
      hasRuns = false;
      for (let i = 0; i < all.length; i++) all[i]!.clear();
      colons.clear();
      digits.clear();
    },
  };
  return reading;
}

/** Where a run of characters of one class ends; the run that was read last is remembered. */
interface Run {
  endOf(text: string, start: number, reading: Reading): number;
  clear(): void;
}

function createRun(isIn: (code: number) => boolean): Run {
  let from = 0;
  let end = -1;
  return {
    endOf(text, start, reading) {
      if (from <= start && start <= end) return end;
      from = end = start;
      while (end < text.length && isIn(text.charCodeAt(end))) end++;
      reading.steps += end - start;
      return end;
    },
    clear() {
      from = 0;
      end = -1;
    },
  };
}

/** Looks for something in a text; where there is none is remembered. */
interface Search {
  has(text: string, start: number, end: number, reading: Reading): boolean;
  clear(): void;
}

const GROUP_CHARS = 4;
const COLON = 0x3a;

/** A colon, looked for once for each of the four ways to part a run into groups. */
function createColonSearch(): Search {
  /** For each of the four ways to part a text into groups: `[from, to)` has no colon. */
  const from = new Int32Array(GROUP_CHARS);
  const to = new Int32Array(GROUP_CHARS);
  return {
    has(text, start, end, reading) {
      const way = start % GROUP_CHARS;
      if (start < from[way]! || start > to[way]!) from[way] = to[way] = start;
      for (let at = to[way]!; at < end; at += GROUP_CHARS) {
        reading.steps += GROUP_CHARS;
        if (saysColon(text, at, Math.min(end, at + GROUP_CHARS))) return true;
        // A group that is cut short is read again when more of it may be asked for.
        if (at + GROUP_CHARS <= end) to[way] = at + GROUP_CHARS;
      }
      return false;
    },
    clear() {
      from.fill(0);
      to.fill(-1);
    },
  };
}

function createDigitSearch(): Search {
  /** `[from, to)` has no digit. */
  let from = 0;
  let to = -1;
  return {
    has(text, start, end, reading) {
      if (start < from || start > to) from = to = start;
      for (; to < end; to++) {
        reading.steps++;
        if (isDigit(text.charCodeAt(to))) return true;
      }
      return false;
    },
    clear() {
      from = 0;
      to = -1;
    },
  };
}

/** Whether one of the up to three bytes of a group of up to four characters is a colon. */
function saysColon(text: string, start: number, end: number): boolean {
  let bits = 0;
  for (let at = start; at < end; at++) bits = bits << 6 | valueOf(text.charCodeAt(at));
  const chars = end - start;
  bits <<= 6 * (GROUP_CHARS - chars);
  return (chars > 1 && (bits >> 16 & 0xff) === COLON) ||
    (chars > 2 && (bits >> 8 & 0xff) === COLON) || (chars > 3 && (bits & 0xff) === COLON);
}

/** RFC 4648, table 1. */
function valueOf(code: number): number {
  if (code >= 0x61) return code - 0x61 + 26;
  if (code >= 0x41) return code - 0x41;
  if (code >= 0x30) return code - 0x30 + 52;
  return code === 0x2b ? 62 : 63;
}
