import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom, type EmittedRecord, emitterByType } from "../mod.ts";

interface Logged {
  readonly seq: number;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly generation: number;
  readonly member: string;
  readonly lag: number;
  readonly redelivered?: true;
}

function run(args: Record<string, unknown>, seed: number, count = 3000) {
  const found = emitterByType("kafka");
  assert.ok(found.ok);
  const emitter = found.plugin.create(found.plugin.config.parse(args), {
    random: createRandom(seed),
    scenarioId: "k",
    levels: { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 },
  });
  return Array.from({ length: count }, (_, i) => {
    const record = emitter.next(1.7e12 + i);
    return { record, logged: JSON.parse(record.text) as Logged };
  });
}

/** Everything of a delivery but what tells it from its repetition. */
function contentOf({ text, planted, level }: EmittedRecord) {
  const {
    seq: _seq,
    generation: _generation,
    member: _member,
    lag: _lag,
    redelivered: _,
    ...rest
  } = JSON.parse(text);
  return { rest, planted, level };
}

Deno.test("kafka: offsets rise by partition, with gaps; redeliveries repeat what was", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 80 }), (
      seed,
      partitions,
      commit_every,
    ) => {
      const args = { partitions, commit_every, rebalance_ratio: 0.01 };
      const positions = new Map<number, number>();
      const bySeq = new Map<number, EmittedRecord>();
      const againBy = new Map<number, number>();
      for (const { record, logged } of run(args, seed, 800)) {
        assert.ok(logged.partition >= 0 && logged.partition < partitions && logged.lag >= 0);
        assert.equal(logged.redelivered === true, record.redeliveryOf !== undefined);
        if (record.redeliveryOf === undefined) {
          assert.ok(logged.offset > (positions.get(logged.partition) ?? -1));
          positions.set(logged.partition, logged.offset);
        } else {
          const first = bySeq.get(record.redeliveryOf);
          assert.ok(first !== undefined && first.redeliveryOf === undefined);
          const again = (againBy.get(logged.generation) ?? 0) + 1;
          assert.ok(again <= commit_every, `${again} came again after one rebalance`);
          againBy.set(logged.generation, again);
          assert.deepEqual(contentOf(record), contentOf(first));
        }
        bySeq.set(record.seq, record);
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("kafka: only a rebalance brings redeliveries, a new member and a new generation", () => {
  const quiet = run({ rebalance_ratio: 0 }, 1);
  assert.ok(quiet.every(({ logged }) => logged.generation === 1 && !logged.redelivered));
  const busy = run({ rebalance_ratio: 0.005 }, 1);
  assert.ok(busy.some(({ logged }) => logged.redelivered));
  assert.ok(busy.at(-1)!.logged.generation > 5);
  const members = new Set(
    busy.map(({ logged: { member, generation } }) => `${generation} ${member}`),
  );
  assert.equal(members.size, new Set(busy.map(({ logged }) => logged.generation)).size);
});

Deno.test("kafka: a key stays in its partition, and some keys are popular", () => {
  const partitionByKey = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { logged: { key, partition } } of run({ pii_ratio: 0 }, 2)) {
    assert.equal(partitionByKey.get(key) ?? partition, partition, key);
    partitionByKey.set(key, partition);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assert.ok(Math.max(...counts.values()) > 200 && counts.size > 200);
});

Deno.test("kafka: gaps in offsets are there and rare", () => {
  const last = new Map<number, number>();
  let gaps = 0;
  const records = run({ rebalance_ratio: 0 }, 3);
  for (const { logged: { partition, offset } } of records) {
    if (offset > (last.get(partition) ?? offset) + 1) gaps++;
    last.set(partition, offset);
  }
  assert.ok(gaps > 5 && gaps < 0.03 * records.length, `${gaps} gaps`);
});
