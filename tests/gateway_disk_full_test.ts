import { findNamespace, runOnSmallDisk } from "./journal_small_disk.ts";
import assert from "node:assert/strict";

const { flags, reason } = findNamespace();
if (flags === undefined) console.log(`gateway on a full disk: not tried, ${reason}`);

Deno.test({
  name: "gateway answers 503 on a full disk, never a wrong 200, and goes on when there is room",
  ignore: flags === undefined,
  async fn() {
    const trial = new URL("gateway_disk_full_trial.ts", import.meta.url);
    const { success, text } = await runOnSmallDisk(flags!, "1m", trial);
    assert.ok(success, text);
    assert.match(text, /the same gateway went on/);
  },
});
