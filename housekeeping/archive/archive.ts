/**
 * Moves the finished files of one period into that period's archive: `20260501.zip`, or
 * `2026050113.zip` where the journal rotates by the hour.
 *
 * ```
 *   20260501.ndjson ─┐                                        ┌─▶ remove originals, sync sink dir
 *   20260501.w1.… ───┼─▶ 20260501.zip.tmp ─▶ read back,  ─▶ sync ─▶ rename ─▶ sync dir
 *   20260501.zip ────┘    (streamed)         CRC, SHA-256           20260501.zip
 *   (if there: copied as it is)
 * ```
 *
 * At every moment each record is whole in its original or under the final name, so a crash costs
 * nothing but the temporary file, which the next run removes. What was archived before is compared
 * by SHA-256: the same content is not stored twice, and a file that grew since replaces its entry.
 */
import {
  failureOf,
  type HousekeepingFailure,
  type HousekeepingResult,
  lstatIfPresent,
  periodOf,
  refuse,
  removeUnchanged,
  type SinkFile,
  syncDirectory,
} from "../files/mod.ts";
import { archiveName, temporaryArchiveName } from "./manifest.ts";
import { type Merge, type MergeStep, planMerge } from "./merge.ts";
import { checkZip } from "./zip_file.ts";
import { writeZip } from "./zip_writer.ts";

/** As restricted as the journal's own files. */
const ARCHIVE_MODE = 0o640;

/** The moments of the protocol, in order; a crash may come before or after any of them. */
export const ARCHIVE_STEPS = [
  "temporary_created",
  "entry_written",
  "archive_written",
  "archive_read_back",
  "archive_synced",
  "archive_renamed",
  "directory_synced",
  "original_removed",
] as const;
export type ArchiveStep = typeof ARCHIVE_STEPS[number];

export interface ArchiveDeps {
  readonly sinkDir: string;
  readonly archiveDir: string;
  /** When this sweep began, for the manifest. */
  readonly nowMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told after each step; for tests that crash there. */
  readonly onStep?: ((step: ArchiveStep) => void) | undefined;
}

export interface Archived {
  /** Name of the archive that now holds the files. */
  readonly archive: string;
  readonly archiveBytes: number;
  /** Files whose original is gone, because the archive holds them. */
  readonly removed: readonly SinkFile[];
  /** Files that changed meanwhile: their originals stay, and the next sweep takes them. */
  readonly changed: readonly SinkFile[];
  /** Originals that could not be removed though they are archived: the next sweep tries again. */
  readonly stuck: readonly HousekeepingFailure[];
}

/** Archives `files`, all of one period and at least one. Originals stay unless the result is ok. */
export async function archiveFiles(
  files: readonly SinkFile[],
  deps: ArchiveDeps,
): Promise<HousekeepingResult<Archived>> {
  const period = periodOf(files[0]!);
  const path = `${deps.archiveDir}/${archiveName(period)}`;
  const temporary = `${deps.archiveDir}/${temporaryArchiveName(period)}`;
  try {
    const info = await lstatIfPresent(path);
    if (info !== undefined && !info.isFile) {
      return refuse("corrupt_archive", `Cannot add to ${path}: it is not a regular file`);
    }
    const existing = info === undefined ? undefined : await checkZip(path, deps.signal);
    if (existing !== undefined && !existing.ok) return existing;
    const merge = await planMerge(files, existing?.value.files ?? [], deps);
    if (!merge.ok) return merge;
    if (merge.value.steps.some((step) => step.action !== "held")) {
      const written = await writeTemporary(period, temporary, path, merge.value, deps);
      if (!written.ok) return written;
      await Deno.rename(temporary, path);
      deps.onStep?.("archive_renamed");
      await syncDirectory(deps.archiveDir);
      deps.onStep?.("directory_synced");
    } else {
      await makeDurable(path, deps.archiveDir);
    }
    return { ok: true, value: await removeOriginals(path, period, merge.value.steps, deps) };
  } catch (error) {
    return { ok: false, failure: failureOf(error, `Cannot archive ${period}`) };
  } finally {
    await removeIfPresent(temporary);
  }
}

/** Writes, reads back and syncs the temporary archive. */
async function writeTemporary(
  period: string,
  temporary: string,
  path: string,
  { steps, kept }: Merge,
  deps: ArchiveDeps,
): Promise<HousekeepingResult<void>> {
  const target = await Deno.open(temporary, {
    write: true,
    createNew: true,
    mode: ARCHIVE_MODE,
  });
  try {
    deps.onStep?.("temporary_created");
    const written = await writeZip(target, { period, existing: path, steps, kept }, deps);
    if (!written.ok) return written;
    deps.onStep?.("archive_written");
    const readBack = await checkZip(temporary, deps.signal);
    if (!readBack.ok) return readBack;
    if (JSON.stringify(readBack.value) !== JSON.stringify(written.value)) {
      return refuse("corrupt_archive", `Cannot trust ${temporary}: it reads back differently`);
    }
    deps.onStep?.("archive_read_back");
    await target.sync();
    deps.onStep?.("archive_synced");
    return { ok: true, value: undefined };
  } finally {
    target.close();
  }
}

/** A crash may have come between the rename and its sync: originals go only after both. */
async function makeDurable(path: string, archiveDir: string): Promise<void> {
  const handle = await Deno.open(path, { read: true });
  try {
    await handle.sync();
  } finally {
    handle.close();
  }
  await syncDirectory(archiveDir);
}

async function removeOriginals(
  path: string,
  period: string,
  steps: readonly MergeStep[],
  deps: ArchiveDeps,
): Promise<Archived> {
  const removed: SinkFile[] = [];
  const changed: SinkFile[] = [];
  const stuck: HousekeepingFailure[] = [];
  for (const { file } of steps) {
    try {
      const gone = await removeUnchanged(deps.sinkDir, file);
      (gone ? removed : changed).push(file);
      deps.onStep?.("original_removed");
    } catch (error) {
      stuck.push(failureOf(error, `Cannot remove ${file.name}, which is archived`));
    }
  }
  await syncDirectory(deps.sinkDir);
  const { size } = await Deno.lstat(path);
  return { archive: archiveName(period), archiveBytes: size, removed, changed, stuck };
}

async function removeIfPresent(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch {
    // What cannot be removed now, the next run removes: its name says what it is.
  }
}
