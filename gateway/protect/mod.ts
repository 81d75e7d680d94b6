/** What is hidden before a record is written. */
export { createBlindIndex } from "./blind_index.ts";
export {
  countPii,
  createPiiCounts,
  type Hidden,
  isCardNumber,
  PII_KINDS,
  type PiiCounts,
  type PiiKind,
} from "./detectors/mod.ts";
export { createFieldNames, type FieldNames } from "./field_names.ts";
export { createMasker, MASK_DEPTH_MAX, type Masker, type MaskOptions, TOO_DEEP } from "./mask.ts";
export { createTakeOriginals } from "./originals.ts";
export { createProtect, type Protect } from "./protect.ts";
export { createScan, type Scan } from "./scan.ts";
export { createSealer } from "./seal.ts";
export { createStringScan, type Cuts, FORM, type StringScan, TRAIT } from "./string_scan.ts";
