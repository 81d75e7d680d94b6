/** Runs in real time against a real server on loopback. */
import assert from "node:assert/strict";
import { createClock } from "../drive/mod.ts";
import { buildScenario, type Scenario } from "../scenario/mod.ts";
import { tiny } from "../testing/tiny_emitter.ts";
import { startTrial, whyUnreachable } from "./trial.ts";

const deps = { fetch, clock: createClock(() => performance.timeOrigin + performance.now()) };
const OPTIONS = { runId: "r1", seed: 1 };

async function scenarioOf(fields: Record<string, unknown>): Promise<Scenario> {
  const built = await buildScenario({ name: "test", ...fields }, "test", {
    types: ["tiny"],
    byType: () => tiny,
    load: () => Promise.resolve({ reason: "none" }),
    readText: () => Promise.resolve({ reason: "none" }),
  });
  assert.ok(built.ok, JSON.stringify(built));
  return built.scenario;
}

interface Seen {
  records: number;
  firstMs: number;
  lastMs: number;
}

/** Counts lines, after `delayMs`; its metrics say what it counted. */
async function withServer(delayMs: number, use: (url: string, seen: Seen) => Promise<void>) {
  const seen: Seen = { records: 0, firstMs: 0, lastMs: 0 };
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    if (request.method === "GET") {
      return new Response(`logops_ingested_total{emitter="tiny"} ${seen.records}\n`);
    }
    const text = await request.text();
    if (delayMs > 0) await deps.clock.sleep(delayMs);
    seen.lastMs = performance.now();
    if (seen.firstMs === 0) seen.firstMs = seen.lastMs;
    const accepted = text.trimEnd().split("\n").length;
    seen.records += accepted;
    return Response.json({ accepted });
  });
  try {
    await use(`http://127.0.0.1:${server.addr.port}/v1/logs`, seen);
  } finally {
    await server.shutdown();
  }
}

for (const [eps, batchSize] of [[100, 5], [10_000, 200]] as const) {
  Deno.test(`startTrial() reaches ${eps} records a second, and the gateway's counter agrees`, async () => {
    await withServer(0, async (url, seen) => {
      const scenario = await scenarioOf({
        duration_sec: 1.5,
        emitters: [{ name: "tiny", eps, batch_size: batchSize }],
        sending: { late_ms_max: 5000 },
        expect: {
          achieved_rate_min: 0.99,
          dropped_max: 0,
          metrics: [{
            name: "logops_ingested_total",
            labels: { emitter: "tiny" },
            increase: "accepted",
          }],
        },
      });
      const { report: settled } = await startTrial(scenario, { ...OPTIONS, url }, deps);
      const { report } = await settled;
      assert.deepEqual(report.verdict.checks.map(({ status }) => status), [
        ...["passed", "passed", "passed"],
      ]);
      assert.equal(report.outcome, "passed");
      assert.equal(seen.records, eps * 1.5);
      // Nothing comes before its time: the last batch is due a spacing before the end, at most.
      const spreadMs = (eps * 1.5 - batchSize) / eps * 1000;
      assert.ok(seen.lastMs - seen.firstMs > spreadMs * 0.5, "not all at once");
    });
  });
}

Deno.test("startTrial() fails a rate that the gateway cannot take", async () => {
  await withServer(200, async (url) => {
    const scenario = await scenarioOf({
      duration_sec: 1.5,
      emitters: [{ name: "tiny", eps: 200, batch_size: 10 }],
      sending: { in_flight_max: 1, late_ms_max: 300 },
      expect: { achieved_rate_min: 0.99, dropped_max: 0, p99_latency_ms_max: 100 },
    });
    const { report: settled } = await startTrial(scenario, { ...OPTIONS, url }, deps);
    const { report } = await settled;
    assert.equal(report.outcome, "broken");
    assert.ok(report.verdict.checks.every(({ status }) => status === "broken"));
    const { due, sent, dropped, accepted } = report.run.total;
    assert.equal(due, 300);
    assert.equal(sent + dropped, 300);
    assert.ok(sent < 150 && accepted === sent, `sent ${sent}`);
  });
});

Deno.test("startTrial() breaks an expectation on metrics that are not there", async () => {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    await request.bytes();
    return new Response(null, { status: request.method === "GET" ? 404 : 200 });
  });
  const scenario = await scenarioOf({
    duration_sec: 0.2,
    emitters: [{ name: "tiny", eps: 20 }],
    expect: { metrics: [{ name: "up", increase: 0 }] },
  });
  const url = `http://127.0.0.1:${server.addr.port}/v1/logs`;
  const { report: settled } = await startTrial(scenario, { ...OPTIONS, url }, deps);
  const { report } = await settled;
  await server.shutdown();
  assert.deepEqual(report.verdict.checks.map(({ status, note }) => [status, note]), [
    ["broken", "/metrics could not be read"],
  ]);
});

Deno.test("whyUnreachable() is silent where anything answers, and says why where nothing does", async () => {
  await withServer(0, async (url) => assert.equal(await whyUnreachable(url, deps), undefined));
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  listener.close();
  assert.equal(await whyUnreachable(`http://127.0.0.1:${port}/x`, deps), "connection refused");
});
