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

export { PII_KINDS, type PiiKind };

/** Values masked, by kind: one object per batch, added to by each text. */
export type PiiCounts = Record<PiiKind, number>;

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
  };
}

/** Where a finding stands: UTF-16 offsets, `end` exclusive. Reused, so that finding allocates nothing. */
export interface Span {
  start: number;
  end: number;
  /** No finding of this detector begins before here: it has looked already (see `jwt.ts`). */
  quietUntil: number;
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
  /**
   * The quick way out, on the bytes of a text without escapes: false only where `find` would say no
   * at the trigger at `at`, whatever stands beyond the text.
   */
  readonly isLikely?: (bytes: Uint8Array, at: number) => boolean;
  /** Where to ask. A finding need not begin there: an address is seen at its `@`. */
  readonly triggers: readonly Trigger[];
  /**
   * Whether there is a finding at the trigger at `at`; if so, `found` says where. Must be linear in
   * the text over all calls of one scan, whatever the text is.
   */
  find(text: string, at: number, found: Span): boolean;
  /**
   * What replaces `text[start, end)`. Equal to it when that is a mask already: masking a masked
   * text changes nothing.
   */
  mask(text: string, start: number, end: number): string;
}

/** What is written for secrets, of which nothing is kept. */
export const MASK = "***";
