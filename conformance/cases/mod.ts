/** What is done to subjects: every case there is, in the order in which they run and are shown. */
import type { ConformCase } from "./conform_case.ts";
import { diskCases } from "./disk.ts";
import { endCases } from "./ends.ts";
import { fileCases } from "./files.ts";
import { hostileCases } from "./hostile.ts";
import { plainCases } from "./plain.ts";
import { readingCases } from "./reading.ts";
import { senderCases } from "./senders.ts";
import { sinkCases } from "./sinks.ts";

export type { ConformCase, Effort, Outcome } from "./conform_case.ts";
export { type CaseResult, runCase } from "./run_case.ts";

export const CASES: readonly ConformCase[] = [
  ...plainCases,
  ...endCases,
  ...sinkCases,
  ...diskCases,
  ...senderCases,
  ...hostileCases,
  ...readingCases,
  ...fileCases,
];
