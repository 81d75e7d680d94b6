import { createReplayGuard } from "./replay_guard.ts";
import { createSharedKv } from "./shared_kv.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const monotonicMs = () => performance.now();

function shareKv(open: () => Promise<Deno.Kv>, onFault: (operation: string) => void = () => {}) {
  return createSharedKv({ open, monotonicMs, random: () => 0.5, onFault });
}

async function withKvFile(test: (path: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  try {
    await test(join(dir, "kv.sqlite3"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("ReplayGuard takes a nonce once, however many ask at the same time", async () => {
  const kv = shareKv(() => Deno.openKv(":memory:"));
  const guard = createReplayGuard(kv);
  const nonces = Array.from({ length: 250 }, (_, i) => `nonce-${i}`);
  const answers = await Promise.all([...nonces, ...nonces].map((nonce) => guard.claim("a", nonce)));
  assert.equal(answers.filter((failure) => failure === undefined).length, nonces.length);
  assert.ok(answers.every((failure) => failure === undefined || failure.kind === "replayed_nonce"));
  assert.equal(await guard.claim("b", "nonce-1"), undefined, "nonces are each client's own");
  kv.close();
});

Deno.test("ReplayGuard knows what another gateway took, and what was taken before a restart", async () => {
  await withKvFile(async (path) => {
    const [first, second] = [shareKv(() => Deno.openKv(path)), shareKv(() => Deno.openKv(path))];
    const [guard, other] = [createReplayGuard(first), createReplayGuard(second)];
    assert.equal(await guard.claim("a", "nonce-1"), undefined);
    assert.equal((await other.claim("a", "nonce-1"))?.kind, "replayed_nonce");
    const both = await Promise.all([guard.claim("a", "nonce-2"), other.claim("a", "nonce-2")]);
    assert.equal(both.filter((failure) => failure === undefined).length, 1);
    first.close();
    second.close();
    const again = shareKv(() => Deno.openKv(path));
    assert.equal((await createReplayGuard(again).claim("a", "nonce-1"))?.kind, "replayed_nonce");
    again.close();
  });
});

Deno.test("ReplayGuard says no when the state is gone, and counts it", async () => {
  const faults: string[] = [];
  const broken = shareKv(
    () => Promise.reject(new Error("disk on fire")),
    (name) => faults.push(name),
  );
  const failure = await createReplayGuard(broken).claim("a", "nonce-1");
  assert.equal(failure?.kind, "state_unavailable");
  assert.deepEqual(faults, ["claim_nonce"]);
});
