/**
 * A sweep that is to be killed: says `ready`, waits for a byte on standard input, sweeps, says
 * `done`. With `killAt` it kills itself with SIGKILL when a step of the protocol comes up that often.
 */
import { sweep, type SweepSettings } from "../../housekeeping/mod.ts";

export interface KillOrder {
  readonly settings: SweepSettings;
  readonly nowMs: number;
  readonly killAt?: { readonly step: string; readonly occurrence: number } | undefined;
}

if (import.meta.main) {
  const order = JSON.parse(Deno.args[0]!) as KillOrder;
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(1));
  let occurrences = 0;
  await sweep({
    ...order,
    onStep: (step) => {
      if (step !== order.killAt?.step) return;
      occurrences++;
      if (occurrences === order.killAt.occurrence) Deno.kill(Deno.pid, "SIGKILL");
    },
  });
  console.log("done");
}
