/**
 * A journal file as it lies on disk: what its name says, and what the file system says of it.
 *
 * Only regular files directly in the sink folder whose names are a journal file's are listed.
 * Everything else (symbolic links, directories, other names) is counted and never touched.
 */
import { type JournalFile, parseJournalFileName } from "../../contract/mod.ts";

export interface SinkFile extends JournalFile {
  readonly bytes: number;
  readonly mtimeMs: number;
  /** Device and inode: that it is still the same file, and not another under its name. */
  readonly identity: string;
}

export interface SinkListing {
  /** Oldest first. */
  readonly files: readonly SinkFile[];
  /** Bytes of all regular files in the directory, those with unknown names included. */
  readonly totalBytes: number;
  /** Names that are none of ours: not regular files, or not journal names. Hidden files are left out. */
  readonly strangers: readonly string[];
}

export async function listSink(sinkDir: string): Promise<SinkListing> {
  const files: SinkFile[] = [];
  const strangers: string[] = [];
  let totalBytes = 0;
  for await (const { name } of Deno.readDir(sinkDir)) {
    const info = await lstatIfPresent(`${sinkDir}/${name}`);
    if (info === undefined) continue;
    if (info.isFile) totalBytes += info.size;
    const parsed = parseJournalFileName(name);
    if (info.isFile && parsed !== undefined) {
      files.push({ ...parsed, ...onDisk(info) });
    } else if (!name.startsWith(".")) {
      strangers.push(name);
    }
  }
  files.sort((a, b) => a.startMs - b.startMs || (a.name < b.name ? -1 : 1));
  return { files, totalBytes, strangers: strangers.sort() };
}

/** The day or hour that a file belongs to, as its archive is named: `20260501` or `2026050113`. */
export function periodOf(file: Pick<JournalFile, "name">): string {
  return /^\d+/.exec(file.name)![0];
}

/** Opens a listed file for reading; `undefined` when it is gone, or is not the file that was listed. */
export async function openUnchanged(
  sinkDir: string,
  file: SinkFile,
): Promise<Deno.FsFile | undefined> {
  // The name is checked before the open, which would follow a link, and the handle after it.
  if (!await isUnchanged(sinkDir, file)) return undefined;
  const handle = await Deno.open(`${sinkDir}/${file.name}`, { read: true });
  if (isSame(await handle.stat(), file)) return handle;
  handle.close();
  return undefined;
}

/**
 * Removes a listed file if it is still what was listed: same inode, length and modification time.
 * `false` means that it changed meanwhile and was left alone.
 */
export async function removeUnchanged(sinkDir: string, file: SinkFile): Promise<boolean> {
  if (!await isUnchanged(sinkDir, file)) return false;
  await Deno.remove(`${sinkDir}/${file.name}`);
  return true;
}

/** Makes renames and removals in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  if (Deno.build.os === "windows") return; // Windows opens no directory as a file
  const directory = await Deno.open(path, { read: true });
  try {
    await directory.sync();
  } finally {
    directory.close();
  }
}

export async function lstatIfPresent(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function isUnchanged(sinkDir: string, file: SinkFile): Promise<boolean> {
  const info = await lstatIfPresent(`${sinkDir}/${file.name}`);
  return info !== undefined && isSame(info, file);
}

function isSame(info: Deno.FileInfo, file: SinkFile): boolean {
  const now = onDisk(info);
  return info.isFile && now.identity === file.identity && now.bytes === file.bytes &&
    now.mtimeMs === file.mtimeMs;
}

function onDisk(info: Deno.FileInfo): Pick<SinkFile, "bytes" | "mtimeMs" | "identity"> {
  return {
    bytes: info.size,
    mtimeMs: info.mtime?.getTime() ?? 0,
    identity: `${info.dev}:${info.ino}`,
  };
}
