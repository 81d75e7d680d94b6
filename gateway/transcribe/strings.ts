/**
 * Strings on their way into a line: masked where they stand, and taken over as they were sent where
 * nothing is to be masked.
 *
 * ```
 * "hi \"john\" <john@example.com>"      JSON: only what is masked is written anew
 * said "hi" to john@example.com         text: becomes JSON, "said \"hi\" to j***@example.com"
 * ```
 */
import {
  createCodes,
  createPiiCounts,
  createScan,
  createStringScan,
  type Cuts,
  type Hidden,
  MASK,
  type PiiKind,
  schemeChars,
  type Secret,
  TRAIT,
} from "../protect/mod.ts";
import { parseJson } from "./json_text.ts";
import { type Line, noteFound, replace } from "./line.ts";

export interface Strings {
  /** A string of JSON whose opening quote is at `at`; gives the offset behind it, or -1. */
  json(at: number): number;
  /** The same, but that nothing is masked. */
  keptJson(at: number): number;
  /** The same for the value of a secret. */
  secretJson(at: number, secret: Secret): number;
  /** The JSON text of `text[start, end)`. */
  between(start: number, end: number): string;
  /** The JSON text of a text that stands nowhere in the source; masked, unless it is kept. */
  text(value: string): string;
  secretText(value: string, secret: Secret): string;
  masked(value: string): string;
  /** `masked` for a text that comes again and again: each call notes what was found in it. */
  maskerOf(value: string): () => string;
}

export interface StringOptions {
  readonly kinds: readonly PiiKind[];
  /** Whether it is asked later on where findings stood. */
  readonly isIndexed: boolean;
}

const UNSURE = TRAIT.candidates | TRAIT.text;

export function createStrings(line: Line, { kinds, isIndexed }: StringOptions): Strings {
  const jsonScan = createStringScan(kinds, "json", isIndexed);
  const textScan = createStringScan(kinds, "text", isIndexed);
  const scan = createScan(kinds, note);
  const codesOf = createCodes();
  /** Findings are noted one by one; nobody asks for their sum. */
  const uncounted = createPiiCounts();

  function note(kind: Hidden, text: string, start: number, end: number): void {
    if (isIndexed) noteFound(line, kind, text, start, end);
    else line.found.kinds[line.found.count++] = kind;
  }

  function json(at: number): number {
    const { text, codes } = line;
    const traits = jsonScan.read(codes, at + 1);
    const { end, cuts } = jsonScan;
    if (traits === 0 && cuts.count === 0) return end + 1;
    if ((traits & (UNSURE | TRAIT.broken)) !== 0) {
      if ((traits & TRAIT.broken) !== 0) return -1;
      if ((traits & TRAIT.escaped) !== 0) return escapedJson(at, end + 1);
      const raw = text.slice(at + 1, end);
      if ((traits & TRAIT.text) !== 0 || !jsonScan.find(raw)) {
        const masked = scan(raw, uncounted);
        if (masked !== raw) replace(line, at + 1, end, masked);
        return end + 1;
      }
    }
    const { count, starts, ends, masks, kinds: found } = cuts;
    for (let i = 0; i < count; i++) {
      const start = at + 1 + starts[i]!;
      note(found[i]!, text, start, at + 1 + ends[i]!);
      replace(line, start, at + 1 + ends[i]!, masks[i]!);
    }
    return end + 1;
  }

  /** What the string says is looked at, as that is not what stands there. */
  function escapedJson(from: number, to: number): number {
    const value = JSON.parse(line.text.slice(from, to)) as string;
    const clean = masked(value);
    if (clean !== value) replace(line, from, to, JSON.stringify(clean));
    return to;
  }

  function keptJson(at: number): number {
    const traits = jsonScan.read(line.codes, at + 1);
    return (traits & TRAIT.broken) === 0 ? jsonScan.end + 1 : -1;
  }

  function secretJson(at: number, secret: Secret): number {
    const end = keptJson(at);
    if (end === -1) return -1;
    const raw = line.text.slice(at, end);
    const json = secretText(parseJson(raw) as string, secret);
    if (json !== raw) replace(line, at, end, json);
    return end;
  }

  /** What is left of a secret: nothing, or the scheme that it begins with. */
  function secretText(value: string, { kind, hasScheme }: Secret): string {
    const kept = hasScheme ? value.slice(0, schemeChars(value)) : "";
    const masked = kept + MASK;
    if (value === "" || value === masked) return JSON.stringify(value);
    noteFound(line, kind, "", 0, 0);
    return JSON.stringify(masked);
  }

  function between(start: number, end: number): string {
    const { text, codes } = line;
    const traits = textScan.readBetween(codes, start, end);
    const value = text.slice(start, end);
    const clean = maskedBy(traits, value);
    return (traits & TRAIT.unescaped) === 0 ? `"${clean}"` : JSON.stringify(clean);
  }

  function masked(value: string): string {
    return maskedBy(textScan.readBetween(codesOf(value), 1, value.length + 1), value);
  }

  /** Masks the text of which `textScan` has said that. */
  function maskedBy(traits: number, value: string): string {
    if ((traits & TRAIT.text) !== 0) return scan(value, uncounted);
    if ((traits & TRAIT.candidates) !== 0 && !textScan.find(value)) return scan(value, uncounted);
    return textScan.cuts.count === 0 ? value : cut(value, textScan.cuts);
  }

  function maskerOf(value: string): () => string {
    const { found } = line;
    const from = found.count;
    const clean = masked(value);
    const noted = Array.from({ length: found.count - from }, (_, i) => from + i).map((i) => ({
      ...{ kind: found.kinds[i]!, text: found.texts[i]! },
      ...{ start: found.starts[i]!, end: found.ends[i]! },
    }));
    found.count = from;
    return () => {
      for (const { kind, text, start, end } of noted) noteFound(line, kind, text, start, end);
      return clean;
    };
  }

  function cut(value: string, { count, starts, ends, masks, kinds: found }: Cuts): string {
    let masked = "";
    let copied = 0;
    for (let i = 0; i < count; i++) {
      note(found[i]!, value, starts[i]!, ends[i]!);
      masked += value.slice(copied, starts[i]) + masks[i]!;
      copied = ends[i]!;
    }
    return masked + value.slice(copied);
  }

  return {
    json,
    keptJson,
    secretJson,
    between,
    text: (value) => JSON.stringify(masked(value)),
    secretText,
    masked,
    maskerOf,
  };
}
