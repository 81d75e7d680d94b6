import { createSharedKv, KV_DEADLINE_MS, KV_REST_MS } from "./shared_kv.ts";
import assert from "node:assert/strict";

/** A store that does what `act` says; the clock is moved by the test. */
function share(act: () => Promise<Deno.Kv>) {
  const clock = { nowMs: 0 };
  const faults: string[] = [];
  const kv = createSharedKv({
    open: act,
    monotonicMs: () => clock.nowMs,
    random: () => 0,
    onFault: (operation) => faults.push(operation),
  });
  return { kv, clock, faults };
}

Deno.test("SharedKv gives what the work gave, and opens the store once", async () => {
  let opened = 0;
  const { kv } = share(() => {
    opened++;
    return Deno.openKv(":memory:");
  });
  await kv.run("set", (store) => store.set(["a"], 1));
  const read = await kv.run("get", (store) => store.get(["a"]));
  assert.equal(read?.value.value, 1);
  assert.equal(opened, 1);
  kv.close();
  assert.equal(await kv.run("get", (store) => store.get(["a"])), undefined);
});

Deno.test("SharedKv tries again while the database is locked", async () => {
  let attempts = 0;
  const { kv, faults } = share(() => Deno.openKv(":memory:"));
  const result = await kv.run("busy", () => {
    attempts++;
    return attempts < 3 ? Promise.reject(new Error("database is locked")) : Promise.resolve("done");
  });
  assert.deepEqual([result, attempts, faults], [{ value: "done" }, 3, []]);
  kv.close();
});

Deno.test("SharedKv gives a slow store up at the deadline, and rests", async () => {
  const { kv, clock, faults } = share(() => new Promise<Deno.Kv>(() => {}));
  const startMs = performance.now();
  assert.equal(await kv.run("slow", () => Promise.resolve(1)), undefined);
  assert.ok(performance.now() - startMs < KV_DEADLINE_MS * 4);
  assert.deepEqual(faults, ["slow"]);
  assert.equal(await kv.run("at rest", () => Promise.resolve(1)), undefined);
  assert.deepEqual(faults, ["slow"], "nothing is asked while it rests");
  clock.nowMs += KV_REST_MS + 1;
  assert.equal(await kv.run("again", () => Promise.resolve(1)), undefined);
  assert.deepEqual(faults, ["slow", "again"]);
});

Deno.test("SharedKv opens the store again after it could not", async () => {
  let attempts = 0;
  const { kv, clock } = share(() => {
    attempts++;
    return attempts === 1 ? Promise.reject(new Error("no such file")) : Deno.openKv(":memory:");
  });
  assert.equal(await kv.run("first", () => Promise.resolve(1)), undefined);
  clock.nowMs += KV_REST_MS + 1;
  assert.deepEqual(await kv.run("second", () => Promise.resolve(1)), { value: 1 });
  kv.close();
});
