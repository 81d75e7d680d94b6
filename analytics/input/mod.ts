/** Where lines come from: files, folders, archives, standard input; cut into lines. */
export {
  findFiles,
  type Input,
  type InputDeps,
  InputError,
  inputsOf,
  type OnChunk,
  STDIN,
} from "./input.ts";
export { LINE_BYTES_MAX, LineCutter, type OnLine } from "./line_cutter.ts";
export { createProgress, type Progress, type ProgressOptions } from "./progress.ts";
