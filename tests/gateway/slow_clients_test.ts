/** The short form of `deno task prove:slow-clients`. */
import { openSlowScene, quantile } from "./slow_clients.ts";
import assert from "node:assert/strict";

const BOUNDS = { LOGOPS_BODY_GRACE_SEC: "1", LOGOPS_SINK_FSYNC: "never" };
/** The proof says by how much less it moves; this is beside other tests on a busy machine. */
const P99_MS_MAX = 500;

for (const areOthers of [true, false]) {
  const whose = areOthers ? "another sender's" : "its own";
  Deno.test(`gateway serves a good client beside ${whose} 17 bodies that stop at the last byte`, async () => {
    await using scene = await openSlowScene(BOUNDS);
    const slow = { connections: 17, bodySec: 0, areOthers };
    const [good, answers] = await scene.beside(slow, async () => {
      await scene.good(500);
      return await scene.good(2000);
    });
    assert.deepEqual(Object.keys(good.statuses), ["200"]);
    assert.ok(quantile(good.latenciesMs, 0.99) < P99_MS_MAX);
    assert.ok((answers["sender_bytes_full"] ?? 0) > 0, JSON.stringify(answers));
    assert.ok((answers["body_too_slow"] ?? 0) + (answers["body_gave_way"] ?? 0) > 0);
    const metrics = await (await fetch(`${scene.gateway.url}/metrics`)).text();
    assert.match(metrics, /^logops_rejected_total{reason="sender_bytes_full",emitter="\w+"} \d+$/m);
  });
}
