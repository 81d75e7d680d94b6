/**
 * What a detector is: a value that knows one kind of PII, where in a text it stands and what is
 * written in its place. One file per detector; `mod.ts` is the list, in the order of precedence.
 *
 * A detector never scans a text. The scan (`../scan.ts`) looks at each character once, and asks a
 * detector only where one of its `triggers` fits: a character and its two neighbours. Clean text
 * costs a table look-up a character, and no allocation.
 *
 * ```
 * mail to john@example.com now
 *             ^ trigger: email.find(text, 12, found) → found = [8, 12), mask → "j***"
 * ```
 */
import { PII_KINDS, type PiiKind } from "../../../contract/mod.ts";

import { createReading, type Reading } from "./reading.ts";

export { PII_KINDS, type PiiKind };

/** What is hidden: a value of a kind, or the rest of a text that was too costly to look through. */
export type Hidden = PiiKind | "unread";

/** Values masked, by kind: one object per batch, added to by each text. */
export type PiiCounts = Record<Hidden, number>;

export function createPiiCounts(): PiiCounts {
  return {
    email: 0,
    ipv4: 0,
    ipv6: 0,
    card: 0,
    iban: 0,
    jwt: 0,
    credential: 0,
    cloud_key: 0,
    unread: 0,
  };
}

/** Adds one. The names are written out because the compiler is quicker with names that it knows. */
export function countPii(counts: PiiCounts, kind: Hidden): void {
  switch (kind) {
    case "email":
      counts.email++;
      break;
    case "ipv4":
      counts.ipv4++;
      break;
    case "ipv6":
      counts.ipv6++;
      break;
    case "card":
      counts.card++;
      break;
    case "iban":
      counts.iban++;
      break;
    case "jwt":
      counts.jwt++;
      break;
    case "credential":
      counts.credential++;
      break;
    case "cloud_key":
      counts.cloud_key++;
      break;
    case "unread":
      counts.unread++;
  }
}

/** Where a finding stands: UTF-16 offsets, `end` exclusive. Reused, so that finding allocates nothing. */
export interface Span {
  start: number;
  end: number;
  /** No web token begins before here: it has been looked for already (see `jwt.ts`). */
  quietUntil: number;
  readonly reading: Reading;
}

export function createSpan(): Span {
  return { start: 0, end: 0, quietUntil: 0, reading: createReading() };
}

/**
 * A place at which a detector is asked: a character, and what stands before and after it. A set of
 * characters is written as a string; absent means any. `OUTSIDE` in a set means what is not ASCII,
 * and the ends of the text.
 */
export interface Trigger {
  readonly on: string;
  readonly before?: string;
  readonly after?: string;
  /**
   * For digits, which are taken a run at a time: `after` is what follows the run, and only runs of
   * these lengths count (`DIGITS_RUN_MAX` stands for longer ones too).
   */
  readonly runChars?: readonly number[];
}

export const OUTSIDE = "\u0080";
export const DIGITS_RUN_MAX = 20;
export const DIGITS = "0123456789";
export const LOWER = "abcdefghijklmnopqrstuvwxyz";
export const UPPER = LOWER.toUpperCase();
export const ALPHANUMERIC = DIGITS + LOWER + UPPER;
export const HEX = "0123456789abcdefABCDEF";

export interface Detector {
  readonly kind: PiiKind;
  /** Where to ask. A finding need not begin there: an address is seen at its `@`. */
  readonly triggers: readonly Trigger[];
  /**
   * Whether there is a finding at the trigger at `at`; if so, `found` says where. Must be linear in
   * the text over all calls of one scan, whatever the text is: see `reading.ts`, which counts.
   */
  find(text: string, at: number, found: Span): boolean;
  /**
   * What replaces `text[start, end)`. Equal to it when that is a mask already: masking a masked
   * text changes nothing.
   */
  mask(text: string, start: number, end: number): string;
  /**
   * The quick way, set where the common case can be told from bytes: looks at the trigger at `at` in
   * the text that begins at `from`, and sets `cut` where the finding is plain. Never another answer
   * than `find` and `mask` would give, as long as no escape stands in the text. What lies beyond the
   * text may be read, and must not change the answer.
   */
  glance?(bytes: Uint8Array, at: number, from: number, cut: Cut): Glance;
}

/** What a look at the bytes says of a trigger. */
export const GLANCE = {
  /** `find` would say no. */
  nothing: 0,
  /** `find` has to be asked. */
  unsure: 1,
  /** There is a finding, as plain as they come, and so set apart that nothing else is near it. */
  plain: 2,
} as const;
export type Glance = typeof GLANCE[keyof typeof GLANCE];

/** What is to be done about a plain finding: write `mask` in place of `[start, end)`, byte offsets. */
export interface Cut {
  start: number;
  end: number;
  mask: string;
}

/** What is written for secrets, of which nothing is kept. */
export const MASK = "***";
