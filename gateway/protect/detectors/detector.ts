/**
 * What a detector is: a value that knows one kind of PII, where in a text it stands and what is
 * written in its place. One file per detector; `mod.ts` is the list, in the order of precedence.
 *
 * A detector never scans a text. The scan (`../scan.ts`) looks at each character once and asks a
 * detector only where one of its `triggers` stands, so that clean text costs a table look-up a
 * character, and no allocation.
 *
 * ```
 * mail to john@example.com now
 *             ^ trigger: email.find(text, 12, found) → found = [8, 12), mask → "j***"
 * ```
 */

export const PII_KINDS = [
  "email",
  "ipv4",
  "ipv6",
  "card",
  "iban",
  "jwt",
  "credential",
  "cloud_key",
] as const;
export type PiiKind = typeof PII_KINDS[number];

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

export function createSpan(): Span {
  return { start: 0, end: 0, quietUntil: 0 };
}

export interface Detector {
  readonly kind: PiiKind;
  /**
   * ASCII characters at which a finding can be recognised. It need not begin there: an address is
   * seen at its `@`. A digit stands for all ten, and is asked about at the start of a run only.
   */
  readonly triggers: string;
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
