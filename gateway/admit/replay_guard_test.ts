import { createReplayGuard } from "./replay_guard.ts";
import { createSharedKv, type SharedKv } from "./shared_kv.ts";
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

/** Counts the operations that `kv` is asked for, by name. */
function counted(kv: SharedKv): { readonly kv: SharedKv; readonly asked: Record<string, number> } {
  const asked: Record<string, number> = {};
  const run: SharedKv["run"] = (operation, work) => {
    asked[operation] = (asked[operation] ?? 0) + 1;
    return kv.run(operation, work);
  };
  return { kv: { run, close: kv.close }, asked };
}

Deno.test("ReplayGuard finds replays among many new nonces in one look", async () => {
  const { kv, asked } = counted(shareKv(() => Deno.openKv(":memory:")));
  const guard = createReplayGuard(kv);
  for (const used of ["nonce-7", "nonce-42"]) await guard.claim("a", used);
  // The first claim is written alone; those that come meanwhile are one group.
  const nonces = Array.from({ length: 100 }, (_, i) => `nonce-${i}`);
  const answers = await Promise.all(["x", ...nonces].map((nonce) => guard.claim("a", nonce)));
  assert.deepEqual(
    answers.flatMap((failure, i) => (failure === undefined ? [] : [[i - 1, failure.kind]])),
    [[7, "replayed_nonce"], [42, "replayed_nonce"]],
  );
  assert.deepEqual(asked, { claim_nonce: 2 + 1 + 2, read_nonces: 1 });
  kv.close();
});

Deno.test("ReplayGuard lets one of two gateways take each nonce, however many collide", async () => {
  const store = await Deno.openKv(":memory:");
  const [one, two] = [shareKv(() => Promise.resolve(store)), shareKv(() => Promise.resolve(store))];
  const [guard, other] = [createReplayGuard(one), createReplayGuard(two)];
  const nonces = Array.from({ length: 150 }, (_, i) => `nonce-${i}`);
  const [mine, theirs] = await Promise.all([
    Promise.all(nonces.map((nonce) => guard.claim("a", nonce))),
    Promise.all(nonces.toReversed().map((nonce) => other.claim("a", nonce))),
  ]);
  const taken = nonces.map((_, i) => [mine[i], theirs.at(-1 - i)].filter((each) => !each).length);
  assert.deepEqual(taken, nonces.map(() => 1));
  store.close();
});

Deno.test("ReplayGuard says no when the state goes after a group was refused", async () => {
  const { kv } = counted(shareKv(() => Deno.openKv(":memory:")));
  const guard = createReplayGuard({
    close: kv.close,
    run: (operation, work) =>
      operation === "read_nonces" ? Promise.resolve(undefined) : kv.run(operation, work),
  });
  await guard.claim("a", "used");
  const claims = ["x", "used", "new"].map((nonce) => guard.claim("a", nonce));
  const kinds = (await Promise.all(claims)).map((failure) => failure?.kind);
  assert.deepEqual(kinds, [undefined, "state_unavailable", "state_unavailable"]);
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
