/**
 * Checks every archive against its manifest: the zip's own structure and CRC-32, then length,
 * SHA-256, line count and times of every entry. Reads only.
 */
import { failureOf, type HousekeepingFailure } from "../files/mod.ts";
import { archiveName, parseArchiveName } from "./manifest.ts";
import { checkZip } from "./zip_file.ts";

export interface CheckedArchive {
  readonly archive: string;
  readonly files: number;
  readonly records: number;
  /** Of the journal files, not of the zip. */
  readonly bytes: number;
  /** Absent when the archive is whole. */
  readonly failure?: HousekeepingFailure;
}

/** Archives of the directory whose period begins with `period`, oldest first; all by default. */
export async function listArchives(archiveDir: string, period = ""): Promise<string[]> {
  const periods: string[] = [];
  for await (const { name } of Deno.readDir(archiveDir)) {
    const found = parseArchiveName(name);
    if (found !== undefined && found.startsWith(period)) periods.push(found);
  }
  return periods.sort().map(archiveName);
}

export async function verifyArchive(
  archiveDir: string,
  archive: string,
  signal?: AbortSignal,
): Promise<CheckedArchive> {
  const nothing = { archive, files: 0, records: 0, bytes: 0 };
  const path = `${archiveDir}/${archive}`;
  try {
    const checked = await checkZip(path, signal);
    if (!checked.ok) return { ...nothing, failure: checked.failure };
    const { files, period } = checked.value;
    if (archiveName(period) !== archive) {
      const detail = `Cannot trust ${path}: its manifest is of period ${period}`;
      return { ...nothing, failure: { kind: "corrupt_archive", detail } };
    }
    return {
      archive,
      files: files.length,
      records: files.reduce(
        (sum, file) => sum + (file.content === "records" ? file.records : 0),
        0,
      ),
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    };
  } catch (error) {
    return { ...nothing, failure: failureOf(error, `Cannot verify ${path}`) };
  }
}
