/**
 * An archive open for reading. Nothing is believed that was not checked: the manifest must be there
 * and list exactly the entries there are, and an entry's bytes are checked against the CRC-32 of the
 * zip and against length, SHA-256 and line count of the manifest.
 *
 * zip.js reads the central directory and then each entry by offset, in chunks, so an archive of any
 * size needs the same memory.
 */
import { configure, type FileEntry, Reader, ZipReader } from "@zip.js/zip.js";
import { ContentDigest } from "./content_digest.ts";
import { type HousekeepingResult, refuse } from "../files/mod.ts";
import {
  type Manifest,
  MANIFEST_BYTES_MAX,
  MANIFEST_NAME,
  type ManifestFile,
  parseManifest,
} from "./manifest.ts";

export interface ZipFile {
  readonly manifest: Manifest;
  /** Streams one entry into `write`; fails when a byte is not what the manifest says. */
  readEntry(file: ManifestFile, write?: WriteChunk): Promise<HousekeepingResult<void>>;
  close(): void;
}

/**
 * What goes at once through each stage of zip.js. It is what a big archive costs in memory, several
 * times over: 16 KiB of deflated logs are some 100 KiB of text.
 */
export const CHUNK_BYTES = 16 * 1024;

/** Small chunks and no web workers: one thread, no copies between threads. Call it before zip.js. */
export function configureZip(): void {
  configure({ chunkSize: CHUNK_BYTES, useWebWorkers: false });
}

/**
 * The directory at the end of a zip is read at once: a foreign one could be gigabytes long. Ours
 * have some hundred bytes for each file of a period.
 */
const READ_BYTES_MAX = 2 * 2 ** 20;

export type WriteChunk = (chunk: Uint8Array) => Promise<void> | void;

/** Opens the archive at `path` and reads its manifest. The caller closes it. */
export async function openZip(
  path: string,
  signal?: AbortSignal,
): Promise<HousekeepingResult<ZipFile>> {
  configureZip();
  const handle = await Deno.open(path, { read: true });
  try {
    const opened = await readDirectory(handle, path, signal);
    if (!opened.ok) handle.close();
    return opened;
  } catch (error) {
    handle.close();
    throw error;
  }
}

/** Reads every entry and holds it against the manifest: the first fault, or nothing. */
export async function checkZip(
  path: string,
  signal?: AbortSignal,
): Promise<HousekeepingResult<Manifest>> {
  const opened = await openZip(path, signal);
  if (!opened.ok) return opened;
  const zip = opened.value;
  try {
    for (const file of zip.manifest.files) {
      const read = await zip.readEntry(file);
      if (!read.ok) return read;
    }
    return { ok: true, value: zip.manifest };
  } finally {
    zip.close();
  }
}

/** Random access to an open file, as zip.js asks for it. */
export class FileReader extends Reader<Deno.FsFile> {
  readonly #handle: Deno.FsFile;

  constructor(handle: Deno.FsFile) {
    super(handle);
    this.#handle = handle;
  }

  override async init(): Promise<void> {
    this.size = (await this.#handle.stat()).size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    if (length > READ_BYTES_MAX) throw new RangeError("its directory is too long");
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - index)));
    await this.#handle.seek(index, Deno.SeekMode.Start);
    let filled = 0;
    while (filled < bytes.length) {
      const count = await this.#handle.read(bytes.subarray(filled));
      if (count === null) return bytes.subarray(0, filled);
      filled += count;
    }
    return bytes;
  }
}

async function readDirectory(
  handle: Deno.FsFile,
  path: string,
  signal: AbortSignal | undefined,
): Promise<HousekeepingResult<ZipFile>> {
  const corrupt = (detail: string) => refuse("corrupt_archive", `Cannot trust ${path}: ${detail}`);
  const entries = new Map<string, FileEntry>();
  try {
    const reader = new ZipReader(new FileReader(handle), { strictness: "strict" });
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory || entries.has(entry.filename)) return corrupt("it holds a stray entry");
      entries.set(entry.filename, entry);
    }
  } catch (error) {
    return corrupt(`it is not a whole zip (${messageOf(error)})`);
  }
  const manifestEntry = entries.get(MANIFEST_NAME);
  if (manifestEntry === undefined) return corrupt(`it has no ${MANIFEST_NAME}`);
  const text = await readText(manifestEntry);
  const manifest = text === undefined ? undefined : parseManifest(text);
  if (manifest === undefined) return corrupt(`its ${MANIFEST_NAME} cannot be read`);
  const names = new Set(manifest.files.map((file) => file.name));
  if (names.size !== manifest.files.length || names.size !== entries.size - 1) {
    return corrupt(`its ${MANIFEST_NAME} does not list what it holds`);
  }
  for (const name of names) {
    if (!entries.has(name)) return corrupt(`${name} is missing`);
  }
  const readEntry = async (file: ManifestFile, write?: WriteChunk) => {
    const fault = await readChecked(entries.get(file.name)!, file, write, signal);
    return fault === undefined ? { ok: true, value: undefined } as const : corrupt(fault);
  };
  return { ok: true, value: { manifest, readEntry, close: () => handle.close() } };
}

/** The fault of an entry, or `undefined`. Errors of `write` and of the signal are thrown. */
async function readChecked(
  entry: FileEntry,
  file: ManifestFile,
  write: WriteChunk | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const digest = new ContentDigest();
  let ours: { error: unknown } | undefined;
  const target = new WritableStream<Uint8Array>({
    async write(chunk) {
      try {
        signal?.throwIfAborted();
        // An entry longer than the manifest says is a fault, and not a reason to fill the disk.
        if (digest.bytes + chunk.length > file.bytes) throw new RangeError("longer than stated");
        digest.update(chunk);
        await write?.(chunk);
        release(chunk);
      } catch (error) {
        if (!(error instanceof RangeError)) ours = { error };
        throw error;
      }
    },
  });
  try {
    await entry.getData(target, { checkCrc32: true });
  } catch (error) {
    if (ours !== undefined) throw ours.error;
    return `${file.name} cannot be read (${messageOf(error)})`;
  }
  const found = digest.finish();
  for (const key of ["bytes", "sha256", "records", "first_ts", "last_ts"] as const) {
    if (found[key] !== file[key]) {
      return `${file.name} is not what its manifest says: ${key} differs`;
    }
  }
  return undefined;
}

/**
 * Gives an inflated chunk's memory back at once. The collector sees a few bytes of object, and
 * would let tens of megabytes of text pile up behind them.
 */
function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}

async function readText(entry: FileEntry): Promise<string | undefined> {
  if (entry.uncompressedSize > MANIFEST_BYTES_MAX) return undefined;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  try {
    await entry.getData(
      new WritableStream<Uint8Array>({
        write(chunk) {
          text += decoder.decode(chunk, { stream: true });
          if (text.length > MANIFEST_BYTES_MAX) throw new RangeError("longer than stated");
        },
      }),
      { checkCrc32: true },
    );
    return text + decoder.decode();
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
