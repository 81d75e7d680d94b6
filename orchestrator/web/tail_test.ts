import assert from "node:assert/strict";
import { join } from "node:path";
import type { Scenario } from "../scenario/mod.ts";
import { createCurve, createEmitter, type ScenarioEmitter } from "../plan/mod.ts";
import { tiny } from "../testing/tiny_emitter.ts";
import { JournalReader, Tail, withStored } from "./tail.ts";

const emitter = (label: string): ScenarioEmitter => ({
  label,
  plugin: tiny,
  args: {},
  levels: { DEBUG: 0, INFO: 1, WARN: 0, ERROR: 0 },
  batchSize: 10,
  batchWaitMs: 500,
  curve: createCurve([]),
  jitter: 0,
  files: new Map(),
});
const scenario = { emitters: [emitter("a"), emitter("b")] } as unknown as Scenario;

const made = (one: ScenarioEmitter) => createEmitter(one, { seed: 7, scenarioId: "run-1" });

Deno.test("Tail.watch() changes nothing of what an emitter makes", () => {
  const [plain, watched] = [
    made(scenario.emitters[0]!),
    made(new Tail(() => 0).watch(scenario).emitters[0]!),
  ];
  for (let round = 0; round < 5; round++) {
    const [expected, got] = [plain, watched].map((each) => [each.next(round), each.next(round)]);
    assert.deepEqual(got, expected);
    assert.deepEqual(watched.batch(got!), plain.batch(expected!));
  }
});

Deno.test("Tail keeps a few of what leaves, of each emitter, until it is taken", () => {
  const tail = new Tail(() => 5);
  const emitters = tail.watch(scenario).emitters.map(made);
  for (let batch = 0; batch < 100; batch++) {
    for (const each of emitters) each.batch([each.next(1), each.next(2)]);
  }
  const kept = tail.take();
  assert.deepEqual(kept.map((pair) => [pair.emitter, pair.seq, pair.atMs]), [
    ["a", 1, 5],
    ["b", 1, 5],
    ["a", 3, 5],
    ["b", 3, 5],
  ]);
  assert.ok(kept.every(({ sent, planted }) => sent.includes(planted[0]!)));
  assert.deepEqual(tail.take(), []);
  emitters[0]!.batch([emitters[0]!.next(9)]);
  assert.deepEqual(tail.take().map(({ seq }) => seq), [201]);
});

Deno.test("Tail keeps nothing of records that are made and not sent", () => {
  const tail = new Tail(() => 0);
  const [first] = tail.watch(scenario).emitters.map(made);
  for (let i = 0; i < 10; i++) first!.next(i);
  assert.deepEqual(tail.take(), []);
});

Deno.test("JournalReader finds lines of its run that were appended since its mark", async () => {
  const dir = await Deno.makeTempDir();
  const nowMs = Date.UTC(2026, 4, 1, 12);
  const line = (id: string, seq: number) =>
    JSON.stringify({ ts: "t", level: "INFO", msg: "m", emitter: "a", scenario_id: id, seq }) + "\n";
  const append = (text: string) =>
    Deno.writeTextFile(join(dir, "20260501.ndjson"), text, { append: true });
  try {
    const reader = new JournalReader(dir);
    await append(line("run-1", 1));
    await reader.mark(nowMs);
    await append(line("run-1", 2) + line("run-2", 3) + "not json run-1\n" + line("run-1", 4));
    await append(line("run-1", 5).slice(0, 30));
    const found = await reader.linesSince("run-1", nowMs);
    assert.deepEqual([...found.keys()], ["a/2", "a/4"]);
    const pair = { atMs: 0, emitter: "a", seq: 2, level: "INFO", sent: "s", planted: [] };
    assert.deepEqual(withStored([pair, { ...pair, seq: 3 }], found), [
      { ...pair, stored: line("run-1", 2).trimEnd() },
      { ...pair, seq: 3 },
    ]);
    await reader.mark(nowMs);
    assert.equal((await reader.linesSince("run-1", nowMs)).size, 0);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("JournalReader finds nothing where there is no folder", async () => {
  const reader = new JournalReader("/nowhere/at/all");
  await reader.mark(0);
  assert.equal((await reader.linesSince("run-1", 0)).size, 0);
});
