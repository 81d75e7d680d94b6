/**
 * One open journal file: it grows by whole groups, or not at all.
 *
 * ```
 * committed lines … ⏎│ the group being written
 *                    └── committedBytes: what a failed group is cut back to
 * ```
 *
 * The file is opened for appending, so that a write lands at its end whatever happened to it.
 */
import { join } from "node:path";
import {
  journalFileName,
  type JournalFileNameOptions,
  parseJournalFileName,
} from "../../contract/mod.ts";
import { syncDirectory } from "./directory.ts";
import { errorCode } from "./faults.ts";
import { recoverFile, type TornTail } from "./recovery.ts";
import { writeAll } from "./write_all.ts";

const FILE_MODE = 0o640;
/** A clock that steps back by less keeps the file; by more, and the file follows the clock. */
const CLOCK_STEP_BACK_MS_MAX = 3_600_000;

/** A group that could not be cut off its file yet: done before the next batch is taken. */
export interface Leftover {
  readonly path: string;
  readonly inode: number | null;
  readonly committedBytes: number;
}

/**
 * Where the open file is: under its name; renamed, with all that was written; removed, and what
 * was written is lost with it; or shortened by somebody under its name.
 */
export type Whereabouts = "in_place" | "renamed" | "removed" | "shortened";

export class Segment {
  readonly name: string;
  readonly path: string;
  readonly #startMs: number;
  readonly #endMs: number;
  readonly #file: Deno.FsFile;
  readonly #inode: number | null;
  #committedBytes: number;
  #size: number;
  /** Bytes were written since the last sync. */
  unsynced = false;

  private constructor(path: string, name: string, file: Deno.FsFile) {
    const period = parseJournalFileName(name)!;
    const { ino, size } = file.statSync();
    this.name = name;
    this.path = path;
    this.#startMs = period.startMs;
    this.#endMs = period.endMs;
    this.#file = file;
    this.#inode = ino;
    this.#committedBytes = size;
    this.#size = size;
  }

  /** Opens the file that takes what is received at `atMs`, or makes it; puts right its end first. */
  static async open(
    dir: string,
    atMs: number,
    naming: JournalFileNameOptions,
    onTorn: (tail: TornTail) => void,
  ): Promise<Segment> {
    const name = journalFileName(atMs, naming);
    const path = join(dir, name);
    const file = await openNew(path);
    if (file !== undefined) {
      await syncDirectory(dir);
      return new Segment(path, name, file);
    }
    const tail = await recoverFile(dir, name);
    if (tail !== undefined) onTorn(tail);
    return new Segment(path, name, await Deno.open(path, { append: true }));
  }

  /** Bytes that the file has, as far as is known. */
  get size(): number {
    return this.#size;
  }

  /** Whether what is received at `nowMs` belongs here. */
  takes(nowMs: number): boolean {
    return nowMs < this.#endMs && nowMs >= this.#startMs - CLOCK_STEP_BACK_MS_MAX;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.unsynced = true;
    await writeAll(this.#file, bytes);
    this.#size += bytes.length;
  }

  async sync(): Promise<void> {
    await this.#file.syncData();
    this.unsynced = false;
  }

  /** What was written up to here stays. */
  commit(): void {
    this.#committedBytes = this.#size;
  }

  /** Two calls to stat(2), 3 µs each: cheap enough to ask after every group. */
  whereabouts(): Whereabouts {
    let named: Deno.FileInfo | undefined;
    try {
      named = Deno.statSync(this.path);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
    if (named === undefined || named.ino !== this.#inode) {
      return this.#file.statSync().nlink === 0 ? "removed" : "renamed";
    }
    if (named.size >= this.#size) return "in_place";
    this.#size = named.size;
    return "shortened";
  }

  /** Cuts off what was not committed. `undefined` when that is done, else what is left to do. */
  async cutBack(): Promise<Leftover | undefined> {
    this.#size = this.#committedBytes;
    try {
      await cut(this.#file, this.#committedBytes);
      this.unsynced = false;
      return undefined;
    } catch {
      return { path: this.path, inode: this.#inode, committedBytes: this.#committedBytes };
    }
  }

  close(): void {
    this.#file.close();
  }
}

/** Does what `Segment.cutBack` could not do. A file that is not there any more needs nothing. */
export async function cutLeftover(leftover: Leftover): Promise<void> {
  try {
    using file = await Deno.open(leftover.path, { write: true });
    if (file.statSync().ino === leftover.inode) await cut(file, leftover.committedBytes);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

async function cut(file: Deno.FsFile, bytes: number): Promise<void> {
  if (file.statSync().size > bytes) await file.truncate(bytes);
  await file.syncData();
}

async function openNew(path: string): Promise<Deno.FsFile | undefined> {
  try {
    return await Deno.open(path, { append: true, createNew: true, mode: FILE_MODE });
  } catch (error) {
    if (errorCode(error) === "EEXIST") return undefined;
    throw error;
  }
}
