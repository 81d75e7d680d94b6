/** Conformance: what any log pipeline does when things go wrong. Cases against subjects, as a library. */
export { CASES } from "./cases/mod.ts";
export { conform } from "./conform.ts";
export type { CaseReport } from "./report/mod.ts";
export { listSubjects, loadSubject, parseSubject } from "./subject/mod.ts";
