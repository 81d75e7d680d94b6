/**
 * A sweep that is to be killed: says `ready`, waits for a byte on standard input, sweeps, says
 * `done`. With `killAtStep` it kills itself with SIGKILL after that many steps of the protocol.
 */
import { sweep, type SweepSettings } from "../housekeeping/mod.ts";

export interface KillOrder {
  readonly settings: SweepSettings;
  readonly nowMs: number;
  readonly killAtStep?: number | undefined;
}

if (import.meta.main) {
  const order = JSON.parse(Deno.args[0]!) as KillOrder;
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(1));
  let steps = 0;
  await sweep({
    ...order,
    onStep: () => {
      steps++;
      if (steps === order.killAtStep) Deno.kill(Deno.pid, "SIGKILL");
    },
  });
  console.log(`done after ${steps} steps`);
}
