/** The short form of `deno task prove:slow-clients`. */
import { openSlowScene } from "./slow_clients.ts";
import assert from "node:assert/strict";

const BOUNDS = { LOGOPS_BODY_GRACE_SEC: "1", LOGOPS_SINK_FSYNC: "never" };
const ROUNDS_MAX = 8;

for (const areOthers of [true, false]) {
  const whose = areOthers ? "another sender's" : "its own";
  Deno.test(`gateway serves a good client beside ${whose} 17 bodies that stop at the last byte`, async () => {
    await using scene = await openSlowScene(BOUNDS);
    const slow = { connections: 17, bodySec: 0, areOthers };
    const refused = async () => {
      const metrics = await (await fetch(`${scene.gateway.url}/metrics`)).text();
      return [...metrics.matchAll(/^logops_rejected_total{reason="(\w+)",emitter="\w+"} \d+$/gm)]
        .map(([, reason]) => reason!);
    };
    const [reasons] = await scene.beside(slow, async () => {
      for (let round = 0; round < ROUNDS_MAX; round++) {
        const { statuses } = await scene.good(700);
        assert.deepEqual(Object.keys(statuses), ["200"]);
        const reasons = await refused();
        if (reasons.includes("sender_bytes_full") && reasons.some(isEnded)) return reasons;
      }
      return await refused();
    });
    assert.ok(reasons.includes("sender_bytes_full"), reasons.join());
    assert.ok(reasons.some(isEnded), reasons.join());
  });
}

function isEnded(reason: string): boolean {
  return reason === "body_too_slow" || reason === "body_gave_way";
}
