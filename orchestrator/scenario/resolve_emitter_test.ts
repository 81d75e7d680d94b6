import assert from "node:assert/strict";
import { z } from "zod";
import { defineEmitter } from "../../emitters/mod.ts";
import { plan } from "../plan/mod.ts";
import type { EmitterSource } from "./resolve_emitter.ts";
import { startRun } from "../drive/mod.ts";
import { parseScenario } from "./scenario.ts";
import { gateway, OPTIONS } from "../testing/driven_run.ts";
import { describeProblem } from "./scenario_problem.ts";
import { createVirtualClock } from "../testing/virtual_clock.ts";

/** Plays a file's lines: at the scenario's rate, or one each `every_ms`. */
const player = defineEmitter({
  type: "player",
  summary: "Plays lines",
  config: z.strictObject({ file: z.string(), every_ms: z.number().optional() }),
  files: ({ file }) => [file],
  create({ file, every_ms }, { files }) {
    const lines = files!.get(file)!.split("\n");
    let seq = 0;
    return {
      next: () => ({ seq: ++seq, level: "INFO", text: lines[seq - 1]!, planted: [] }),
      batch: (records) => {
        return { contentType: "text/plain", body: records.map(({ text }) => text).join("\n") };
      },
      recordsMax: lines.length,
      ...(every_ms === undefined ? {} : { dueMs: (index: number) => index * every_ms }),
    };
  },
});

const source: EmitterSource = {
  types: ["player"],
  byType: (type) => type === "player" ? player : undefined,
  load: () => Promise.resolve({ reason: "none" }),
  readText: (path) =>
    Promise.resolve(
      path === "a.log" ? { text: "a\nb\nc\nd" } : { reason: "there is no such file" },
    ),
};

const scenario = (emitter: string) =>
  parseScenario(`name: play\nduration_sec: 10\nemitters:\n  - ${emitter}\n`, "play.yaml", source);

async function arrivals(emitter: string) {
  const parsed = await scenario(emitter);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  const clock = createVirtualClock();
  const target = gateway(clock, 1);
  const run = startRun(parsed.scenario, OPTIONS, { fetch: target.fetch, clock });
  const { snapshot } = await clock.until(run.done);
  assert.equal(snapshot.total.sent, plan(parsed.scenario).records, "as planned");
  return target.arrivals.map(({ atMs, lines }) => [atMs, ...lines]);
}

Deno.test("an emitter that ends sends what it has, and no more", async () => {
  const sent = await arrivals("{ name: player, eps: 2, batch_size: 1, args: { file: a.log } }");
  assert.deepEqual(sent.map(([, line]) => line), ["a", "b", "c", "d"]);
  assert.ok(sent.every(([atMs], i) => Math.abs(Number(atMs) - (250 + i * 500)) <= 2), String(sent));
});

Deno.test("an emitter that keeps its own time needs no rate, and starts with its window", async () => {
  const sent = await arrivals(
    "{ name: player, batch_size: 1, args: { file: a.log, every_ms: 300 }, " +
      "schedule: { start_after_sec: 2, stop_after_sec: 2.7 } }",
  );
  assert.deepEqual(sent.map(([, line]) => line), ["a", "b", "c"]);
  assert.ok(
    sent.every(([atMs], i) => Math.abs(Number(atMs) - (2000 + i * 300)) <= 2),
    String(sent),
  );
});

for (
  const [what, emitter, wanted] of [
    [
      "a file that is not there",
      "{ name: player, eps: 1, args: { file: b.log } }",
      `4:43: 'file' cannot be read: there is no such file: current value is "b.log"`,
    ],
    [
      "no rate, where there is no other time",
      "{ name: player, args: { file: a.log } }",
      "4:5: 'eps' is missing (records a second)",
    ],
    [
      "ramps on an emitter that keeps its own time",
      "{ name: player, args: { file: a.log, every_ms: 9 }, schedule: { ramp_up_sec: 1 } }",
      "4:69: 'ramp_up_sec' has no effect on an emitter that keeps its own time " +
      "(only 'start_after_sec' and 'stop_after_sec' have)",
    ],
  ] as const
) {
  Deno.test(`parseScenario() reports ${what}`, async () => {
    const parsed = await scenario(emitter);
    assert.ok(!parsed.ok);
    assert.equal(
      describeProblem(parsed.problems[0]!),
      `Cannot read scenario play.yaml:${wanted}`,
    );
  });
}
