/** The short form of `deno task prove:exactly-once`, and what one client sees. */
import { startGateway } from "./process.ts";
import { killGatewaysUnderRetries, killWorkersUnderRetries, type OnceReport } from "./once.ts";
import assert from "node:assert/strict";

function assertOnce(report: OnceReport): void {
  const { problems, acknowledgedBatches, storedBatches, begunBatches, repeats } = report;
  assert.deepEqual(problems, []);
  assert.equal(storedBatches, acknowledgedBatches);
  assert.equal(begunBatches, 0);
  assert.ok(repeats > 0, "nothing was sent again");
}

Deno.test("acknowledged = stored = distinct, over kill -9 of a gateway and clients that send again", async () => {
  assertOnce(await killGatewaysUnderRetries({ kills: 3, clients: 8 }));
});

Deno.test("acknowledged = stored = distinct, over kill -9 of workers and clients that send again", async () => {
  assertOnce(await killWorkersUnderRetries({ kills: 3, clients: 8 }));
});

const TEXT = { "content-type": "text/plain", "x-emitter": "a", "x-scenario-id": "s-1" };

function sender(url: string) {
  return async (body: string, headers: Record<string, string>) => {
    const init = { method: "POST", headers: { ...TEXT, ...headers }, body };
    const response = await fetch(`${url}/v1/logs`, init);
    const replayed = response.headers.get("idempotent-replayed") === "true";
    return { status: response.status, replayed, answer: await response.json() };
  };
}

Deno.test("a batch that is sent again is answered with its first receipt, also after a restart", async () => {
  const sinkDir = await Deno.makeTempDir({ prefix: "logops-" });
  try {
    let first: unknown;
    for (let life = 0; life < 2; life++) {
      await using gateway = await startGateway({ sinkDir });
      const send = sender(gateway.url);
      const again = await send("2026-05-01 10:00:00 ERROR boom\nplain", { "idempotency-key": "k" });
      if (life === 0) first = again.answer;
      assert.deepEqual([again.status, again.replayed, again.answer], [200, life > 0, first]);
      const other = await send("another", { "idempotency-key": "k" });
      assert.deepEqual([other.status, other.answer.reason], [422, "idempotency_key_reused"]);
      const bad = await send("x", { "idempotency-key": '"a"b"' });
      assert.deepEqual([bad.status, bad.answer.reason], [400, "bad_header"]);
      const else_ = await send(`of another in life ${life}`, {
        "idempotency-key": "k",
        "x-emitter": `b${life}`,
      });
      assert.deepEqual([else_.status, else_.replayed], [200, false]);
      assert.equal((await gateway.stored()).length, 3 + life);
      const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
      assert.match(metrics, new RegExp(`^logops_replayed_total{emitter="a"} ${life}$`, "m"));
      assert.match(metrics, new RegExp(`^logops_batch_keys ${2 + life}$`, "m"));
      assert.equal(await gateway.stop("SIGKILL"), 137);
    }
  } finally {
    await Deno.remove(sinkDir, { recursive: true });
  }
});

Deno.test("a batch without a key is known by its bytes where that is asked for, and keys can be left alone", async () => {
  const rows: [env: Record<string, string>, headers: Record<string, string>, stored: number][] = [
    [{}, {}, 2],
    [{ LOGOPS_IDEMPOTENCY_BY_BODY: "true" }, {}, 1],
    [{ LOGOPS_IDEMPOTENCY_WINDOW_HOURS: "0" }, { "idempotency-key": "k" }, 2],
  ];
  for (const [env, headers, stored] of rows) {
    await using gateway = await startGateway({ env });
    const send = sender(gateway.url);
    for (let n = 0; n < 2; n++) assert.equal((await send("the same", headers)).status, 200);
    assert.equal((await gateway.stored()).length, stored, JSON.stringify(env));
  }
});
