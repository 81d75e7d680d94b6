/** Hostile texts, and how masking's work grows with them: for tests of other rooms. */
export { createGrowth, faultOf } from "./growth.ts";
export { motifs, seeded } from "./motifs.ts";
