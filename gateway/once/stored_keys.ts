/**
 * The keys of what stands in a journal's folder: found by an index in memory, proven by the journal
 * itself, loaded at the start from the files beside it.
 *
 * ```
 * find ─► index: places that may be it ─► the journal's line there: is it?
 * placed ─► index, and the .keys file beside the journal's, a second later
 * load ─► .keys files, then what the journal has beyond them
 * ```
 */
import { type JournalFile, parseJournalFileName } from "../../contract/mod.ts";
import { appendEntries, decodeEntries, encodeEntry, ENTRY_BYTES, keyFileName } from "./key_file.ts";
import { KeyIndex } from "./key_index.ts";
import type { BatchPlace } from "./key_table.ts";
import { type Mark, MARK_BYTES_MAX, markAtEnd, markedLineEnds } from "./mark.ts";
import { join } from "node:path";

const FLUSH_MS = 1000;
/** Entries that wait to be written; the next one does not wait. */
const WAITING_MAX = 4096;
const CHUNK_BYTES = 4 * 2 ** 20;
const NEWLINE = 10;

export interface StoredKeysOptions {
  readonly dir: string;
  readonly windowMs: number;
  readonly keysMax: number;
  /** As which of several workers: each writes .keys files beside its own journal files alone. */
  readonly worker?: number | undefined;
  readonly nowMs: () => number;
  /** Runs `task` once, `delayMs` from now; the result calls it off. */
  readonly after: (delayMs: number, task: () => void) => () => void;
  /** Keys were forgotten before their time, because there were too many. */
  readonly onForgotten: (keys: number) => void;
}

/** What a start took in. */
export interface Loaded {
  readonly keys: number;
  /** Of journal files that were read for keys which no .keys file had. */
  readonly scannedBytes: number;
}

export class StoredKeys {
  readonly #options: StoredKeysOptions;
  readonly #index: KeyIndex;
  /** How far each journal file is known, in bytes. */
  readonly #known = new Map<string, number>();
  #waiting = new Map<string, Uint8Array[]>();
  #waitingCount = 0;
  #flushing: Promise<void> = Promise.resolve();
  #cancelFlush: (() => void) | undefined;

  constructor(options: StoredKeysOptions) {
    this.#options = options;
    this.#index = new KeyIndex(options);
  }

  get count(): number {
    return this.#index.count;
  }

  /** Bytes of memory that the index takes. */
  get bytes(): number {
    return this.#index.bytes;
  }

  /** What is stored under the key, if anything is. Rejects when the journal cannot be read. */
  async find(id: string): Promise<Mark | undefined> {
    for (const place of this.#index.places(id, this.#options.nowMs())) {
      const mark = await this.#markAt(place);
      if (mark?.id === id) return mark;
    }
    return undefined;
  }

  /** A batch stands in the journal, in a file of ours or of another worker. */
  placed(id: string, place: BatchPlace): void {
    this.#known.set(place.file, Math.max(place.end, this.#known.get(place.file) ?? 0));
    this.#note(id, place, this.#options.nowMs());
  }

  /** Another worker is gone: takes in what it stored and could not tell. */
  async catchUpWith(worker: number): Promise<void> {
    for (const file of await this.#files()) {
      if (file.worker === worker) await this.#catchUp(file.name);
    }
  }

