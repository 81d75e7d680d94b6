/**
 * Runs the orchestrator's engine against a gateway: `deliver_cli.ts <url> <type> <eps> <seconds>`.
 * Prints what was asked and what was achieved as JSON.
 */
import {
  buildScenario,
  createClock,
  describeProblem,
  emitterSource,
  startTrial,
} from "../orchestrator/mod.ts";
import type { DeliveredResult } from "./emitters.ts";

const BATCH_SIZE = 100;
const SEED = 1;

const [url = "", type = "", eps = "", seconds = ""] = Deno.args;
const built = await buildScenario(
  {
    name: "bench",
    duration_sec: Number(seconds),
    emitters: [{ name: type, eps: Number(eps), batch_size: BATCH_SIZE }],
  },
  "bench",
  emitterSource("."),
);
if (!built.ok) throw new Error(built.problems.map(describeProblem).join("\n"));
const clock = createClock(() => performance.timeOrigin + performance.now());
const trial = await startTrial(built.scenario, { url, seed: SEED, runId: "bench" }, {
  fetch,
  clock,
});
const { report } = await trial.report;
const { user, system } = process.cpuUsage();
const { askedEps, sent, accepted, dropped, rejected, unanswered, latency } = report.run.total;
const result: Omit<DeliveredResult, "gatewayBusy"> = {
  type,
  askedEps,
  achieved: accepted / (askedEps * Number(seconds)),
  ...{ sent, accepted, dropped, failed: rejected + unanswered },
  p50Ms: latency.p50Ms ?? NaN,
  p99Ms: latency.p99Ms ?? NaN,
  busy: (user + system) / 1e6 / ((report.endedMs - report.startedMs) / 1000),
};
console.log(JSON.stringify(result));
Deno.exit(0);
