/** Reads a run's lines out of files: one after another, line by line. */
import { join } from "node:path";
import { type JournalFile, parseJournalFileName } from "../../contract/mod.ts";

/** Where lines stand together: a file, or a part of a store that has an order. */
export interface StoredFile {
  readonly name: string;
  /** Of several that write side by side: there is no order between them. */
  readonly worker?: number;
}

/** One stored line, without its end. */
export interface StoredLine {
  readonly file: StoredFile;
  readonly text: string;
  /** Its number in the file, from 1. */
  readonly number: number;
}

export interface StoredLinesOptions {
  readonly directory: string;
  /** Files that ended before this are passed over. */
  readonly fromMs: number;
  /** Only lines that contain this. */
  readonly containing: string;
}

export interface StoredLinesCounts {
  files: number;
  /** All lines that were read, of this run or not. */
  lines: number;
}

const READ_BYTES = 262_144;
/** Longer lines are no records of ours. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;
const LINE_FEED = 10;

/** Journal files of `directory` that may hold what was received since `fromMs`, oldest first. */
export async function journalFilesSince(directory: string, fromMs: number): Promise<JournalFile[]> {
  const files: JournalFile[] = [];
  for await (const { name, isFile } of Deno.readDir(directory)) {
    const file = isFile ? parseJournalFileName(name) : undefined;
    if (file?.content === "records" && file.endMs > fromMs) files.push(file);
  }
  return files.sort((a, b) => a.startMs - b.startMs || (a.worker ?? 0) - (b.worker ?? 0));
}

/** Lines of the journal folder `directory`. Counts into `counts` what it reads. */
export async function* storedLines(
  { directory, fromMs, containing }: StoredLinesOptions,
  counts: StoredLinesCounts,
): AsyncGenerator<StoredLine[]> {
  for (const file of await journalFilesSince(directory, fromMs)) {
    yield* fileLines(join(directory, file.name), { file, containing }, counts);
  }
}

export interface FileLinesOptions {
  readonly file: StoredFile;
  /** Only lines that contain this. */
  readonly containing: string;
}

/** The lines of one file, in chunks, to keep waiting off the line. */
export async function* fileLines(
  path: string,
  { file, containing }: FileLinesOptions,
  counts: StoredLinesCounts,
): AsyncGenerator<StoredLine[]> {
  counts.files++;
  using handle = await Deno.open(path, { read: true });
  const decoder = new TextDecoder();
  let rest: Uint8Array[] = [];
  let restBytes = 0;
  let before = 0;
  const buffer = new Uint8Array(READ_BYTES);
  for (;;) {
    const read = await handle.read(buffer);
    if (read === null) break;
    const bytes = buffer.subarray(0, read);
    const end = bytes.lastIndexOf(LINE_FEED);
    if (end < 0) {
      rest.push(bytes.slice());
      restBytes += read;
      if (restBytes > LINE_BYTES_MAX) throw new Error(`${file.name} has a line without an end`);
      continue;
    }
    const text = decoder.decode(join8([...rest, bytes.subarray(0, end)]));
    rest = end + 1 < read ? [bytes.slice(end + 1)] : [];
    restBytes = read - end - 1;
    const lines = text.split("\n");
    counts.lines += lines.length;
    const first = before + 1;
    before += lines.length;
    const found = lines.flatMap((text, i) =>
      text.includes(containing) ? [{ file, text, number: first + i }] : []
    );
    if (found.length > 0) yield found;
  }
  // A last line without its end is still being written, or was torn: it is no record.
}

function join8(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
