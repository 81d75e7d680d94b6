/**
 * Reads the journal's folder as it grows: which files there are, and whole lines from an offset on.
 *
 * Bytes are synced before they are handed out, by this process, whatever the gateway's fsync mode is:
 * what a power cut could take back and replace must not have been delivered under its place.
 */
import { join } from "node:path";
import { parseJournalFileName } from "../../contract/mod.ts";
import type { Range } from "./batch.ts";

export interface JournalFileInfo {
  readonly name: string;
  readonly startMs: number;
  readonly worker: number | undefined;
  readonly bytes: number;
}

const LINE_FEED = 10;
/** A line that is longer than a batch may be: read on by this factor until its end is found. */
const GROWTH = 4;
/** The gateway stores no longer line; beyond it the file is not a journal. */
const LINE_BYTES_MAX = 64 * 2 ** 20;

/** The journal's files, in order of time, then of worker. A folder that is not there has none. */
export async function listJournal(folder: string): Promise<JournalFileInfo[]> {
  const files: JournalFileInfo[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      const file = parseJournalFileName(name);
      if (!isFile || file === undefined || file.content !== "records") continue;
      const bytes = await sizeOf(join(folder, name));
      if (bytes === undefined) continue;
      files.push({ name, startMs: file.startMs, worker: file.worker, bytes });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files.sort((a, b) =>
    a.startMs - b.startMs || (a.worker ?? -1) - (b.worker ?? -1) || (a.name < b.name ? -1 : 1)
  );
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

export interface ReadOrder {
  readonly file: string;
  readonly start: number;
  readonly bytesMax: number;
  readonly recordsMax: number;
}

/** Bytes of whole lines, with the range that they are. */
export interface ReadRange {
  readonly range: Range;
  readonly bytes: Uint8Array;
}

/** Whole lines from `start` on; `undefined` if there is none yet, or the file is gone. */
export async function readLines(
  folder: string,
  { file, start, bytesMax, recordsMax }: ReadOrder,
): Promise<ReadRange | undefined> {
  return await withFile(join(folder, file), async (handle) => {
    for (let length = bytesMax; length <= LINE_BYTES_MAX; length *= GROWTH) {
      const chunk = await readAt(handle, start, length);
      const end = endOfLines(chunk, recordsMax);
      if (end > 0) {
        await handle.syncData();
        return { range: { file, start, end: start + end }, bytes: chunk.subarray(0, end) };
      }
      if (chunk.length < length) return undefined;
    }
    throw new Error(`Cannot read ${file}:${start}: a line exceeds ${LINE_BYTES_MAX} bytes`);
  });
}

/** The bytes of a range as it was planned; `undefined` if the file no longer has them. */
export async function readRange(
  folder: string,
  { file, start, end }: Range,
): Promise<Uint8Array | undefined> {
  return await withFile(join(folder, file), async (handle) => {
    const bytes = await readAt(handle, start, end - start);
    return bytes.length === end - start && bytes.at(-1) === LINE_FEED ? bytes : undefined;
  });
}

/** Where the last whole line of at most `recordsMax` lines ends. */
function endOfLines(bytes: Uint8Array, recordsMax: number): number {
  let end = 0;
  for (let records = 0; records < recordsMax; records++) {
    const found = bytes.indexOf(LINE_FEED, end);
    if (found < 0) break;
    end = found + 1;
  }
  return end;
}

async function readAt(handle: Deno.FsFile, start: number, length: number): Promise<Uint8Array> {
  const { size } = await handle.stat();
  const buffer = new Uint8Array(Math.max(0, Math.min(length, size - start)));
  await handle.seek(start, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < buffer.length) {
    const count = await handle.read(buffer.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}

async function withFile<T>(
  path: string,
  use: (handle: Deno.FsFile) => Promise<T>,
): Promise<T | undefined> {
  let handle: Deno.FsFile;
  try {
    handle = await Deno.open(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    return await use(handle);
  } finally {
    handle.close();
  }
}
