/**
 * Is a stored text the one that was sent, but for masks? Both are read in order, letter by letter:
 * between the places that masking may change they must be equal, and at these the stored one has
 * either what was sent, or a mask of it.
 *
 * ```
 * sent    login of  john@example.com  from  83.11.23.45  port 4711
 * stored  login of  j***@example.com  from  83.11.x.x    port 4711
 *         equal     mask              equal mask         equal
 * ```
 *
 * A mask says that it is one, by stars, an `x` for a group, or a word in brackets (`[EMAIL]`). All
 * else in it must stand in what it hides, in this order.
 */
import type { PlantedPii } from "../../emitters/mod.ts";
import { hideableSpans, isPersonalWord, plantedSpans, type Span } from "./hideable.ts";

/** Where two texts part. */
export interface TextDifference {
  /** The place in what was sent, in characters from 0. */
  readonly at: number;
  /** The words there; absent where one could be personal, or there is none. */
  readonly sent?: string;
  readonly stored?: string;
}

/** A mask may be longer than what it hides by this much. */
const MASK_EXTRA_CHARS_MAX = 64;
/** Places at which the end of one mask is looked for. */
const MASK_ENDS_MAX = 64;
/** Of what follows a mask, to find its end where the rest differs. */
const ANCHOR_CHARS_MAX = 8;
const SHOWN_WORD_CHARS_MAX = 24;
/** No character that a terminal would obey. */
const SHOWABLE = /^[\p{L}\p{N}\p{P}\p{S}]+$/u;

/** What hides: stars, `x` for a group of an address, a word in brackets or that says so. */
const MARK = new RegExp(
  [
    String.raw`\*+`,
    String.raw`(?<![\p{L}\p{N}])x(?:[.:-]x)*(?![\p{L}\p{N}])`,
    String.raw`(?<![<[{(])[<[{(]+\p{L}[\p{L}_ -]{2,}[>\]})]+`,
    String.raw`\b(?:redacted|masked|filtered|hidden|removed)\b`,
  ].join("|"),
  "giu",
);

/** `undefined` for equal, but for masks where masks may be. */
export function textDifference(
  sent: string,
  stored: string,
  planted: readonly PlantedPii[],
): TextDifference | undefined {
  // Half of a surrogate pair is no character: it is stored as U+FFFD.
  return wellFormedDifference(sent.toWellFormed(), stored.toWellFormed(), planted);
}

function wellFormedDifference(
  sent: string,
  stored: string,
  planted: readonly PlantedPii[],
): TextDifference | undefined {
  if (sent === stored) return undefined;
  const text = sentText(sent, planted);
  if (text.some((one) => partingOf(one, 0, stored) === undefined)) return undefined;
  const all = text.at(-1)!;
  return differenceAt(all, partingOf(all, 0, stored)!, stored, planted);
}

/** A text that was sent, with its places that may be hidden. */
export interface SentText {
  readonly text: string;
  readonly spans: readonly Span[];
}

/**
 * The text with what is planted alone, then with all that may be hidden. Nearly always the first is
 * enough, and the second takes ten times as long to find: so it is found when it is asked for.
 */
export function sentText(text: string, planted: readonly PlantedPii[]): readonly SentText[] {
  let spans: readonly Span[] | undefined;
  const all = {
    text,
    get spans() {
      return spans ??= hideableSpans(text, planted);
    },
  };
  return planted.length === 0 ? [all] : [{ text, spans: plantedSpans(text, planted) }, all];
}

/** Where a stored text parts from what was sent: the places in both. */
export interface Parting {
  readonly at: number;
  readonly storedAt: number;
}

/** `undefined` if `stored` is what of `sent` begins at `from`, but for masks. */
export function partingOf(
  { text, spans }: SentText,
  from: number,
  stored: string,
): Parting | undefined {
  let at = from;
  let storedAt = 0;
  for (let i = firstAfter(spans, from); i < spans.length; i++) {
    const { end } = spans[i]!;
    const start = Math.max(from, spans[i]!.start);
    const equal = equalChars(text, at, start, stored, storedAt);
    storedAt += equal;
    if (equal < start - at) return { at: at + equal, storedAt };
    const hidden = text.slice(start, end);
    if (stored.startsWith(hidden, storedAt)) storedAt += hidden.length;
    else {
      const follows = text.slice(end, spans[i + 1]?.start ?? text.length);
      const isLast = i === spans.length - 1;
      const maskEnd = endOfMask(stored, storedAt, hidden, { follows, isLast });
      if (maskEnd === -1) {
        const near = endOfMaskBefore(stored, storedAt, hidden, follows);
        if (near === undefined) return { at: start, storedAt };
        return { at: end + near.equal, storedAt: near.end + near.equal };
      }
      storedAt = maskEnd;
    }
    at = end;
  }
  const equal = equalChars(text, at, text.length, stored, storedAt);
  storedAt += equal;
  at += equal;
  return at === text.length && storedAt === stored.length ? undefined : { at, storedAt };
}

