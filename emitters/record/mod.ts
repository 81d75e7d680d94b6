/** A record on its way to a body: drafts, times, members of JSON, labelled defects, broken requests. */
export { joinTexts } from "./body_text.ts";
export { OVERSIZED_BYTES } from "./broken_request.ts";
export {
  DEFECT_CLASSES,
  type DefectClass,
  type RepairCounter,
  repairCountersOf,
} from "./defects.ts";
export { createDrafts, type Draft, NO_PII } from "./drafts.ts";
export { BAD_TIMES, brokenHead, type HeadMembers, UNKNOWN_LEVELS } from "./json_members.ts";
export { DEFAULT_RECORD_ARGS, recordArgs, SHARES_MESSAGE, sharesFit } from "./record_args.ts";
export { createBsdTime, createClfTime, createIsoTime, type TimeWriter } from "./timestamps.ts";
