/** What every command of delivery is handed: the network, the clock, and when to end. */
import type { SinkDeps } from "../sinks/mod.ts";

export interface CommandDeps extends SinkDeps {
  readonly random: () => number;
  /** Aborted when the program is asked to end. */
  readonly signal: AbortSignal;
}
