import assert from "node:assert/strict";
import { findNamespace, runOnSmallDisk } from "./small_disk.ts";

const { flags, reason } = findNamespace();

Deno.test({
  name: "journal: a full disk refuses batches whole, and takes them when there is room" +
    (flags === undefined ? ` (${reason})` : ""),
  ignore: flags === undefined,
  async fn() {
    const trial = new URL("disk_full_trial.ts", import.meta.url);
    const { success, text } = await runOnSmallDisk(flags!, "1m", trial);
    assert.ok(success, text);
    assert.match(text, /acknowledged, \d+ refused/);
  },
});
