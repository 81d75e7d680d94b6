import assert from "node:assert/strict";
import { fail, ok, type Result } from "../../contract/mod.ts";
import { type Attempt, type Claim, createOnce } from "./once.ts";

const ID = "00".repeat(16);
const FULL = fail({ kind: "queue_full", detail: "", retryAfterSec: 1 });

/** Claims answer as told; what was settled is noted. */
function onceWith(claim: () => Promise<Claim>) {
  const settled: string[] = [];
  const faults: unknown[] = [];
  const once = createOnce<string>({
    claims: { claim, settle: (id) => void settled.push(id) },
    onFault: (error) => void faults.push(error),
  });
  return { once, settled, faults };
}

function attempt(store: () => Promise<Result<string>>, body = "b"): Attempt<string> {
  return { id: ID, body, remembered: ({ body }) => `remembered ${body}`, store };
}

const free = () => Promise.resolve({ kind: "free" } as const);

Deno.test("once() stores what is free, and settles the claim, whatever comes of it", async () => {
  const { once, settled } = onceWith(free);
  const stored = await once(attempt(() => Promise.resolve(ok("first"))));
  assert.deepEqual(stored, ok({ value: "first", replayed: false }));
  assert.deepEqual(await once(attempt(() => Promise.resolve(FULL))), FULL);
  await assert.rejects(once(attempt(() => Promise.reject(new Error("bug")))), /bug/);
  assert.equal(settled.length, 3);
});

Deno.test("once() has who comes meanwhile wait for the same end", async () => {
  for (const end of [ok("first"), FULL]) {
    const { once } = onceWith(free);
    const { promise, resolve } = Promise.withResolvers<Result<string>>();
    let stores = 0;
    const store = () => (stores++, promise);
    const both = [once(attempt(store)), once(attempt(store))];
    const other = await once(attempt(store, "another"));
    assert.equal(!other.ok && other.failure.kind, "idempotency_key_reused");
    resolve(end);
    const [first, second] = await Promise.all(both);
    assert.equal(stores, 1);
    assert.deepEqual(first, end.ok ? ok({ value: "first", replayed: false }) : end);
    assert.deepEqual(second, end.ok ? ok({ value: "first", replayed: true }) : end);
  }
});

Deno.test("once() tells what was told before, and refuses a key that stands for another body", async () => {
  const mark = { id: "", body: "b", receipt: {} };
  const { once, settled } = onceWith(() => Promise.resolve({ kind: "stored", mark }));
  const store = () => assert.fail("stored again");
  assert.deepEqual(await once(attempt(store)), ok({ value: "remembered b", replayed: true }));
  const other = await once(attempt(store, "another"));
  assert.equal(!other.ok && other.failure.kind, "idempotency_key_reused");
  assert.equal(settled.length, 0);
});

Deno.test("once() stores nothing while another process does, or nobody can say", async () => {
  const store = () => assert.fail("stored");
  const busy = await onceWith(() => Promise.resolve({ kind: "busy" })).once(attempt(store));
  assert.equal(!busy.ok && busy.failure.kind, "batch_in_flight");
  const { once, faults } = onceWith(() => Promise.reject(new Error("EIO")));
  const unknown = await once(attempt(store));
  assert.equal(!unknown.ok && unknown.failure.kind, "state_unavailable");
  assert.equal(faults.length, 1);
});
