/**
 * The manifest of an archive: the entry `manifest.json`, last in the zip.
 *
 * ```json
 * {"format":"logops-archive","version":1,"period":"20260501","files":[
 *   {"name":"20260501.ndjson","source":"20260501.ndjson","content":"records","bytes":81920,
 *    "sha256":"9f86…","records":210,"first_ts":"2026-05-01T00:00:00.120Z",
 *    "last_ts":"2026-05-01T23:59:59.871Z","archived_at":"2026-05-09T01:00:00.000Z"}]}
 * ```
 *
 * `name` is the entry in the zip, `source` the journal file it was. They differ when a file of a
 * name came twice with different content: the second is `20260501~2.ndjson`.
 */
import { z } from "zod";
import { parseJournalFileName } from "../../contract/mod.ts";

export const MANIFEST_NAME = "manifest.json";
export const MANIFEST_BYTES_MAX = 16 * 2 ** 20;

const ENTRY_NAME = /^(\d{8}(?:\d{2})?(?:\.w\d{1,3})?)(?:~\d{1,6})?(\.(?:ndjson|torn))$/;
const PERIOD = /^\d{8}(\d{2})?$/;

export const ManifestFile = z.strictObject({
  name: z.string().regex(ENTRY_NAME),
  source: z.string().refine((name) => parseJournalFileName(name) !== undefined),
  content: z.enum(["records", "torn"]),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  records: z.int().nonnegative(),
  first_ts: z.string().nullable(),
  last_ts: z.string().nullable(),
  archived_at: z.iso.datetime(),
});
export type ManifestFile = z.infer<typeof ManifestFile>;

export const Manifest = z.strictObject({
  format: z.literal("logops-archive"),
  version: z.literal(1),
  period: z.string().regex(PERIOD),
  files: z.array(ManifestFile),
});
export type Manifest = z.infer<typeof Manifest>;

export function createManifest(period: string, files: readonly ManifestFile[]): Manifest {
  return { format: "logops-archive", version: 1, period, files: [...files] };
}

/** `undefined` for everything that is not a manifest of this format and version. */
export function parseManifest(text: string): Manifest | undefined {
  try {
    return Manifest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A name for an entry that `taken` does not hold: the source's own, or with `~2`, `~3`… */
export function freeEntryName(source: string, taken: ReadonlySet<string>): string {
  if (!taken.has(source)) return source;
  for (let number = 2;; number++) {
    const name = source.replace(ENTRY_NAME, `$1~${number}$2`);
    if (!taken.has(name)) return name;
  }
}

export function archiveName(period: string): string {
  return `${period}.zip`;
}

/** The period of an archive's name; `undefined` for every other name. */
export function parseArchiveName(name: string): string | undefined {
  const match = /^(\d{8}(?:\d{2})?)\.zip$/.exec(name);
  if (match === null || parseJournalFileName(`${match[1]}.ndjson`) === undefined) return undefined;
  return match[1];
}

/** What an interrupted run may leave in the archive directory: the next one removes it. */
export function temporaryArchiveName(period: string): string {
  return `${archiveName(period)}.tmp`;
}

export function isTemporaryArchiveName(name: string): boolean {
  return name.endsWith(".tmp") && parseArchiveName(name.slice(0, -".tmp".length)) !== undefined;
}
