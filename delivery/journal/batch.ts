/**
 * What is delivered in one request: a range of bytes of one journal file, whole lines only. A record
 * is known by its place, the file's name and the offset of its first byte, and by nothing else.
 *
 * ```
 * 20261201.ndjson:  {…}⏎{…}⏎{…}⏎
 *                   └start      └end     lineStarts: offsets in `bytes`
 * ```
 */

/** Where a batch stands. `end` is exclusive. */
export interface Range {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A record's line without its line end. */
export interface Line {
  /** In the journal file. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface Batch extends Range {
  /** The bytes of the range as they are on disk; each line ends in a line feed. */
  readonly bytes: Uint8Array;
  /** The lines that this sink takes: those that its route names. */
  readonly lines: readonly Line[];
  /** Whether `lines` are all lines of `bytes`. */
  readonly isWhole: boolean;
}

const LINE_FEED = 10;

/** The lines of `bytes`, which begin at `start` in their file. */
export function linesOf(bytes: Uint8Array, start: number): Line[] {
  const lines: Line[] = [];
  let from = 0;
  while (from < bytes.length) {
    const found = bytes.indexOf(LINE_FEED, from);
    const to = found < 0 ? bytes.length : found;
    if (to > from) lines.push({ offset: start + from, bytes: bytes.subarray(from, to) });
    from = to + 1;
  }
  return lines;
}

/** `range` with the lines that `takes` says; all, if it is absent. */
export function createBatch(
  { file, start, end }: Range,
  bytes: Uint8Array,
  takes?: (line: Uint8Array) => boolean,
): Batch {
  const all = linesOf(bytes, start);
  const lines = takes === undefined ? all : all.filter((line) => takes(line.bytes));
  return { file, start, end, bytes, lines, isWhole: lines.length === all.length };
}

/** The batch of some of the lines of another, in their order. */
export function partOf(batch: Batch, lines: readonly Line[]): Batch {
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined) return { ...batch, lines: [], isWhole: false };
  const start = first.offset;
  const end = last.offset + last.bytes.length + 1;
  const bytes = batch.bytes.subarray(start - batch.start, end - batch.start);
  return { file: batch.file, start, end, bytes, lines, isWhole: false };
}

/** A place as sinks store it: `20261201.ndjson:81920`. */
export function placeText(file: string, offset: number): string {
  return `${file}:${offset}`;
}
