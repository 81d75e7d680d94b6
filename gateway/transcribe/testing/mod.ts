/** The one way beside the oracle, and bodies to hold them against each other: for tests. */
export {
  type Both,
  bounds,
  compare,
  createBoth,
  encoder,
  NOW_MS,
  origins,
  policies,
  type Policy,
  RUNS,
  TEXTS,
} from "./both.ts";
export { csvBody } from "./csv_bodies.ts";
export { jsonBody, ndjsonBody } from "./json_bodies.ts";
export { createStore, storeBody, storeFields, storeLine } from "./store.ts";
export { textBody } from "./text_bodies.ts";
