/**
 * Checkpoints: how a reader of the journal says how far it is, so that nothing goes before it was
 * read. A reader registers by writing `<sink dir>/.checkpoints/<reader>.json` (to a temporary name
 * first, then renamed), and leaves by removing it.
 *
 * ```json
 * {"version":1,"positions":{"20260501.ndjson":81920,"20260501.w1.ndjson":4096}}
 * ```
 *
 * A position is the number of bytes of that file that the reader will never ask for again. A file
 * is finished when its position reached its length, or when it has no position of its own and the
 * reader has one in a later file of the same worker. So an empty `positions` holds every file.
 *
 * A checkpoint that cannot be read holds every file too: better late than lost. The wait is bounded
 * by `LOGOPS_HOUSEKEEP_READER_WAIT_HOURS` in every case.
 */
import { z } from "zod";
import { parseJournalFileName } from "../../contract/mod.ts";
import { lstatIfPresent, type SinkFile } from "../files/mod.ts";

export const CHECKPOINT_DIR = ".checkpoints";

/** A reader of 16 workers and hourly files stays under this for more than a year. */
const CHECKPOINT_BYTES_MAX = 8 * 2 ** 20;
const READER_NAME = /^([A-Za-z0-9][A-Za-z0-9_.-]{0,63})\.json$/;

export const Checkpoint = z.object({
  version: z.literal(1),
  positions: z.record(z.string(), z.int().nonnegative()),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

export interface Reader {
  readonly name: string;
  readonly positions: Readonly<Record<string, number>>;
  /** By worker: where the latest file begins in which the reader has a position. */
  readonly latestStartMs: ReadonlyMap<number | undefined, number>;
}

export interface Readers {
  readonly readers: readonly Reader[];
  readonly warnings: readonly string[];
}

export async function readCheckpoints(sinkDir: string): Promise<Readers> {
  const directory = `${sinkDir}/${CHECKPOINT_DIR}`;
  const info = await lstatIfPresent(directory);
  if (info === undefined) return { readers: [], warnings: [] };
  if (!info.isDirectory) return unreadable(CHECKPOINT_DIR, directory, "it is not a directory");
  const readers: Reader[] = [];
  const warnings: string[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    const reader = READER_NAME.exec(name)?.[1];
    if (reader === undefined) continue; // a temporary name of a reader that is writing, say
    const found = await readCheckpoint(reader, `${directory}/${name}`);
    readers.push(...found.readers);
    warnings.push(...found.warnings);
  }
  readers.sort((a, b) => a.name < b.name ? -1 : 1);
  return { readers, warnings };
}

export function createReader(name: string, positions: Readonly<Record<string, number>>): Reader {
  const latestStartMs = new Map<number | undefined, number>();
  for (const fileName of Object.keys(positions)) {
    const file = parseJournalFileName(fileName);
    if (file === undefined) continue;
    const latest = latestStartMs.get(file.worker) ?? -Infinity;
    latestStartMs.set(file.worker, Math.max(latest, file.startMs));
  }
  return { name, positions, latestStartMs };
}

/** Whether the reader will not ask for `file` again. Torn lines are served to no reader. */
export function hasFinished(reader: Reader, file: SinkFile): boolean {
  if (file.content === "torn") return true;
  const position = Object.hasOwn(reader.positions, file.name)
    ? reader.positions[file.name]
    : undefined;
  if (position !== undefined) return position >= file.bytes;
  return (reader.latestStartMs.get(file.worker) ?? -Infinity) >= file.endMs;
}

async function readCheckpoint(name: string, path: string): Promise<Readers> {
  const info = await lstatIfPresent(path);
  if (info === undefined) return { readers: [], warnings: [] };
  if (!info.isFile) return unreadable(name, path, "it is not a regular file");
  if (info.size > CHECKPOINT_BYTES_MAX) {
    return unreadable(
      name,
      path,
      `it must not exceed ${CHECKPOINT_BYTES_MAX} bytes: current size is ${info.size}`,
    );
  }
  try {
    const parsed = Checkpoint.safeParse(JSON.parse(await Deno.readTextFile(path)));
    if (!parsed.success) return unreadable(name, path, "it is not a checkpoint of version 1");
    return { readers: [createReader(name, parsed.data.positions)], warnings: [] };
  } catch (error) {
    if (error instanceof SyntaxError) return unreadable(name, path, "it is not JSON");
    if (error instanceof Deno.errors.NotFound) return { readers: [], warnings: [] };
    return unreadable(name, path, error instanceof Error ? error.name : "unknown error");
  }
}

function unreadable(name: string, path: string, why: string): Readers {
  return {
    readers: [createReader(name, {})],
    warnings: [`Cannot read checkpoint ${path}: ${why}; every file counts as unread by it`],
  };
}
