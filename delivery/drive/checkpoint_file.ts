/**
 * How far a sink is, and what it is about to send: one small file, replaced whole and synced before
 * every request, so that after kill -9 the same range is sent again as the same bytes.
 *
 * ```json
 * {"version":1,"positions":{"20261201.ndjson":81920},
 *  "identity":["http://127.0.0.1:3100"],"planned":{"file":"20261201.ndjson","start":81920,"end":99120}}
 * ```
 *
 * It stands where housekeeping looks for readers of the journal (`.checkpoints/deliver.<sink>.json`),
 * in its format and with two more fields: no file goes before every sink has it.
 */
import { join } from "node:path";
import { z } from "zod";
import type { Range } from "../journal/mod.ts";

const CHECKPOINT_DIR = ".checkpoints";

const Planned = z.object({
  file: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
});

const Saved = z.object({
  version: z.literal(1),
  positions: z.record(z.string(), z.int().nonnegative()),
  identity: z.array(z.string()),
  planned: Planned.optional(),
  savedAtMs: z.number(),
});

export interface Checkpoint {
  /** Bytes of each file that the sink has, or refused into the dead letters. */
  readonly positions: Readonly<Record<string, number>>;
  readonly identity: readonly string[];
  readonly planned?: Range | undefined;
  readonly savedAtMs: number;
}

export type ReadCheckpoint =
  | { readonly kind: "read"; readonly checkpoint: Checkpoint }
  | { readonly kind: "absent" }
  /** Not guessed at: what was delivered would be delivered again, or lost. */
  | { readonly kind: "unreadable"; readonly detail: string };

export function checkpointPath(sinkDir: string, sink: string): string {
  return join(sinkDir, CHECKPOINT_DIR, `deliver.${sink}.json`);
}

export async function readCheckpoint(path: string): Promise<ReadCheckpoint> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { kind: "absent" };
    throw error;
  }
  try {
    const parsed = Saved.safeParse(JSON.parse(text));
    if (parsed.success) return { kind: "read", checkpoint: parsed.data };
    return { kind: "unreadable", detail: `${path} is not a checkpoint of delivery` };
  } catch {
    return { kind: "unreadable", detail: `${path} is not JSON` };
  }
}

/** Replaces the file: once this resolves, a power cut leaves the new one. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const folder = join(path, "..");
  await Deno.mkdir(folder, { recursive: true });
  const temporary = `${path}.tmp`;
  const file = await Deno.open(temporary, {
    write: true,
    create: true,
    truncate: true,
    mode: 0o640,
  });
  try {
    const bytes = new TextEncoder().encode(JSON.stringify({ version: 1, ...checkpoint }) + "\n");
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.syncData();
  } finally {
    file.close();
  }
  await Deno.rename(temporary, path);
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await Deno.open(folder, { read: true });
  try {
    await handle.sync();
  } finally {
    handle.close();
  }
}
