/** Masking without a gateway: lines in, lines out. See `mask_cli.ts`. */
export {
  createSums,
  MASK_FORMATS,
  type MaskFormat,
  maskLines,
  type MaskSums,
  UnmaskableLine,
} from "./mask_lines.ts";
export { type Score, score } from "./score.ts";
