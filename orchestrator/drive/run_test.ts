import assert from "node:assert/strict";
import { startRun } from "./run.ts";
import type { RunSnapshot } from "./run_handle.ts";
import { bodyText, drive, gateway, OPTIONS, scenarioOf } from "../testing/driven_run.ts";
import { createVirtualClock } from "../testing/virtual_clock.ts";

for (
  const [what, emitters] of [
    ["a constant rate", [{ name: "tiny", eps: 100 }]],
    ["the lowest rate", [{ name: "tiny", eps: 0.1 }]],
    ["a ramp", [{ name: "tiny", eps: 300, schedule: { ramp_up_sec: 6, ramp_down_sec: 4 } }]],
    [
      "windows",
      [{
        name: "tiny",
        eps: 70,
        schedule: {
          windows: [
            { start_after_sec: 1, stop_after_sec: 3 },
            { start_after_sec: 5, stop_after_sec: 6.5, eps: 400, ramp_up_sec: 0.5 },
          ],
        },
      }],
    ],
    [
      "steps that repeat, with jitter, beside another emitter",
      [
        {
          name: "tiny",
          schedule: {
            steps: [{ duration_sec: 1, eps: 33 }, { duration_sec: 1, eps: 111, ramp_sec: 0.3 }],
            repeat: { every_sec: 3 },
            jitter_pct: 0.3,
          },
        },
        { name: "tiny", label: "other", eps: 7, batch_size: 1 },
      ],
    ],
    ["5,000 a second in small batches", [{ name: "tiny", eps: 5000, batch_size: 20 }]],
  ] as const
) {
  Deno.test(`startRun() sends exactly what is planned: ${what}`, async () => {
    const { run, target, result, total } = await drive({ emitters });
    assert.equal(total.sent, run.plan.records);
    assert.equal(total.accepted, run.plan.records);
    assert.equal(total.dropped, 0);
    assert.equal(target.arrivals.reduce((sum, { lines }) => sum + lines.length, 0), total.sent);
    run.plan.emitters.forEach(({ label, records }, i) => {
      assert.equal(result.snapshot.emitters[i]!.sent, records);
      assert.equal(result.ledgers.get(label)!.made, records);
      assert.equal(result.ledgers.get(label)!.count("accepted"), records);
    });
  });
}

Deno.test("startRun() sends each record when it is due", async () => {
  const { target } = await drive({ emitters: [{ name: "tiny", eps: 5, batch_size: 1 }] });
  target.arrivals.forEach(({ atMs, lines }, i) => {
    assert.equal(lines.length, 1);
    const dueMs = (i + 0.5) * 200;
    assert.ok(atMs >= dueMs && atMs <= dueMs + 2, `record ${i} at ${atMs}, due ${dueMs}`);
    assert.equal(Date.parse(JSON.parse(lines[0]!).ts), Date.UTC(2026, 4, 1, 10) + dueMs);
  });
});

Deno.test("startRun() sends a batch when it is full, or has waited long enough", async () => {
  const { target } = await drive({
    duration_sec: 5,
    emitters: [{
      name: "tiny",
      batch_size: 10,
      batch_wait_ms: 400,
      schedule: { steps: [{ duration_sec: 1, eps: 100 }, { duration_sec: 4, eps: 5 }] },
    }],
  });
  const sizes = target.arrivals.map(({ lines }) => lines.length);
  assert.deepEqual(sizes.slice(0, 10), Array(10).fill(10));
  assert.ok(sizes.slice(10).every((size) => size <= 3), String(sizes));
  assert.equal(sizes.reduce((sum, size) => sum + size, 0), 120);
});

Deno.test("startRun() is open-loop: a slow gateway costs drops, not rate", async () => {
  const { target, total } = await drive(
    {
      sending: { in_flight_max: 2, late_ms_max: 500 },
      emitters: [{ name: "tiny", eps: 100, batch_size: 10 }],
    },
    undefined,
    1000,
  );
  // Two requests of 10 records a second get through; ten are due.
  assert.equal(target.openMax, 2);
  assert.ok(total.sent >= 200 && total.sent <= 240, `sent ${total.sent}`);
  assert.equal(total.sent + total.dropped, 1000);
  assert.equal(total.due, 1000);
  assert.equal(total.accepted, total.sent);
  // Latency counts from when a batch was due, not from when a request was free.
  assert.ok(
    total.latency.p50Ms! > 1200 && total.latency.maxMs! < 1600,
    JSON.stringify(total.latency),
  );
  assert.ok(total.achievedEps < 30 && total.askedEps === 100);
});

Deno.test("startRun() drops what the sender itself comes too late for", async () => {
  const clock = createVirtualClock();
  const target = gateway(clock, 1);
  let isStuck = false;
  const stuck = {
    ...clock,
    // From second 2 to 6 the machine does not let the sender run.
    sleep: async (ms: number, signal?: AbortSignal) => {
      await clock.sleep(ms, signal);
      if (!isStuck && clock.nowMs() >= Date.UTC(2026, 4, 1, 10, 0, 2)) {
        isStuck = true;
        await clock.sleep(4000);
      }
    },
  };
  const scenario = await scenarioOf({ emitters: [{ name: "tiny", eps: 100, batch_size: 10 }] });
  const run = startRun(scenario, OPTIONS, { fetch: target.fetch, clock: stuck });
  const { snapshot: { total } } = await clock.until(run.done);
  assert.equal(total.sent + total.dropped, 1000);
  // Four seconds were missed, and the last of them may still be sent.
  assert.ok(total.dropped >= 280 && total.dropped <= 320, `dropped ${total.dropped}`);
});

