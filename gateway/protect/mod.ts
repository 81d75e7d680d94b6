/** What is hidden before a record is written. */
export { type BlindIndex, createBlindIndex } from "./blind_index.ts";
export {
  countPii,
  createPiiCounts,
  type Hidden,
  MASK,
  maskCardNumber,
  NUMBER_CHARS_MAX_BELOW_CARDS,
  PII_KINDS,
  type PiiCounts,
  type PiiKind,
  schemeChars,
} from "./detectors/mod.ts";
export { createFieldNames, type FieldNames, type KnownName, type Secret } from "./field_names.ts";
export { createKeepFields, type KeepFields, type KeptPaths } from "./keep_fields.ts";
export { createCodes, createScan, type Scan } from "./scan.ts";
export { createSealer, type Sealer } from "./seal.ts";
export { createSealedFields, type SealedFields, type SealedPaths } from "./sealed_fields.ts";
export { createStringScan, type Cuts, type StringScan, TRAIT } from "./string_scan.ts";
