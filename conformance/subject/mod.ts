/** What is judged: subjects, as their files say. */
export { fill, type Filling } from "./fill.ts";
export { findProgram, type ProgramPlaces } from "./programs.ts";
export { listSubjects, loadSubject } from "./subject_library.ts";
export { parseSubject } from "./subject_file.ts";
export type { Subject, SubjectInput, SubjectOutput, SubjectProcess } from "./subject_schema.ts";
