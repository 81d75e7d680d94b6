/**
 * One sweep at a time, per sink folder and per archive directory: an exclusive `flock` on
 * `.housekeeping.lock` in each. The kernel lets go of it when the process ends, however it ends, so
 * the file stays and is never stale.
 */
import { lstatIfPresent } from "./sink_file.ts";

export const LOCK_FILE = ".housekeeping.lock";

export interface DirectoryLock {
  release(): void;
}

/** Locks all `directories`, or none: `undefined` when another process holds one of them. */
export async function lockDirectories(
  directories: readonly string[],
): Promise<DirectoryLock | undefined> {
  const held: Deno.FsFile[] = [];
  const release = () => held.forEach((handle) => handle.close());
  try {
    for (const directory of new Set(directories)) {
      const handle = await openLockFile(`${directory}/${LOCK_FILE}`);
      held.push(handle);
      if (!await handle.tryLock(true)) {
        release();
        return undefined;
      }
    }
    return { release };
  } catch (error) {
    release();
    throw error;
  }
}

async function openLockFile(path: string): Promise<Deno.FsFile> {
  const info = await lstatIfPresent(path);
  if (info === undefined) return await Deno.open(path, { write: true, create: true });
  if (!info.isFile) throw new Deno.errors.AlreadyExists(`${path} is not a regular file`);
  return await Deno.open(path, { write: true });
}
