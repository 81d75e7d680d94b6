import assert from "node:assert/strict";
import { killRepeatedly } from "./kill.ts";

// The long form is `deno task prove:kill`.
Deno.test("journal: every acknowledged batch outlives kill -9, whole and once", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const report = await killRepeatedly({ dir, kills: 5, writers: 16, fsync: "batch" });
    assert.deepEqual(report.problems, []);
    assert.ok(report.acknowledgedBatches > 0);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
