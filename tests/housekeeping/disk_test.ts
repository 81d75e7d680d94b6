import assert from "node:assert/strict";
import { findNamespace, runOnSmallDisk } from "../journal/small_disk.ts";

const { flags, reason: noSmallDisk } = findNamespace();

/** Root may write anywhere, unless it gives that up. */
const asMortal = Deno.build.os === "linux" && Deno.uid() === 0
  ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
  : [];
const noMortal = whyNoMortal();

Deno.test({
  name: "sweep() on a full disk keeps the originals, leaves no half archive and goes on later" +
    (flags === undefined ? ` (${noSmallDisk})` : ""),
  ignore: flags === undefined,
  async fn() {
    const trial = new URL("disk_full_trial.ts", import.meta.url);
    const { success, text } = await runOnSmallDisk(flags!, "1m", trial);
    assert.ok(success, text);
    assert.match(text, /refused, then archived/);
  },
});

Deno.test({
  name: "sweep() without rights keeps the originals, says so and goes on later" +
    (noMortal === undefined ? "" : ` (${noMortal})`),
  ignore: noMortal !== undefined,
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const trial = new URL("permission_trial.ts", import.meta.url).pathname;
      const [command, ...args] = [
        ...asMortal,
        ...[Deno.execPath(), "run", "-A", "--quiet", trial, dir],
      ];
      const { success, stderr } = await new Deno.Command(command!, { args }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

function whyNoMortal(): string | undefined {
  if (Deno.build.os === "windows") return "Windows has other rights";
  const [command, ...args] = [...asMortal, "true"];
  try {
    const { success, stderr } = new Deno.Command(command!, { args }).outputSync();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    return (error as Error).message;
  }
}
