/**
 * Where records are read from: journal files, archives of them, directories of both, standard input.
 * Each source is streamed into a callback, and holds back until that has taken what it was given.
 *
 * | argument | read |
 * |---|---|
 * | `x.zip` | every file that its manifest lists, checked as `zip_file.ts` says; torn lines are not records |
 * | a directory | its `.ndjson` files, then its `.zip` files, in order of name; not what lies deeper |
 * | `-` | standard input, as NDJSON |
 * | any other file | NDJSON |
 */
import { failureOf, type HousekeepingResult } from "../files/mod.ts";
import { openZip, type WriteChunk } from "../archive/mod.ts";

export interface RecordSource {
  /** The path, and for an entry of an archive its name behind a `!`. */
  readonly name: string;
  read(write: WriteChunk): Promise<HousekeepingResult<void>>;
}

export interface RecordSourceDeps {
  readonly stdin: ReadableStream<Uint8Array>;
  readonly signal: AbortSignal;
}

export const STDIN = "-";
const READ_BYTES = 64 * 1024;

/** Each source that `paths` name, when its turn has come; or why there is none. */
export async function* recordSources(
  paths: readonly string[],
  deps: RecordSourceDeps,
): AsyncGenerator<HousekeepingResult<RecordSource>> {
  for (const path of paths) {
    if (path === STDIN) {
      yield { ok: true, value: stdinSource(deps) };
      continue;
    }
    const files = await filesOf(path);
    if (!files.ok) yield files;
    else for (const file of files.value) yield* sourcesOf(file, deps.signal);
  }
}

async function* sourcesOf(
  path: string,
  signal: AbortSignal,
): AsyncGenerator<HousekeepingResult<RecordSource>> {
  if (!path.endsWith(".zip")) {
    yield { ok: true, value: { name: path, read: (write) => readFile(path, write, signal) } };
    return;
  }
  const opened = await tryTo(`Cannot read ${path}`, () => openZip(path, signal));
  if (!opened.ok) {
    yield opened;
    return;
  }
  const zip = opened.value;
  try {
    for (const entry of zip.manifest.files) {
      if (entry.content === "torn") continue;
      const name = `${path}!${entry.name}`;
      const read = (write: WriteChunk) =>
        tryTo(`Cannot read ${name}`, () => zip.readEntry(entry, write));
      yield { ok: true, value: { name, read } };
    }
  } finally {
    zip.close();
  }
}

function filesOf(path: string): Promise<HousekeepingResult<string[]>> {
  return tryTo(`Cannot read ${path}`, async () => {
    if (!(await Deno.stat(path)).isDirectory) return { ok: true, value: [path] };
    const names: string[] = [];
    for await (const { name, isFile } of Deno.readDir(path)) {
      if (isFile && !name.startsWith(".") && /\.(ndjson|zip)$/.test(name)) names.push(name);
    }
    const rank = (name: string) => name.endsWith(".zip") ? 1 : 0;
    names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    return { ok: true, value: names.map((name) => `${path.replace(/\/+$/, "")}/${name}`) };
  });
}

function readFile(
  path: string,
  write: WriteChunk,
  signal: AbortSignal,
): Promise<HousekeepingResult<void>> {
  return tryTo(`Cannot read ${path}`, async () => {
    using file = await Deno.open(path, { read: true });
    const chunk = new Uint8Array(READ_BYTES);
    for (let count; (count = await file.read(chunk)) !== null;) {
      signal.throwIfAborted();
      await write(chunk.subarray(0, count));
    }
    return { ok: true, value: undefined };
  });
}

function stdinSource({ stdin, signal }: RecordSourceDeps): RecordSource {
  return {
    name: "stdin",
    read: (write) =>
      tryTo("Cannot read standard input", async () => {
        await stdin.pipeTo(new WritableStream({ write: (chunk) => write(chunk) }), { signal });
        return { ok: true, value: undefined };
      }),
  };
}

async function tryTo<T>(
  action: string,
  attempt: () => Promise<HousekeepingResult<T>>,
): Promise<HousekeepingResult<T>> {
  try {
    return await attempt();
  } catch (error) {
    return { ok: false, failure: failureOf(error, action) };
  }
}
