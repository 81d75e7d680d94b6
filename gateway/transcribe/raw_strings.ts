/**
 * Strings that stand in a body as they are, in lines and cells → JSON text, masked.
 *
 * ```
 * said "hi" to john@example.com
 * "said \"hi\" to j***@example.com"
 * ```
 */
import {
  countPii,
  createPiiCounts,
  createScan,
  createStringScan,
  type Cuts,
  FORM,
  type Hidden,
  type PiiCounts,
  type PiiKind,
  type StringScan,
  TRAIT,
} from "../protect/mod.ts";
import { byteAt, type Source, surplusOfText } from "./source.ts";

/** Each gives the JSON text of a string. Strings are read in the order in which they stand. */
export interface RawStrings {
  /** The cell that begins at `start`, an offset in the text. */
  bareCell(source: Source, start: number): string;
  quotedCell(source: Source, start: number): string;
  /** The string that is `text[start, end)`. */
  between(source: Source, start: number, end: number): string;
  /** A text that the body has in another spelling. */
  text(value: string): string;
  /** Begins with another record: forgets what was found. */
  begin(): void;
  /** Adds what was found in the record's strings. */
  count(counts: PiiCounts): void;
}

const LF = 0x0a;
/** Findings for which memory is kept from one record to the next. */
const FOUND_KEPT_MAX = 256;
/** Traits of a string that need not be looked at as text. */
const PLAIN = TRAIT.candidates | TRAIT.unescaped;

export function createRawStrings(kinds: readonly PiiKind[]): RawStrings {
  const scan = createScan(kinds);
  const bareCells = createStringScan(kinds, FORM.bareCell);
  const quotedCells = createStringScan(kinds, FORM.quotedCell);
  const lines = createStringScan(kinds, FORM.line);
  /** Of the record; `foundCount` of them count, as a list that is emptied is made anew. */
  const found: Hidden[] = [];
  const hidden: readonly Hidden[] = [...kinds, "unread"];
  let foundCount = 0;
  const ofText = createPiiCounts();

  function read(strings: StringScan, source: Source, start: number): string {
    const traits = strings.read(source.bytes, byteAt(source, start));
    source.shift += strings.surplus;
    const end = source.at = strings.end - source.shift;
    const value = source.text.slice(start, end);
    const isPlain = (traits & ~PLAIN) === 0 &&
      ((traits & TRAIT.candidates) === 0 || strings.find(value));
    if (!isPlain) return text(value);
    const masked = strings.cuts.count === 0 ? value : cut(value, strings.cuts);
    return (traits & TRAIT.unescaped) === 0 ? `"${masked}"` : JSON.stringify(masked);
  }

  function cut(value: string, { count, starts, ends, masks, kinds }: Cuts): string {
    let masked = "";
    let copied = 0;
    for (let i = 0; i < count; i++) {
      found[foundCount++] = kinds[i]!;
      masked += value.slice(copied, starts[i]) + masks[i]!;
      copied = ends[i]!;
    }
    return masked + value.slice(copied);
  }

  function text(value: string): string {
    const masked = scan(value, ofText);
    if (masked !== value) {
      for (const kind of hidden) {
        for (; ofText[kind] > 0; ofText[kind]--) found[foundCount++] = kind;
      }
    }
    return JSON.stringify(masked);
  }

  return {
    bareCell: (source, start) => read(bareCells, source, start),
    quotedCell: (source, start) => read(quotedCells, source, start),
    between(source, start, end) {
      const { bytes, isAscii } = source;
      const previous = byteAt(source, start) - 1;
      const surplus = isAscii ? 0 : surplusOfText(source.text, start, end);
      const next = end + source.shift + surplus;
      bytes[previous] = bytes[next] = LF; // now it is a line, and nothing reads these two again
      return read(lines, source, start);
    },
    text,
    begin() {
      if (found.length > FOUND_KEPT_MAX) found.length = 0;
      foundCount = 0;
    },
    count(counts) {
      for (let i = 0; i < foundCount; i++) countPii(counts, found[i]!);
    },
  };
}
