/**
 * Where lines come from. Each input is streamed into a callback, in chunks that are its own again
 * once the callback is done.
 *
 * | argument | read |
 * |---|---|
 * | a directory | its files in order of name, but hidden, torn, temporary and lock files; not what lies deeper |
 * | `-` | standard input |
 * | any file | what it is by its first bytes: gzip, zip (all entries but the manifest and torn lines), or text |
 */
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { configure, Reader, ZipReader } from "@zip.js/zip.js";

export type OnChunk = (chunk: Uint8Array) => void;

export interface Input {
  /** The path, and for an entry of an archive its name behind a `!`. */
  readonly name: string;
  /** Throws what reading throws; `InputError` where the bytes are not what they claim to be. */
  read(onChunk: OnChunk): Promise<void>;
}

export interface InputDeps {
  readonly stdin: ReadableStream<Uint8Array>;
  readonly signal: AbortSignal;
  /** Told bytes as they come from the disk or the terminal. */
  readonly onBytes: (count: number) => void;
}

/** What is wrong with an input, in words. */
export class InputError extends Error {
  override readonly name = "InputError";
}

export const STDIN = "-";
const READ_BYTES = 256 * 1024;
const ZIP_CHUNK_BYTES = 64 * 1024;
const MANIFEST_NAME = "manifest.json";
const PASSED_OVER = /^\.|\.(torn|tmp|part|lock)$/;
const GZIP = [0x1f, 0x8b], ZIP = [0x50, 0x4b, 0x03, 0x04];

/** The files that `paths` name, with their bytes; standard input has none. */
export async function findFiles(
  paths: readonly string[],
): Promise<{ path: string; bytes: number }[]> {
  const files: { path: string; bytes: number }[] = [];
  for (const path of paths) {
    if (path === STDIN) {
      files.push({ path, bytes: 0 });
      continue;
    }
    const info = await tryTo(path, () => Deno.stat(path));
    if (!info.isDirectory) {
      files.push({ path, bytes: info.size });
      continue;
    }
    const names: string[] = [];
    for await (const { name, isFile } of Deno.readDir(path)) {
      if (isFile && !PASSED_OVER.test(name)) names.push(name);
    }
    if (names.length === 0) throw new InputError(`Cannot read ${path}: there is no file in it`);
    for (const name of names.sort()) {
      const file = `${path.replace(/\/+$/, "")}/${name}`;
      files.push({ path: file, bytes: (await Deno.stat(file)).size });
    }
  }
  return files;
}

/** The inputs in the file at `path`: one, or each entry of an archive. */
export async function* inputsOf(path: string, deps: InputDeps): AsyncGenerator<Input> {
  if (path === STDIN) {
    const pieces = abortable(deps.stdin, deps);
    yield {
      name: "standard input",
      read: (onChunk) => readPieces("standard input", pieces, onChunk),
    };
    return;
  }
  const start = await tryTo(path, () => firstBytes(path));
  if (begins(start, ZIP)) return yield* entriesOf(path, deps);
  yield {
    name: path,
    read: (onChunk) => tryTo(path, () => readFile(path, begins(start, GZIP), deps, onChunk)),
  };
}

async function readFile(
  path: string,
  isGzip: boolean,
  deps: InputDeps,
  onChunk: OnChunk,
): Promise<void> {
  if (isGzip) {
    const file = await Deno.open(path, { read: true });
    return await readPieces(path, abortable(file.readable, deps), onChunk);
  }
  using file = await Deno.open(path, { read: true });
  const chunk = new Uint8Array(READ_BYTES);
  for (let count; (count = await file.read(chunk)) !== null;) {
    deps.signal.throwIfAborted();
    deps.onBytes(count);
    onChunk(chunk.subarray(0, count));
  }
}

async function* abortable(
  stream: ReadableStream<Uint8Array>,
  deps: InputDeps,
): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) {
    deps.signal.throwIfAborted();
    deps.onBytes(piece.length);
    yield piece;
  }
}

/** Reads a stream that is gzip or not: what its first bytes say. */
async function readPieces(
  name: string,
  pieces: AsyncGenerator<Uint8Array>,
  onChunk: OnChunk,
): Promise<void> {
  const first = await pieces.next();
  if (first.done === true) return;
  async function* all() {
    yield first.value as Uint8Array;
    yield* pieces;
  }
  if (!begins(first.value, GZIP)) {
    for await (const piece of all()) onChunk(piece);
    return;
  }
  const source = Readable.from(all());
  const unzipped = createGunzip();
  source.on("error", (error) => unzipped.destroy(error));
  try {
    for await (const piece of source.pipe(unzipped)) onChunk(piece as Uint8Array);
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      throw new InputError(
        `Cannot read ${name}: it is not a whole gzip file (${String(error.code)})`,
      );
    }
    throw error;
  }
}

async function* entriesOf(path: string, deps: InputDeps): AsyncGenerator<Input> {
  configure({ chunkSize: ZIP_CHUNK_BYTES, useWebWorkers: false });
  using file = await tryTo(path, () => Deno.open(path, { read: true }));
  const reader = new ZipReader(new FileBytes(file, deps));
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      const { filename } = entry;
      if (entry.directory || filename === MANIFEST_NAME || filename.endsWith(".torn")) continue;
      const name = `${path}!${filename}`;
      yield {
        name,
        read: (onChunk) =>
          asZip(
            name,
            () => entry.getData(new WritableStream({ write: onChunk }), { checkCrc32: true }),
          ),
      };
    }
  } catch (error) {
    throw error instanceof InputError || deps.signal.aborted ? error : notWhole(path, error);
  }
}

async function asZip(name: string, read: () => Promise<unknown>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (error instanceof DOMException) throw error;
    throw notWhole(name, error);
  }
}

function notWhole(name: string, error: unknown): InputError {
  return new InputError(
    `Cannot read ${name}: it is not a whole zip (${
      error instanceof Error ? error.message : error
    })`,
  );
}

/** Random access to an open file, as zip.js asks for it. */
class FileBytes extends Reader<Deno.FsFile> {
  readonly #file: Deno.FsFile;
  readonly #deps: InputDeps;

  constructor(file: Deno.FsFile, deps: InputDeps) {
    super(file);
    this.#file = file;
    this.#deps = deps;
  }

  override async init(): Promise<void> {
    this.size = (await this.#file.stat()).size;
  }

  override async readUint8Array(index: number, length: number): Promise<Uint8Array> {
    this.#deps.signal.throwIfAborted();
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size - index)));
    await this.#file.seek(index, Deno.SeekMode.Start);
    let filled = 0;
    for (
      let count;
      filled < bytes.length && (count = await this.#file.read(bytes.subarray(filled))) !== null;
    ) {
      filled += count;
    }
    this.#deps.onBytes(filled);
    return bytes.subarray(0, filled);
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  const bytes = new Uint8Array(ZIP.length);
  return bytes.subarray(0, await file.read(bytes) ?? 0);
}

function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** Errors of the system in words that name the file. */
async function tryTo<T>(path: string, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such file or folder"
      : error instanceof Deno.errors.PermissionDenied
      ? "permission denied"
      : undefined;
    if (reason === undefined) throw error;
    throw new InputError(`Cannot read ${path}: ${reason}`);
  }
}
