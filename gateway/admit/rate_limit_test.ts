import { createRateLimiter, type RateLimits, SLICE_SEC } from "./rate_limit.ts";
import { createSharedKv } from "./shared_kv.ts";
import { CLOCK_AHEAD_MS_MAX, refill, take } from "./token_bucket.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

const LIMITS: RateLimits = { requests: { perSec: 10, burst: 20 } };

/** Gateways on one KV and one clock, which the test moves. */
async function gateways(count: number, isKvGone = false) {
  const clock = { nowMs: 1_000_000 };
  const faults: string[] = [];
  const store = await Deno.openKv(":memory:");
  const limiters = Array.from({ length: count }, () =>
    createRateLimiter({
      kv: createSharedKv({
        open: () => isKvGone ? Promise.reject(new Error("gone")) : Promise.resolve(store),
        monotonicMs: () => clock.nowMs,
        random: () => 0,
        onFault: (operation) => faults.push(operation),
      }),
      nowMs: () => clock.nowMs,
    }));
  return { limiters, clock, faults, close: () => store.close() };
}

Deno.test("RateLimiter admits the burst, then the rate", async () => {
  const { limiters: [limiter], clock, close } = await gateways(1);
  let admitted = 0;
  for (let ms = 0; ms < 10_000; ms += 5) {
    if (await limiter!.admit("a", LIMITS, 0) === undefined) admitted++;
    clock.nowMs += 5;
  }
  assert.ok(admitted >= 115 && admitted <= 121, `${admitted} of burst 20 + 10 s × 10/s`);
  close();
});