/** What a person may see of a parting. */
export function differenceAt(
  { text, spans }: SentText,
  { at, storedAt }: Parting,
  stored: string,
  planted: readonly PlantedPii[],
): TextDifference {
  const sentWord = plainWordAt(text, spans, at);
  const storedWord = plainWordAt(stored, hideableSpans(stored, planted), storedAt);
  return {
    at,
    ...(sentWord === undefined ? {} : { sent: sentWord }),
    ...(storedWord === undefined ? {} : { stored: storedWord }),
  };
}

/** `msg at character 12: sent floor=27, stored floor=777`, with what words may be shown. */
export function describeDifference(field: string, { at, sent, stored }: TextDifference): string {
  const words = [
    ...(sent === undefined ? [] : [`sent ${sent}`]),
    ...(stored === undefined ? [] : [`stored ${stored}`]),
  ];
  return `${field} at character ${at + 1}${words.length === 0 ? "" : `: ${words.join(", ")}`}`;
}

/** Whether `stored` is what is left of `sent` where all of it may be hidden. */
export function isMaskOf(stored: string, sent: string): boolean {
  if (stored.length > sent.length + MASK_EXTRA_CHARS_MAX) return false;
  const left = stored.split(MARK);
  if (left.length < 2) return false;
  const hidden = lettersOf(sent);
  const first = withoutZeroGroups(lettersOf(left[0]!), stored);
  const last = lettersOf(left.at(-1)!);
  if (!hidden.startsWith(first) || !hidden.endsWith(last)) return false;
  const hides = stored.match(MARK)!.map(hiddenCharsMin);
  let at = first.length;
  for (const [i, piece] of left.slice(1, -1).entries()) {
    const letters = lettersOf(piece);
    const found = hidden.indexOf(letters, at + hides[i]!);
    if (found < 0) return false;
    at = found + letters.length;
  }
  return at + hides.at(-1)! + last.length <= hidden.length;
}

/** Stars may stand for nothing, as in `a***@example.com` of `a@example.com`; a word may not. */
function hiddenCharsMin(mark: string): number {
  return mark.startsWith("*") ? 0 : 1;
}

/** `2001:0:x:x` of `2001::1`: the groups that `::` left out are written as zeros. */
function withoutZeroGroups(letters: string, stored: string): string {
  return stored.includes(":x") ? letters.replace(/0+$/, "") : letters;
}

/** Masks leave out blanks, dashes and dots as they like. */
function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();
}

function firstAfter(spans: readonly Span[], from: number): number {
  if (from === 0) return 0;
  const index = spans.findIndex(({ end }) => end > from);
  return index < 0 ? spans.length : index;
}

function equalChars(
  text: string,
  from: number,
  end: number,
  stored: string,
  storedFrom: number,
): number {
  let count = 0;
  while (
    from + count < end && storedFrom + count < stored.length &&
    text.charCodeAt(from + count) === stored.charCodeAt(storedFrom + count)
  ) count++;
  return count;
}

/** Where the mask of `hidden` ends that begins at `from`; -1 if there is none. */
function endOfMask(
  stored: string,
  from: number,
  hidden: string,
  { follows, isLast }: { readonly follows: string; readonly isLast: boolean },
): number {
  if (isLast) {
    const end = stored.length - follows.length;
    const isMask = end > from && stored.endsWith(follows) &&
      isMaskOf(stored.slice(from, end), hidden);
    return isMask ? end : -1;
  }
  const limit = from + hidden.length + MASK_EXTRA_CHARS_MAX;
  let end = stored.indexOf(follows, from + 1);
  for (let tries = 0; tries < MASK_ENDS_MAX && end >= 0 && end <= limit; tries++) {
    if (isMaskOf(stored.slice(from, end), hidden)) return end;
    end = stored.indexOf(follows, end + 1);
  }
  return -1;
}

/** Where the mask ends that is followed by some of `follows`, and how much of that: to report. */
function endOfMaskBefore(
  stored: string,
  from: number,
  hidden: string,
  follows: string,
): { readonly end: number; readonly equal: number } | undefined {
  for (let chars = Math.min(follows.length, ANCHOR_CHARS_MAX); chars > 0; chars >>= 1) {
    const anchor = { follows: follows.slice(0, chars), isLast: false };
    const end = endOfMask(stored, from, hidden, anchor);
    if (end !== -1) return { end, equal: equalChars(follows, 0, follows.length, stored, end) };
  }
  return isMaskOf(stored.slice(from), hidden) ? { end: stored.length, equal: 0 } : undefined;
}

/** The word around `at`, unless it could be personal or secret. */
export function plainWordAt(
  text: string,
  spans: readonly Span[],
  at: number,
): string | undefined {
  const before = /\S*$/.exec(text.slice(Math.max(0, at - SHOWN_WORD_CHARS_MAX), at))![0];
  const after = /^\S*/.exec(text.slice(at, at + SHOWN_WORD_CHARS_MAX))![0];
  const word = before + after;
  const start = at - before.length;
  const end = at + after.length;
  if (word.length > SHOWN_WORD_CHARS_MAX || isPersonalWord(word)) return undefined;
  if (!SHOWABLE.test(word)) return undefined;
  return spans.some((span) => span.start < end && start < span.end) ? undefined : word;
}
