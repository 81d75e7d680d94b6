/** Delivery: from the journal to where logs live. */
export { grantsOf, parseDeliveryFile, referencesIn, type ReferenceSource } from "./config/mod.ts";
export type { ConfiguredSink, DeliveryFile } from "./config/mod.ts";
export {
  checkpointPath,
  deadFolder,
  listDeadFiles,
  readCheckpoint,
  readDeadLetters,
  unreadBytes,
} from "./drive/mod.ts";
export { type Batch, createBatch, linesOf, listJournal } from "./journal/mod.ts";
export { createDeliveryMetrics } from "./metrics.ts";
export {
  type FoundLine,
  hostsOfStore,
  isStoreAddress,
  openReader,
  parseStoreAddress,
  type Reader,
  type ReaderDeps,
  STORE_SCHEMES,
  StoreUnreadable,
} from "./readers/mod.ts";
export { DeliverySettings } from "./settings.ts";
export {
  azureHeaders,
  openTopic,
  type Outcome,
  type Sink,
  type SinkDeps,
  type SinkPlugin,
  sinkPlugins,
} from "./sinks/mod.ts";
