import assert from "node:assert/strict";

/** Root may write anywhere, unless it gives that up. */
const asMortal = Deno.build.os === "linux" && Deno.uid() === 0
  ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
  : [];
const reason = whyNot();

Deno.test({
  name: "journal: a directory that may not be written to is named, at start and later" +
    (reason === undefined ? "" : ` (${reason})`),
  ignore: reason !== undefined,
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const trial = new URL("permission_trial.ts", import.meta.url).pathname;
      const [command, ...args] = [
        ...asMortal,
        Deno.execPath(),
        "run",
        "-A",
        "--quiet",
        trial,
        dir,
      ];
      const { success, stderr } = await new Deno.Command(command!, { args }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

function whyNot(): string | undefined {
  if (Deno.build.os === "windows") return "Windows has other rights";
  const [command, ...args] = [...asMortal, "true"];
  try {
    const { success, stderr } = new Deno.Command(command!, { args }).outputSync();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    return (error as Error).message;
  }
}
