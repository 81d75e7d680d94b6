import assert from "node:assert/strict";
import { createRunStore, type RunStore } from "./run_store.ts";
import { sampleRecord } from "./testing/sample_record.ts";

async function withStore(
  work: (store: RunStore, kv: Deno.Kv) => Promise<void>,
  keptMax = 10,
) {
  const kv = await Deno.openKv(":memory:");
  const onFault = (what: string) => assert.fail(`${what} failed`);
  await work(createRunStore(kv, { keptMax, onFault }), kv);
  kv.close();
}

async function ids(store: RunStore): Promise<string[]> {
  const listed = await store.list(100);
  assert.ok(listed.ok);
  return listed.value.map(({ id }) => id);
}

Deno.test("save() keeps a run whole, and its log grows", async () => {
  await withStore(async (store) => {
    const running = sampleRecord({ phase: "running" });
    const ended = sampleRecord();
    const { id } = ended.detail.summary;
    assert.ok((await store.save(running, ["one", "two"])).ok);
    assert.ok((await store.save(ended, ["three"])).ok);
    assert.deepEqual(await store.read(id), { ok: true, value: ended });
    assert.deepEqual(await store.log(id), { ok: true, value: "one\ntwo\nthree\n" });
    assert.deepEqual(await ids(store), [id]);
  });
});

Deno.test("list() gives the newest first, and save() deletes what is beyond keptMax", async () => {
  await withStore(async (store, kv) => {
    for (const startedMs of [3, 1, 4, 2, 5]) {
      await store.save(sampleRecord({ id: `run-${startedMs}`, startedMs }), ["line"]);
    }
    assert.deepEqual(await ids(store), ["run-5", "run-4", "run-3"]);
    const gone = await store.read("run-1");
    assert.ok(!gone.ok && gone.failure.kind === "unknown_run");
    const keys = await Array.fromAsync(kv.list({ prefix: [] }), ({ key }) => String(key));
    assert.deepEqual(keys.filter((key) => /run-[12]/.test(key)), []);
  }, 3);
});

Deno.test("recover() marks what a service left unfinished, as of its last save", async () => {
  await withStore(async (store) => {
    const left = { id: "left", startedMs: 1_000, elapsedSec: 7, phase: "paused" } as const;
    const { outcome: _, endedMs: __, ...record } = sampleRecord(left).detail.summary;
    const { detail } = sampleRecord();
    await store.save({ ...sampleRecord(), detail: { ...detail, summary: record } }, ["line"]);
    await store.save(sampleRecord(), []);
    assert.deepEqual(await store.recover(60_000), { ok: true, value: ["left"] });
    const read = await store.read("left");
    assert.ok(read.ok);
    const { summary } = read.value.detail;
    assert.equal(summary.phase, "ended");
    assert.equal(summary.outcome, "interrupted");
    assert.equal(summary.endedMs, 8_000);
    assert.match(summary.note!, /service ended/);
    assert.deepEqual(await store.recover(60_000), { ok: true, value: [] });
  });
});

Deno.test("remove() deletes a run that is over, and no other", async () => {
  await withStore(async (store) => {
    await store.save(sampleRecord(), ["line"]);
    await store.save(sampleRecord({ id: "live", phase: "running" }), ["line"]);
    assert.ok((await store.remove("steady-k3x9f2")).ok);
    const live = await store.remove("live");
    assert.ok(!live.ok && live.failure.kind === "run_is_live");
    const unknown = await store.remove("steady-k3x9f2");
    assert.ok(!unknown.ok && unknown.failure.kind === "unknown_run");
    assert.deepEqual(await ids(store), ["live"]);
  });
});

Deno.test("a store that fails says so, and throws nothing", async () => {
  const kv = await Deno.openKv(":memory:");
  const faults: string[] = [];
  const store = createRunStore(kv, { keptMax: 1, onFault: (what) => faults.push(what) });
  kv.close();
  const results = [
    await store.list(10),
    await store.read("x"),
    await store.log("x"),
    await store.remove("x"),
    await store.save(sampleRecord(), ["line"]),
    await store.recover(0),
  ];
  for (const result of results) {
    assert.ok(!result.ok && result.failure.kind === "history_unavailable");
  }
  assert.deepEqual(faults, ["list", "read", "log", "remove", "save", "recover"]);
});
