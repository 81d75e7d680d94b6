/**
 * What a crash leaves at the end of a journal file, and how it is put right.
 *
 * ```
 * {"ts":…}⏎{"ts":…}⏎{"ts":"2026-0             a write was cut short
 * {"ts":…}⏎{"ts":…}⏎␀␀␀␀␀␀␀␀␀␀␀␀␀             a power loss: the size was saved, the data was not
 * {"ts":…}⏎{"ts":…}⏎␀␀␀␀␀␀:1}⏎{"ts":…}⏎       … or only some pages of it
 *                   └── from here on: to the .torn file, synced, and only then cut off
 * ```
 *
 * A batch that came with a key says in its first record that it begins (`once/mark.ts`): where its
 * end is missing it is set aside too, since its sender was not told and sends it again.
 *
 * JSON text never holds a raw NUL (RFC 8259, section 7), so one is damage. Whatever follows it was
 * written with it or after it, and not synced. No byte is dropped: `.torn` keeps them all.
 */
import { join } from "node:path";
import { parseJournalFileName, tornFileName } from "../../contract/mod.ts";
import { begunBatchStart } from "../once/mod.ts";
import { syncDirectory } from "./directory.ts";
import { writeAll } from "./write_all.ts";

/** What was set aside. */
export interface TornTail {
  readonly file: string;
  readonly lines: number;
  readonly bytes: number;
}

/** How far from the end damage inside is looked for; what is older than that has been synced. */
const DAMAGE_WINDOW_BYTES = 8 * 2 ** 20;
/** In how many of the newest files damage inside is looked for; in the others the last byte tells. */
const SEARCHED_FILES_MAX = 2;
/** How far back the begin of a batch is looked for. */
const BATCH_BYTES_MAX = 64 * 2 ** 20;
const CHUNK_BYTES = 64 * 2 ** 10;
const TORN_MODE = 0o640;
const NEWLINE = 10;
const NUL = 0;

/** The files with records in `dir`, newest first, by the worker that wrote them. */
export async function filesByWorker(dir: string): Promise<Map<number | undefined, string[]>> {
  const files = [];
  for await (const entry of Deno.readDir(dir)) {
    const file = entry.isFile ? parseJournalFileName(entry.name) : undefined;
    if (file?.content === "records") files.push(file);
  }
  files.sort((a, b) => b.startMs - a.startMs);
  const names = Map.groupBy(files, ({ worker }) => worker);
  return new Map([...names].map(([worker, each]) => [worker, each.map(({ name }) => name)]));
}

/** Puts right those of one worker's files, newest first, that need it. */
export async function recoverFiles(dir: string, names: readonly string[]): Promise<TornTail[]> {
  const tails: TornTail[] = [];
  for (const [age, name] of names.entries()) {
    if (age >= SEARCHED_FILES_MAX && await endsWithNewline(join(dir, name))) continue;
    const tail = await recoverFile(dir, name);
    if (tail !== undefined) tails.push(tail);
  }
  return tails;
}

/** Puts one file right. `undefined` when it was whole. */
export async function recoverFile(dir: string, name: string): Promise<TornTail | undefined> {
  const path = join(dir, name);
  const size = (await Deno.stat(path)).size;
  const cut = await wholeBytes(path, size);
  if (cut === size) return undefined;
  using file = await Deno.open(path, { read: true, write: true });
  const lines = await setAside(file, cut, join(dir, tornFileName(name)));
  await syncDirectory(dir);
  await file.truncate(cut);
  await file.syncData();
  return { file: name, lines, bytes: size - cut };
}

/** How many bytes of the file are whole lines without damage. */
async function wholeBytes(path: string, size: number): Promise<number> {
  using file = await Deno.open(path, { read: true });
  const damage = await firstNul(file, Math.max(0, size - DAMAGE_WINDOW_BYTES), size);
  const whole = await lineStart(file, damage ?? size);
  return await batchStart(file, whole);
}

/** Where a batch with a key begins that does not end before `end`, which is a line's; `end` for none. */
async function batchStart(file: Deno.FsFile, end: number): Promise<number> {
  for (let window = CHUNK_BYTES;; window *= 8) {
    const from = await lineStart(file, Math.max(0, end - window));
    const begun = begunBatchStart(await readAt(file, from, end - from));
    if (begun !== undefined) return begun < 0 ? end : from + begun;
    if (from === 0 || window > BATCH_BYTES_MAX) return end;
  }
}

async function endsWithNewline(path: string): Promise<boolean> {
  using file = await Deno.open(path, { read: true });
  const { size } = await file.stat();
  return size === 0 || (await readAt(file, size - 1, 1))[0] === NEWLINE;
}

async function firstNul(
  file: Deno.FsFile,
  from: number,
  to: number,
): Promise<number | undefined> {
  for (let at = from; at < to; at += CHUNK_BYTES) {
    const found = (await readAt(file, at, Math.min(CHUNK_BYTES, to - at))).indexOf(NUL);
    if (found >= 0) return at + found;
  }
  return undefined;
}

/** Where the line begins that the byte before `end` belongs to; `end` when that is a line's end. */
async function lineStart(file: Deno.FsFile, end: number): Promise<number> {
  for (let to = end; to > 0; to -= CHUNK_BYTES) {
    const from = Math.max(0, to - CHUNK_BYTES);
    const found = (await readAt(file, from, to - from)).lastIndexOf(NEWLINE);
    if (found >= 0) return from + found + 1;
  }
  return 0;
}

/** Appends everything from `from` on to `tornPath` and syncs it; says how many lines that was. */
async function setAside(file: Deno.FsFile, from: number, tornPath: string): Promise<number> {
  using torn = await Deno.open(tornPath, { append: true, create: true, mode: TORN_MODE });
  const { size } = await file.stat();
  let lines = 0;
  let last = NEWLINE;
  for (let at = from; at < size; at += CHUNK_BYTES) {
    const chunk = await readAt(file, at, Math.min(CHUNK_BYTES, size - at));
    for (let i = chunk.indexOf(NEWLINE); i >= 0; i = chunk.indexOf(NEWLINE, i + 1)) lines++;
    last = chunk.at(-1) ?? last;
    await writeAll(torn, chunk);
  }
  if (last !== NEWLINE) {
    lines++;
    await writeAll(torn, Uint8Array.of(NEWLINE)); // so that the next crash starts a line of its own
  }
  await torn.sync();
  return lines;
}

async function readAt(file: Deno.FsFile, at: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await file.seek(at, Deno.SeekMode.Start);
  for (let filled = 0; filled < length;) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) return bytes.subarray(0, filled);
    filled += count;
  }
  return bytes;
}