Deno.test("startRun() sends a broken record alone, and takes its refusal as meant", async () => {
  const clock = createVirtualClock();
  const arrivals: string[] = [];
  const answer = ((_url: unknown, init?: RequestInit) => {
    const body = bodyText(init);
    arrivals.push(body);
    const isWhole = body.trimEnd().split("\n").every((line) => line.endsWith("}"));
    return Promise.resolve(
      isWhole ? Response.json({}) : Response.json({ reason: "bad_ndjson" }, { status: 400 }),
    );
  }) as typeof fetch;
  const scenario = await scenarioOf({
    emitters: [{ name: "tiny", eps: 10, batch_size: 8, args: { broken_every: 5 } }],
  });
  const run = startRun(scenario, OPTIONS, { fetch: answer, clock });
  const { snapshot: { total }, ledgers } = await clock.until(run.done);
  assert.deepEqual([total.sent, total.accepted, total.rejected, total.refused], [100, 80, 20, 20]);
  assert.deepEqual(total.rejectedByReason, { bad_ndjson: 20 });
  assert.deepEqual(total.defects, {
    truncated_json: { outcome: "refused", sent: 20, accepted: 0, rejected: 20, astray: 0 },
  });
  assert.equal(arrivals.filter((body) => !body.endsWith("}\n")).length, 20);
  const ledger = ledgers.get("tiny")!;
  assert.equal(ledger.entry(5)!.isAlone, true);
  assert.equal(ledger.entry(5)!.fate, "rejected");
  assert.equal(ledger.entry(6)!.fate, "accepted");
});

Deno.test("startRun() calls onSecond once for each second", async () => {
  const clock = createVirtualClock();
  const seconds: RunSnapshot[] = [];
  const options = { ...OPTIONS, onSecond: (snapshot: RunSnapshot) => seconds.push(snapshot) };
  const scenario = await scenarioOf({ emitters: [{ name: "tiny", eps: 20 }] });
  const run = startRun(scenario, options, { fetch: gateway(clock, 1).fetch, clock });
  await clock.until(run.done);
  assert.deepEqual(seconds.map(({ elapsedSec }) => Math.round(elapsedSec)), [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9],
  ]);
  assert.equal(seconds[4]!.total.due, 100);
  assert.equal(seconds[4]!.emitters[0]!.currentEps > 10, true);
});

Deno.test("startRun() of one seed and start makes the same bytes", async () => {
  const fields = {
    emitters: [
      { name: "tiny", eps: 50, schedule: { ramp_up_sec: 5, jitter_pct: 0.2 } },
      { name: "tiny", label: "other", eps: 20 },
    ],
  };
  const lines = async () => {
    const { target } = await drive(fields);
    return target.arrivals.map((arrival) => arrival.lines.join("\n")).join("\n");
  };
  assert.equal(await lines(), await lines());
});

Deno.test("a ledger's times and recreate() make again what was sent", async () => {
  const { target, result } = await drive(
    { emitters: [{ name: "tiny", eps: 40, schedule: { ramp_up_sec: 3, jitter_pct: 0.4 } }] },
    async (run, clock) => {
      await clock.pass(2000);
      run.setRate(3);
      await clock.pass(1000);
      run.pause();
      await clock.pass(500);
      run.resume();
    },
  );
  const emitter = result.recreate("tiny");
  const again = [...result.ledgers.get("tiny")!.times()].map((tsMs) => emitter.next(tsMs).text);
  assert.deepEqual(again, target.arrivals.flatMap(({ lines }) => lines));
});

Deno.test("startRun() keeps samples of accepted records with what was planted", async () => {
  const clock = createVirtualClock();
  const options = { ...OPTIONS, samplesMax: 2 };
  const scenario = await scenarioOf({ emitters: [{ name: "tiny", eps: 20, batch_size: 5 }] });
  const run = startRun(scenario, options, { fetch: gateway(clock, 1).fetch, clock });
  const { samples } = await clock.until(run.done);
  assert.equal(samples.length, 2);
  for (const { emitter, record } of samples) {
    assert.equal(emitter, "tiny");
    assert.ok(record.text.includes(record.planted[0]!.value));
  }
});

Deno.test("startRun() rejects on a bug, and stops", async () => {
  const clock = createVirtualClock();
  const broken = (() => {
    throw new SyntaxError("a bug");
  }) as typeof fetch;
  const run = startRun(await scenarioOf({ emitters: [{ name: "tiny", eps: 20 }] }), OPTIONS, {
    fetch: broken,
    clock,
  });
  await assert.rejects(clock.until(run.done), /a bug/);
});
