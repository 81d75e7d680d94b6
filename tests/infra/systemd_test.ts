import { ROOT } from "../repository.ts";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const UNIT = fileURLToPath(new URL("infra/systemd/logops-gateway.service", ROOT));
/** Of 10, where less is safer: what systemd calls OK ends at 5. */
const EXPOSURE_MAX = 2;

async function analyze(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command("systemd-analyze", { args }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, text: decode(stdout) + decode(stderr) };
}

const isHere = await analyze("--version").then(({ code }) => code === 0, () => false);

Deno.test("the unit of a server lets V8 have its protection keys", async () => {
  // Without them a service is killed at its start (SIGSYS), where the processor has such keys.
  assert.match(await Deno.readTextFile(UNIT), /^SystemCallFilter=@system-service @pkey$/m);
});

Deno.test({
  name: `the unit of a server is what systemd understands, and is hardened${
    isHere ? "" : " (no systemd-analyze here: 'apt-get install systemd' on Debian)"
  }`,
  ignore: !isHere,
  fn: async () => {
    const { text } = await analyze("verify", UNIT);
    // The program and its user are there on a server, and not here.
    const said = text.split("\n").filter((line) =>
      line !== "" && !/is not executable|does not exist|Failed to resolve/.test(line)
    );
    assert.deepEqual(said.filter((line) => line.includes("logops-gateway.service")), []);
    const security = await analyze("security", "--offline=true", UNIT);
    const exposure = Number(/Overall exposure level for .*?: ([\d.]+)/.exec(security.text)?.[1]);
    assert.ok(exposure <= EXPOSURE_MAX, security.text.split("\n").slice(-3).join("\n"));
  },
});
