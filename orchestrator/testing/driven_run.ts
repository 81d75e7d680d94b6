/** Runs of the tiny emitter on a virtual clock, against a gateway that notes what arrives when. */
import assert from "node:assert/strict";
import { type RunHandle, type RunOptions, startRun } from "../drive/mod.ts";
import { buildScenario, type Scenario } from "../scenario/mod.ts";
import { tiny } from "./tiny_emitter.ts";
import { createVirtualClock, type VirtualClock } from "./virtual_clock.ts";

export const OPTIONS: RunOptions = { url: "http://127.0.0.1:1/v1/logs", runId: "r1", seed: 1 };

export async function scenarioOf(fields: Record<string, unknown>): Promise<Scenario> {
  const source = {
    types: ["tiny"],
    byType: () => tiny,
    load: () => Promise.resolve({ reason: "none" }),
    readText: () => Promise.resolve({ reason: "none" }),
  };
  const built = await buildScenario({ name: "test", duration_sec: 10, ...fields }, "test", source);
  assert.ok(built.ok, JSON.stringify(built));
  return built.scenario;
}

export interface Arrival {
  readonly atMs: number;
  readonly lines: readonly string[];
}

/** What is sent, as text. */
export function bodyText(init: RequestInit | undefined): string {
  const body = init?.body;
  return typeof body === "string" ? body : new TextDecoder().decode(body as Uint8Array);
}

/** A gateway that answers after `latencyMs`, and notes what arrives when. */
export function gateway(clock: VirtualClock, latencyMs: number, status: () => number = () => 200) {
  const arrivals: Arrival[] = [];
  const startMs = clock.nowMs();
  let open = 0;
  let openMax = 0;
  const answer = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    const lines = bodyText(init).trimEnd().split("\n");
    arrivals.push({ atMs: clock.nowMs() - startMs, lines });
    openMax = Math.max(openMax, ++open);
    const signal = init?.signal ?? undefined;
    await clock.sleep(latencyMs, signal);
    open--;
    signal?.throwIfAborted();
    return new Response("{}", { status: status() });
  };
  return {
    arrivals,
    fetch: answer as typeof fetch,
    get openMax() {
      return openMax;
    },
  };
}

export async function drive(
  fields: Record<string, unknown>,
  use?: (run: RunHandle, clock: VirtualClock) => Promise<void>,
  latencyMs = 5,
) {
  const clock = createVirtualClock();
  const target = gateway(clock, latencyMs);
  const run = startRun(await scenarioOf(fields), OPTIONS, { fetch: target.fetch, clock });
  await use?.(run, clock);
  const result = await clock.until(run.done);
  return { target, run, result, total: result.snapshot.total };
}
