/** Gateway, delivery, housekeeping and orchestrator as one, on one machine. */
export { type KeepDeps, type PartProcess, type Tell } from "./keep_part.ts";
export { type Part, partsOf, settingsTold, type Setup } from "./part.ts";
export { programLine, readLines } from "./program_log.ts";
export { UpSettings } from "./settings.ts";
export { startWhole, type Whole } from "./whole.ts";