  /** Takes in what stands in the folder, oldest first, and removes .keys files that are of no use. */
  async load(): Promise<Loaded> {
    let scannedBytes = 0;
    for (const file of await this.#files()) scannedBytes += await this.#catchUp(file.name);
    await this.flush();
    return { keys: this.count, scannedBytes };
  }

  /** Writes the entries that wait. What cannot be written is read from the journal at the next start. */
  flush(): Promise<void> {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#waitingCount = 0;
    return this.#flushing = this.#flushing.then(async () => {
      for (const [name, entries] of waiting) {
        await appendEntries(join(this.#options.dir, keyFileName(name)), entries).catch(() => {});
      }
    });
  }

  /** Takes in what a journal file has that is not known; gives the bytes that were read of it. */
  async #catchUp(name: string): Promise<number> {
    const size = await sizeOf(join(this.#options.dir, name));
    const from = this.#known.get(name) ?? (size === 0 ? 0 : await this.#readEntries(name, size));
    if (from >= size) return 0;
    const to = await this.#scan(name, from, size);
    this.#known.set(name, Math.max(to, this.#known.get(name) ?? 0));
    return size - from;
  }

  #owns(name: string): boolean {
    return parseJournalFileName(name)?.worker === this.#options.worker;
  }

  #note(id: string, place: BatchPlace, atMs: number): void {
    this.#index.add(id, place, atMs);
    if (!this.#owns(place.file)) return;
    const entry = encodeEntry({ id, end: place.end, atMs });
    const entries = this.#waiting.get(place.file);
    if (entries === undefined) this.#waiting.set(place.file, [entry]);
    else entries.push(entry);
    if (++this.#waitingCount >= WAITING_MAX) void this.flush();
    else this.#cancelFlush ??= this.#options.after(FLUSH_MS, () => void this.flush());
  }

  async #markAt({ file, end }: BatchPlace): Promise<Mark | undefined> {
    try {
      using journal = await Deno.open(join(this.#options.dir, file), { read: true });
      const from = Math.max(0, end - MARK_BYTES_MAX);
      return markAtEnd(await readAt(journal, from, end - from));
    } catch (error) {
      // Archived, renamed or removed: then nobody can say what it held.
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  async #files(): Promise<JournalFile[]> {
    const { dir, windowMs, nowMs } = this.#options;
    const files: JournalFile[] = [];
    for await (const { name, isFile } of Deno.readDir(dir)) {
      const file = isFile ? parseJournalFileName(name.replace(/\.keys$/, ".ndjson")) : undefined;
      if (file?.content !== "records") continue;
      const isUseful = file.endMs + windowMs > nowMs();
      if (name === file.name && isUseful) files.push(file);
      if (name !== file.name && !isUseful) await Deno.remove(join(dir, name)).catch(() => {});
    }
    return files.sort((a, b) => a.startMs - b.startMs);
  }

  /** Entries that fit the file; gives where the last of their batches ends. */
  async #readEntries(name: string, size: number): Promise<number> {
    const path = join(this.#options.dir, keyFileName(name));
    const bytes = await sizeOf(path);
    if (bytes === 0) return 0;
    const write = this.#owns(name);
    using file = await Deno.open(path, { read: true, write });
    const fromMs = this.#options.nowMs() - this.#options.windowMs;
    let last = 0;
    let good = 0;
    const chunk = CHUNK_BYTES - CHUNK_BYTES % ENTRY_BYTES;
    for (let at = 0; at < bytes; at += chunk) {
      for (const { id, end, atMs } of decodeEntries(await readAt(file, at, chunk))) {
        if (end > size) break; // the journal lost what a power cut had not let it write
        good += ENTRY_BYTES;
        last = Math.max(last, end);
        if (atMs > fromMs) this.#index.add(id, { file: name, end }, atMs);
      }
      if (good < Math.min(bytes, at + chunk)) break;
    }
    if (good < bytes && write) await file.truncate(good);
    return last;
  }

  /** Gives where the last whole line ends. */
  async #scan(name: string, from: number, to: number): Promise<number> {
    using file = await Deno.open(join(this.#options.dir, name), { read: true });
    const fromMs = this.#options.nowMs() - this.#options.windowMs;
    for (let at = from;;) {
      const bytes = at < to ? await wholeLines(file, at, to) : new Uint8Array(0);
      if (bytes.length === 0) return at;
      for (const end of markedLineEnds(bytes)) {
        const mark = markAtEnd(bytes.subarray(Math.max(0, end - MARK_BYTES_MAX), end));
        if (mark === undefined) continue;
        const atMs = Date.parse(String(mark.receipt.ts));
        if (atMs > fromMs) this.#note(mark.id, { file: name, end: at + end }, atMs);
      }
      at += bytes.length;
    }
  }
}

/** The next lines, some MiB of them; empty where none is whole. */
async function wholeLines(
  file: Deno.FsFile,
  from: number,
  to: number,
): Promise<Uint8Array<ArrayBuffer>> {
  for (let length = CHUNK_BYTES;; length *= 2) {
    const bytes = await readAt(file, from, Math.min(length, to - from));
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0 || from + length >= to) return bytes.subarray(0, end);
  }
}

async function readAt(
  file: Deno.FsFile,
  from: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  await file.seek(from, Deno.SeekMode.Start);
  let filled = 0;
  while (filled < length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
