/** The one command: its verbs, the tasks that they are, and the settings of `up`. */
export { taskCommand } from "./task_command.ts";
export { UpSettings } from "./up/mod.ts";
export { VERBS } from "./verbs.ts";
