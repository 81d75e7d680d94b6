/** The journal as delivery reads it: files, ranges, lines. */
export * from "./batch.ts";
export * from "./journal_folder.ts";
