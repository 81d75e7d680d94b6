/** Archives: written, proven against the original, listed, verified and restored. */
export { type ArchiveDeps, archiveFiles, type ArchiveStep } from "./archive.ts";
export { isTemporaryArchiveName } from "./manifest.ts";
export { restoreArchives, type RestoredFile } from "./restore.ts";
export { type CheckedArchive, listArchives, verifyArchive } from "./verify.ts";
export { openZip, type WriteChunk } from "./zip_file.ts";
