/** What `deno task deliver` can be asked to do. */
export { checkSinks } from "./check.ts";
export { DELIVER_HELP, type DeliverCommand, readCommand } from "./command_line.ts";
export { listDead, resendDead } from "./dead.ts";
export { runDelivery } from "./run.ts";
export { showStatus } from "./status.ts";
