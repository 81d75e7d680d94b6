import { killGatewayRepeatedly } from "./kill.ts";
import assert from "node:assert/strict";

/** `deno task prove:gateway-kill` does it fifty times. */
const KILLS = 5;

Deno.test("gateway keeps every acknowledged batch, once and whole, over kill -9 under load", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  try {
    const report = await killGatewayRepeatedly({ dir, kills: KILLS, connections: 8 });
    assert.deepEqual(report.problems, []);
    const { acknowledgedByLife } = report;
    assert.equal(acknowledgedByLife.length, KILLS);
    assert.ok(acknowledgedByLife.every((batches) => batches > 0), `load: ${acknowledgedByLife}`);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
