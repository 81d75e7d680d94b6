/** What every process of LogOps agrees on. Imports zod, and nothing of ours. */
export * from "./blind_index.ts";
export * from "./command_line.ts";
export * from "./echo_filter.ts";
export * from "./environment.ts";
export * from "./failure.ts";
export * from "./journal_file.ts";
export * from "./key_ring.ts";
export * from "./known_keys.ts";
export * from "./limits.ts";
export * from "./nearest_name.ts";
export * from "./pii.ts";
export * from "./program.ts";
export * from "./record.ts";
export * from "./sequence.ts";
export * from "./settings.ts";
export * from "./signing.ts";
export * from "./version.ts";
