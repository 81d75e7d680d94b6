import { findNamespace, runOnSmallDisk } from "../journal/small_disk.ts";
import assert from "node:assert/strict";

const { flags, reason } = findNamespace();

Deno.test({
  name: "gateway answers 503 on a full disk, never a wrong 200, and goes on when there is room" +
    (flags === undefined ? ` (${reason})` : ""),
  ignore: flags === undefined,
  async fn() {
    const trial = new URL("disk_full_trial.ts", import.meta.url);
    const { success, text } = await runOnSmallDisk(flags!, "1m", trial);
    assert.ok(success, text);
    assert.match(text, /the same gateway went on/);
  },
});
