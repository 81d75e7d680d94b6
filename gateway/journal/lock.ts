/**
 * One process owns a worker's files: an advisory lock (flock(2)) on `.journal.lock`, or
 * `.journal.w2.lock` for worker 2. The kernel drops it when the process ends, however it ends, so
 * there is no stale lock to clean up. The file holds the owner's process id, for the message only.
 *
 * Recovery also looks after the files of workers that do not run any more, under their locks. It
 * is one process's turn at a time (`.journal.recovery`), so that a worker that starts meanwhile
 * does not take this for a rival.
 */
import { join } from "node:path";

const LOCK_MODE = 0o640;

/** The name of a file that belongs to the journal and holds no records. */
export function controlFileName(
  purpose: "lock" | "probe" | "recovery",
  worker?: number,
): string {
  return worker === undefined ? `.journal.${purpose}` : `.journal.w${worker}.${purpose}`;
}

/** Waits until no other process recovers files in `dir`; closing the file ends our turn. */
export async function turnToRecover(dir: string): Promise<Deno.FsFile> {
  const path = join(dir, controlFileName("recovery"));
  const file = await Deno.open(path, { write: true, create: true, mode: LOCK_MODE });
  await file.lock(true);
  return file;
}

export class JournalLock {
  readonly #path: string;
  #file: Deno.FsFile | undefined;

  constructor(dir: string, worker: number | undefined) {
    this.#path = join(dir, controlFileName("lock", worker));
  }

  /** Takes the lock, or keeps it. `undefined` when we hold it, else who does. */
  async take(): Promise<string | undefined> {
    if (this.#isHeld()) return undefined;
    this.release();
    const file = await Deno.open(this.#path, {
      read: true,
      write: true,
      create: true,
      mode: LOCK_MODE,
    });
    if (await file.tryLock(true)) {
      this.#file = file;
      await sign(file);
      return undefined;
    }
    const owner = await readOwner(file);
    file.close();
    return owner;
  }

  release(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** False too when somebody removed the lock file: the next process would lock another inode. */
  #isHeld(): boolean {
    if (this.#file === undefined) return false;
    try {
      return Deno.statSync(this.#path).ino === this.#file.statSync().ino;
    } catch {
      return false;
    }
  }
}

async function sign(file: Deno.FsFile): Promise<void> {
  try {
    await file.truncate(0);
    await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  } catch {
    // A full disk has no room for the process id; the lock holds without it.
  }
}

async function readOwner(file: Deno.FsFile): Promise<string> {
  const bytes = new Uint8Array(16);
  const length = await file.read(bytes) ?? 0;
  const pid = new TextDecoder().decode(bytes.subarray(0, length)).trim();
  return /^\d+$/.test(pid) ? `process ${pid}` : "another process";
}
