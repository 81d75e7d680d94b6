/**
 * The journal's directory: made on start, synced whenever a file is added to it. A file that is
 * synced but whose directory entry is not can be gone after a power loss (fsync(2), notes).
 */
import { dirname } from "node:path";

const DIRECTORY_MODE = 0o750;

export async function makeDirectory(dir: string): Promise<void> {
  await Deno.mkdir(dir, { recursive: true, mode: DIRECTORY_MODE });
  try {
    await syncDirectory(dirname(dir));
  } catch {
    // The parent may be closed to us, and then it was not us who made `dir` just now.
  }
}

export async function syncDirectory(dir: string): Promise<void> {
  if (Deno.build.os === "windows") return; // Windows opens no directory as a file
  using handle = await Deno.open(dir, { read: true });
  await handle.sync();
}
