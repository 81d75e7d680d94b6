import assert from "node:assert/strict";
import { killSweeps } from "./housekeeping_kill.ts";

Deno.test("sweep() killed at any moment loses nothing and the next one ends the same", async () => {
  const summary = await killSweeps({ kills: 8, seed: 20260501, recordsMax: 5_000 });
  assert.equal(summary.kills, 8);
  assert.ok(summary.midway >= 4, "the kills by step come midway");
});
