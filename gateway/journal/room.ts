/**
 * Whether there is room on the disk: tried by writing, since free space as reported knows nothing
 * of quotas, of what is reserved for root, or of a disk that fails.
 */
import { dirname } from "node:path";
import { syncDirectory } from "./directory.ts";
import { errorCode } from "./faults.ts";
import { writeAll } from "./write_all.ts";

/** At least a page is asked for, and at most this much. */
const ROOM_BYTES_MIN = 4096;
const ROOM_BYTES_MAX = 2 ** 20;

/** Writes `bytes` bytes into a file of their own, syncs it and removes it; throws when it cannot. */
export async function lookForRoom(path: string, bytes: number): Promise<void> {
  const length = Math.min(Math.max(bytes, ROOM_BYTES_MIN), ROOM_BYTES_MAX);
  try {
    using file = await Deno.open(path, { write: true, create: true, truncate: true });
    await writeAll(file, new Uint8Array(length));
    await file.syncData();
  } finally {
    await removeIfThere(path);
  }
  await syncDirectory(dirname(path));
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}
