/** Who judges: `logops verify`, run as a program. */
export {
  affected,
  type Finding,
  NoVerdict,
  piiInClear,
  runVerify,
  type VerifyOptions,
  type VerifyReport,
} from "./verify_run.ts";
