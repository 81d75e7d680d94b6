/**
 * Brings archived journal files back: each is unpacked under a temporary name, checked against the
 * manifest while it is written, synced and renamed. The archive stays as it is, so a restored file
 * is a copy: remove it when you are done.
 *
 * What the manifest announces must fit on the disk before a byte is written: a small archive can hold
 * a thousand times its size.
 *
 * The target is a directory of its own, because what is put back into the sink folder is past its
 * retention: the next sweep finds it in the archive and removes it again.
 */
import {
  failureOf,
  type HousekeepingFailure,
  type HousekeepingResult,
  lstatIfPresent,
  refuse,
  syncDirectory,
} from "../files/mod.ts";
import { ContentDigest } from "./content_digest.ts";
import type { ManifestFile } from "./manifest.ts";
import { openZip, type ZipFile } from "./zip_file.ts";

const FILE_MODE = 0o640;
const DIRECTORY_MODE = 0o750;

export interface RestoredFile {
  readonly name: string;
  readonly archive: string;
  readonly records: number;
  readonly bytes: number;
  /** `present`: the target already held exactly this file. */
  readonly outcome: "restored" | "present";
}

export interface RestoreDeps {
  readonly archiveDir: string;
  readonly targetDir: string;
  readonly signal?: AbortSignal | undefined;
  readonly onFile?: (file: RestoredFile) => void;
  /** Bytes that can be written below `directory`; `undefined` where the system does not tell. */
  readonly freeBytes?: (directory: string) => Promise<number | undefined>;
}

/** Restores every file of `archives`; the failures name those that could not be. */
export async function restoreArchives(
  archives: readonly string[],
  deps: RestoreDeps,
): Promise<readonly HousekeepingFailure[]> {
  const failures: HousekeepingFailure[] = [];
  for (const archive of archives) {
    try {
      await Deno.mkdir(deps.targetDir, { recursive: true, mode: DIRECTORY_MODE });
      const path = `${deps.archiveDir}/${archive}`;
      const opened = await openZip(path, deps.signal);
      if (opened.ok) failures.push(...await restoreWhole(opened.value, archive, path, deps));
      else failures.push(opened.failure);
    } catch (error) {
      failures.push(failureOf(error, `Cannot restore ${archive}`));
    }
    if (deps.signal?.aborted === true) break;
  }
  return failures;
}

async function restoreWhole(
  zip: ZipFile,
  archive: string,
  path: string,
  deps: RestoreDeps,
): Promise<HousekeepingFailure[]> {
  try {
    const tooLarge = await lackOfSpace(zip, path, deps);
    return tooLarge === undefined ? await restoreFiles(zip, archive, deps) : [tooLarge];
  } finally {
    zip.close();
  }
}

async function lackOfSpace(
  { manifest }: ZipFile,
  path: string,
  { targetDir, freeBytes }: RestoreDeps,
): Promise<HousekeepingFailure | undefined> {
  const free = await freeBytes?.(targetDir);
  let needed = 0;
  for (const { name, bytes } of manifest.files) {
    if (await lstatIfPresent(`${targetDir}/${name}`) === undefined) needed += bytes;
  }
  if (free === undefined || needed <= free) return undefined;
  const detail = `Cannot restore ${path}: it holds ${needed} bytes, and ${free} are free`;
  return { kind: "disk_full", detail };
}

async function restoreFiles(
  zip: ZipFile,
  archive: string,
  deps: RestoreDeps,
): Promise<HousekeepingFailure[]> {
  const failures: HousekeepingFailure[] = [];
  for (const file of zip.manifest.files) {
    const restored = await restoreFile(zip, file, deps);
    if (!restored.ok) {
      failures.push(restored.failure);
      continue;
    }
    const { name, records, bytes } = file;
    deps.onFile?.({ name, archive, records, bytes, outcome: restored.value });
  }
  await syncDirectory(deps.targetDir);
  return failures;
}

async function restoreFile(
  zip: ZipFile,
  file: ManifestFile,
  { targetDir, signal }: RestoreDeps,
): Promise<HousekeepingResult<RestoredFile["outcome"]>> {
  const path = `${targetDir}/${file.name}`;
  const info = await lstatIfPresent(path);
  if (info !== undefined) {
    const same = info.isFile && info.size === file.bytes && await sha256Of(path) === file.sha256;
    if (same) return { ok: true, value: "present" };
    return refuse("exists", `Cannot restore ${path}: another file of that name is there`);
  }
  const temporary = `${targetDir}/.${file.name}.restoring`;
  if (await lstatIfPresent(temporary) !== undefined) await Deno.remove(temporary);
  const target = await Deno.open(temporary, { write: true, createNew: true, mode: FILE_MODE });
  try {
    const read = await zip.readEntry(file, async (chunk) => {
      let written = 0;
      while (written < chunk.length) written += await target.write(chunk.subarray(written));
    });
    signal?.throwIfAborted();
    if (!read.ok) return read;
    await target.sync();
    await Deno.rename(temporary, path);
    return { ok: true, value: "restored" };
  } catch (error) {
    return { ok: false, failure: failureOf(error, `Cannot restore ${path}`) };
  } finally {
    target.close();
    await Deno.remove(temporary).catch(() => {}); // gone already when it was renamed
  }
}

async function sha256Of(path: string): Promise<string> {
  const digest = new ContentDigest();
  const handle = await Deno.open(path, { read: true });
  for await (const chunk of handle.readable) digest.update(chunk);
  return digest.finish().sha256;
}
