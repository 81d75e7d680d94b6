/** Texts with much to find, hostile ones, and how masking's work grows with them: for tests. */
export { countedBytes } from "./counted_bytes.ts";
export { countedText, type Counter } from "./counted_text.ts";
export { FRAGMENTS } from "./fragments.ts";
export { createGrowth, faultOf } from "./growth.ts";
export { motifs, repeated, seeded } from "./motifs.ts";
