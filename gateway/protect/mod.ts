/** What is hidden before a record is written. */
export { createPiiCounts, PII_KINDS, type PiiCounts, type PiiKind } from "./detectors/mod.ts";
export { createMasker, MASK_DEPTH_MAX, type Masker, type MaskOptions, TOO_DEEP } from "./mask.ts";
