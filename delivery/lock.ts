/** One delivery at a time for a journal: an advisory lock (flock(2)) that ends with its process. */
import { join } from "node:path";

const LOCK_FILE = ".deliver.lock";

/** The lock, to be kept open; `undefined` if another process has it. */
export async function takeDeliveryLock(sinkDir: string): Promise<Deno.FsFile | undefined> {
  const folder = join(sinkDir, ".checkpoints");
  await Deno.mkdir(folder, { recursive: true });
  const file = await Deno.open(join(folder, LOCK_FILE), { write: true, create: true, mode: 0o640 });
  if (await file.tryLock(true)) return file;
  file.close();
  return undefined;
}
