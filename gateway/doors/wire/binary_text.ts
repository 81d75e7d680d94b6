/** Strings in bytes that are no text as a whole: where they are ASCII they stand there as they are. */
import type { RecordWriter, Source } from "../../transcribe/mod.ts";

const decoder = new TextDecoder(); // U+FFFD for what is no UTF-8

export interface BinaryText {
  readonly source: Source;
  /** How many characters stand for bytes that are no UTF-8. */
  replaced: number;
  /** The text of `bytes[start, end)`. */
  textOf(start: number, end: number): string;
  /** The same as the next value of a record, or as the name of its next field. */
  value(record: RecordWriter, start: number, end: number): void;
  name(record: RecordWriter, start: number, end: number): void;
}

export function createBinaryText(source: Source): BinaryText {
  const { text, codes } = source;

  function isAscii(start: number, end: number): boolean {
    for (let i = start; i < end; i++) if (codes[i]! >= 0x80) return false;
    return true;
  }

  function decoded(start: number, end: number): string {
    const value = decoder.decode(codes.subarray(start, end));
    for (let at = value.indexOf("\ufffd"); at !== -1; at = value.indexOf("\ufffd", at + 1)) {
      strings.replaced++;
    }
    return value;
  }

  const strings = {
    source,
    replaced: 0,
    textOf: (start: number, end: number) =>
      isAscii(start, end) ? text.slice(start, end) : decoded(start, end),
    value(record: RecordWriter, start: number, end: number) {
      if (isAscii(start, end)) record.textAt(start, end);
      else record.text(decoded(start, end));
    },
    name(record: RecordWriter, start: number, end: number) {
      if (isAscii(start, end)) record.fieldAt(start, end);
      else record.field(decoded(start, end));
    },
  };
  return strings;
}
