/**
 * From the bytes of inputs to forms with counts: the way of every line, on one page.
 *
 * ```
 * input → cut into lines → record or text → outline → known? ─ yes → count
 *                                                       └ no → words → form → count
 * ```
 */
import type { FormTable } from "./form_table.ts";
import type { Input } from "../input/mod.ts";
import { LineCutter } from "../input/mod.ts";
import { isRecord, type OnRecord, RecordReader } from "./record_reader.ts";
import { type LineReader, type OnForm, TextReader } from "./text_reader.ts";

export interface MineOptions {
  readonly table: FormTable;
  /** Which of the table's inputs this is. */
  readonly side?: number;
  /** Told the form of each line, in order. */
  readonly onForm?: OnForm;
  /** Told each record that is counted: of NDJSON alone. */
  readonly onRecord?: OnRecord;
  /** Records are also counted by buckets of this many milliseconds. */
  readonly bucketMs?: number;
  /** Lines that it refuses are not there. */
  readonly accepts?: (bytes: Uint8Array, start: number, end: number) => boolean;
  /** Told lines since the last time, now and then. */
  readonly onLines?: (count: number) => void;
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Counts all lines of `input`; resolves with their number. */
export async function mine(input: Input, options: MineOptions): Promise<number> {
  const { table, side = 0, onForm, onRecord, onLines, bucketMs, accepts } = options;
  const decoder = new TextDecoder();
  let lines = 0, told = 0;
  let reader: LineReader | undefined;
  const cutter = new LineCutter((bytes, start, end) => {
    const isMarked = lines === 0 &&
      BYTE_ORDER_MARK.every((byte, index) => bytes[start + index] === byte);
    const from = isMarked ? start + BYTE_ORDER_MARK.length : start;
    if (accepts !== undefined && !accepts(bytes, from, end)) return;
    reader ??= isRecord(decoder.decode(bytes.subarray(from, end)))
      ? new RecordReader(table, { side, onForm, onRecord, bucketMs })
      : new TextReader(table, side, onForm);
    lines++;
    reader.line(bytes, from, end);
  });
  await input.read((chunk) => {
    cutter.push(chunk);
    reader?.flush();
    onLines?.(lines - told);
    told = lines;
  });
  cutter.finish();
  reader?.finish();
  onLines?.(lines - told);
  return lines;
}
