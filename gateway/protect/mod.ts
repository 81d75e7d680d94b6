/** What is hidden before a record is written. */
export { createBlindIndex } from "./blind_index.ts";
export { createPiiCounts, PII_KINDS, type PiiCounts, type PiiKind } from "./detectors/mod.ts";
export { createMasker, MASK_DEPTH_MAX, type Masker, type MaskOptions, TOO_DEEP } from "./mask.ts";
export { createTakeOriginals } from "./originals.ts";
export { createProtect, type Protect } from "./protect.ts";
export { createSealer } from "./seal.ts";
