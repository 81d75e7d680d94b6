/**
 * The one way of a record into the journal: whoever reads a format tells this writer where the fields
 * stand in the source, in their order, and the writer normalises, masks, indexes, seals and writes the
 * line. No reader makes a record, and none masks or reads a level by itself.
 *
 * ```
 * <34>May  1 10:00:00 web-1 su[77]: hi john@example.com     time("2026-05-01T10:00:00.000Z")
 *                     ^     ^                               level("ERROR")
 *                                                           field("host")  textAt(20, 25)
 *                                                           field("msg")   textAt(34, 53)
 *
 * {"ts":"2026-05-01T10:00:00.000Z","level":"ERROR","msg":"hi j***@example.com","emitter":"x","host":…}
 * ```
 *
 * What a field is to the record, its name says, as `normalise.ts` lists it: readers hand over `time` or
 * `severity` like any other field. Only what a format says without naming it has calls of its own.
 */
import type { Level } from "../../contract/mod.ts";

/** What places are offsets in: a text, and its characters as bytes, one for each UTF-16 unit. */
export interface Source {
  readonly text: string;
  /** 0x80 for all that is not ASCII. A line feed stands before the first character and after the last. */
  readonly codes: Uint8Array;
}

export interface RecordWriter {
  /** Begins a record, all places of which are offsets in `source`. */
  begin(source: Source): void;
  /** What the format itself says: a time in canonical spelling, a level. It goes before any field. */
  time(canonical: string): void;
  level(level: Level): void;
  /** The next field, of the record or of the object opened last, by a name that the format gives it. */
  field(name: string): void;
  /** The same by a name that stands in the source, as it is. */
  fieldAt(start: number, end: number): void;
  /** The value of the field, one of these: text that stands in the source as it is. */
  textAt(start: number, end: number): void;
  /** Text that the source spells otherwise, or has not got. */
  text(value: string): void;
  /** A number, `true`, `false` or `null`, as JSON text: numbers are stored digit by digit. */
  literal(json: string): void;
  /** JSON (RFC 8259) that stands in the source; gives the offset behind it, or -1 where it is none. */
  jsonAt(start: number): number;
  /** An object, of which the fields follow until `close`. */
  open(): void;
  close(): void;
  /** Writes the line. */
  end(): void;
}
