import assert from "node:assert/strict";
import { startRun } from "./run.ts";
import { drive, gateway, OPTIONS, scenarioOf } from "../testing/driven_run.ts";
import { createVirtualClock } from "../testing/virtual_clock.ts";

Deno.test("pause() stops the schedule, and resume() goes on where it was", async () => {
  const { target, total } = await drive(
    { emitters: [{ name: "tiny", eps: 10, batch_size: 1 }] },
    async (run, clock) => {
      await clock.pass(3000);
      run.pause();
      const { total: { sent } } = run.snapshot();
      await clock.pass(60_000);
      assert.equal(run.snapshot().total.sent, sent);
      assert.equal(run.snapshot().state, "paused");
      run.resume();
    },
  );
  assert.equal(total.sent, 100);
  assert.equal(total.dropped, 0, "a pause makes nothing late");
  const quiet = target.arrivals.filter(({ atMs }) => atMs > 3000 && atMs < 63_000);
  assert.equal(quiet.length, 0);
  assert.ok(target.arrivals.at(-1)!.atMs > 69_000);
  assert.ok(total.latency.maxMs! < 50);
});

Deno.test("setRate() changes the rate while running, of one emitter or all", async () => {
  const { result } = await drive(
    { emitters: [{ name: "tiny", eps: 10 }, { name: "tiny", label: "other", eps: 10 }] },
    async (run, clock) => {
      await clock.pass(5000);
      run.setRate(4, "other");
      assert.throws(() => run.setRate(-1), RangeError);
    },
  );
  assert.deepEqual(result.snapshot.emitters.map(({ sent }) => sent), [100, 250]);
  assert.deepEqual(result.snapshot.emitters.map(({ planned }) => planned), [100, 250]);
});

Deno.test("stop() ends the run after the answers that are out", async () => {
  const { result, total } = await drive(
    { emitters: [{ name: "tiny", eps: 100, batch_size: 10 }] },
    async (run, clock) => {
      await clock.pass(2000);
      run.stop();
    },
    300,
  );
  assert.equal(result.snapshot.state, "stopped");
  assert.ok(total.sent >= 190 && total.sent <= 200);
  assert.equal(total.accepted, total.sent);
  assert.equal(total.unanswered, 0);
});

Deno.test("stop() again does not wait for answers", async () => {
  const { result, total } = await drive(
    { emitters: [{ name: "tiny", eps: 100, batch_size: 10 }] },
    async (run, clock) => {
      await clock.pass(2000);
      run.stop();
      run.stop();
    },
    5_000,
  );
  assert.ok(result.endedMs - result.startedMs < 2500);
  assert.equal(total.unanswered, total.sent);
  assert.deepEqual(total.unansweredByReason, { aborted: total.sent });
});

Deno.test("startRun() gives up waiting for the last answers after drainMsMax", async () => {
  const clock = createVirtualClock();
  const target = gateway(clock, 9_000);
  const scenario = await scenarioOf({ emitters: [{ name: "tiny", eps: 1 }] });
  const options = { ...OPTIONS, drainMsMax: 1000 };
  const run = startRun(scenario, options, { fetch: target.fetch, clock });
  const { snapshot, endedMs, startedMs } = await clock.until(run.done);
  assert.ok(endedMs - startedMs <= 11_600);
  assert.ok(snapshot.total.unanswered > 0);
  assert.equal(snapshot.total.unanswered + snapshot.total.accepted, snapshot.total.sent);
});

Deno.test("stop() sends what was made and waited for its batch to fill, paused or not", async () => {
  for (const isPaused of [false, true]) {
    const { total } = await drive(
      { emitters: [{ name: "tiny", eps: 10, batch_size: 1000, batch_wait_ms: 60_000 }] },
      async (run, clock) => {
        await clock.pass(5010);
        if (isPaused) run.pause();
        await clock.pass(isPaused ? 30_000 : 0);
        run.stop();
      },
    );
    assert.deepEqual([total.sent, total.accepted, total.dropped], [50, 50, 0], `${isPaused}`);
  }
});