Deno.test("RateLimiter's Retry-After is honest: who waits that long gets in", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0.05, max: 500, noNaN: true }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 100_000 }),
      async (perSec, burst, bytes) => {
        const { limiters: [limiter], clock, close } = await gateways(1);
        const limits = {
          requests: { perSec, burst },
          bytes: { perSec: perSec * 100, burst: 5000 },
        };
        for (let i = 0; i < burst * 3; i++) {
          const failure = await limiter!.admit("a", limits, bytes);
          if (failure === undefined) continue;
          assert.ok(failure.kind === "rate_limited" && failure.retryAfterSec >= 1);
          clock.nowMs += failure.retryAfterSec * 1000;
          assert.equal(await limiter!.admit("a", limits, bytes), undefined);
        }
        close();
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("RateLimiter holds gateways on one KV to one limit, within the stated bound", async () => {
  const { limiters, clock, close } = await gateways(2);
  const seconds = 5;
  let admitted = 0;
  for (let ms = 0; ms < seconds * 1000; ms += 10) {
    const answers = await Promise.all(limiters.map((limiter) => limiter.admit("a", LIMITS, 0)));
    admitted += answers.filter((failure) => failure === undefined).length;
    clock.nowMs += 10;
  }
  const { perSec, burst } = LIMITS.requests!;
  const slice = Math.max(1, perSec * SLICE_SEC);
  assert.ok(admitted <= burst + seconds * perSec + limiters.length * slice, `${admitted} admitted`);
  assert.ok(admitted >= (burst + seconds * perSec) * 0.9, `${admitted} admitted`);
  close();
});

Deno.test("RateLimiter keeps senders apart", async () => {
  const { limiters: [limiter], close } = await gateways(1);
  while (await limiter!.admit("greedy", LIMITS, 0) === undefined);
  assert.equal(await limiter!.admit("modest", LIMITS, 0), undefined);
  close();
});

Deno.test("RateLimiter counts bytes, and lets a body through that is larger than the burst", async () => {
  const { limiters: [limiter], clock, close } = await gateways(1);
  const limits = { bytes: { perSec: 1000, burst: 2000 } };
  assert.equal(await limiter!.admit("a", limits, 50_000), undefined, "at the cost of the burst");
  assert.equal((await limiter!.admit("a", limits, 500))?.kind, "rate_limited");
  clock.nowMs += 1000;
  assert.equal(await limiter!.admit("a", limits, 900), undefined);
  await limiter!.refund("a", limits, 800);
  assert.equal(await limiter!.admit("a", limits, 800), undefined, "what was refunded");
  close();
});

Deno.test("RateLimiter admits no more than the burst at once, whatever was refunded before", async () => {
  const { limiters: [limiter], clock, close } = await gateways(1);
  const limits = { bytes: { perSec: 100, burst: 200 } };
  for (let i = 0; i < 15; i++) {
    assert.equal(await limiter!.admit("a", limits, 200), undefined);
    clock.nowMs += 2000;
  }
  for (let i = 0; i < 15; i++) await limiter!.refund("a", limits, 200);
  let admitted = 0;
  while (await limiter!.admit("a", limits, 10) === undefined) admitted += 10;
  assert.ok(admitted <= 200 + limits.bytes.perSec * SLICE_SEC, `${admitted} bytes`);
  close();
});

Deno.test("RateLimiter limits each gateway by itself while KV is gone, and counts the fault", async () => {
  const { limiters, faults, close } = await gateways(2, true);
  let admitted = 0;
  for (const limiter of limiters) {
    while (await limiter.admit("a", LIMITS, 0) === undefined) admitted++;
  }
  assert.equal(admitted, 2 * LIMITS.requests!.burst);
  assert.equal(faults.length, 2, "KV was asked once by each, then left to rest");
  close();
});

Deno.test("RateLimiter's memory is bounded, however many names there are", async () => {
  const { limiters: [limiter], close } = await gateways(1, true);
  for (let i = 0; i < 30_000; i++) await limiter!.admit(`name-${i}`, LIMITS, 0);
  const before = Deno.memoryUsage().heapUsed;
  for (let i = 30_000; i < 60_000; i++) await limiter!.admit(`name-${i}`, LIMITS, 0);
  assert.ok(Deno.memoryUsage().heapUsed - before < 30_000_000);
  close();
});

Deno.test("token bucket gives its burst and the rate, whatever the clock does", () => {
  const anyRate = fc.record({
    perSec: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    burst: fc.double({ min: 1, max: 1e6, noNaN: true }),
  });
  const steps = fc.array(fc.integer({ min: -5000, max: 5000 }));
  fc.assert(fc.property(anyRate, steps, fc.integer({ min: 1, max: 100 }), (rate, steps, wanted) => {
    let nowMs = 0;
    let latestMs = 0;
    let given = 0;
    let bucket = refill(undefined, rate, nowMs);
    for (const step of steps) {
      nowMs += step;
      latestMs = Math.max(latestMs, nowMs);
      const { taken, bucket: rest } = take(refill(bucket, rate, nowMs), rate, wanted);
      assert.ok(taken >= 0 && taken <= wanted && rest.tokens >= 0 && rest.tokens <= rate.burst);
      given += taken;
      bucket = rest;
    }
    const bound = rate.burst + latestMs / 1000 * rate.perSec;
    assert.ok(given <= bound * (1 + 1e-9), `${given} of ${bound}`);
  }));
});

Deno.test("RateLimiter neither opens up nor shuts out for good by what somebody wrote to KV", async () => {
  const far = 1_000_000 + 10 * CLOCK_AHEAD_MS_MAX;
  const bucketsWritten: unknown[] = [
    ...["x", 1, null, [], 5n, new Map(), { requests: null }, { requests: "x" }, { requests: {} }],
    ...[NaN, Infinity, 1e9, -1e9].map((tokens) => ({ requests: { tokens, atMs: 0 } })),
    ...[NaN, far, -far].map((atMs) => ({ requests: { tokens: 0, atMs } })),
  ];
  for (const written of bucketsWritten) {
    const clock = { nowMs: 1_000_000 };
    const store = await Deno.openKv(":memory:");
    await store.set(["rate_limit", "a"], written);
    const kv = createSharedKv({
      open: () => Promise.resolve(store),
      monotonicMs: () => clock.nowMs,
      random: () => 0,
      onFault: () => {},
    });
    const limiter = createRateLimiter({ kv, nowMs: () => clock.nowMs });
    const admitted = async () => {
      let count = 0;
      for (let i = 0; i < 50; i++) {
        if (await limiter.admit("a", LIMITS, 0) === undefined) count++;
      }
      return count;
    };
    const what = Deno.inspect(written);
    assert.ok(await admitted() <= 20, `${what}: no more than the burst`);
    clock.nowMs += 10_000;
    assert.equal(await admitted(), 20, `${what}: all of it, ten seconds later`);
    store.close();
  }
});
