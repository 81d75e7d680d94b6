/** What is hidden before a record is written. */
export { type BlindIndex, createBlindIndex, type OnFound } from "./blind_index.ts";
export { createPiiCounts, PII_KINDS, type PiiCounts, type PiiKind } from "./detectors/mod.ts";
export { createMasker, MASK_DEPTH_MAX, type Masker, type MaskOptions, TOO_DEEP } from "./mask.ts";
export { createTakeOriginals, type TakeOriginals } from "./originals.ts";
export { createSealer, type Originals, type Sealer, type SealerDeps } from "./seal.ts";
