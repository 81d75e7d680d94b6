import assert from "node:assert/strict";
import { killSweeps } from "./kill.ts";

/** One kill after each kind of step. */
const ARCHIVE_STEP_COUNT = 8;

Deno.test("sweep() killed at any moment loses nothing and the next one ends the same", async () => {
  const summary = await killSweeps({
    killsByStep: ARCHIVE_STEP_COUNT,
    killsByTime: 2,
    seed: 20260501,
    recordsMax: 1_000,
  });
  assert.equal(summary.kills, ARCHIVE_STEP_COUNT + 2);
  assert.ok(summary.midway >= ARCHIVE_STEP_COUNT, "the kills by step come midway");
});
