/** `deno task top` against a real gateway. */
import { startGateway } from "../gateway/process.ts";
import assert from "node:assert/strict";

const ROOT = new URL("../..", import.meta.url).pathname;

async function top(...args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "-P=top", "--no-prompt", "orchestrator/top_cli.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), told: text(stderr) };
}

Deno.test("top shows what a gateway did, as a table and as JSON, and which is down", async () => {
  await using gateway = await startGateway();
  const { host } = new URL(gateway.url);
  const send = async () => {
    const init = { method: "POST", headers: { "x-emitter": "shop", "content-type": "text/plain" } };
    await (await fetch(`${gateway.url}/v1/logs`, { ...init, body: "by a@b.cc" })).text();
  };
  await send();
  let isOver = false;
  const sending = (async () => {
    while (!isOver) await send();
  })();
  try {
    const table = await top(gateway.url, "--once", "--interval", "0.5");
    assert.equal(table.code, 0, table.told);
    assert.match(table.out, new RegExp(`^${host} +ready +[1-9]`, "m"));
    assert.match(table.out, /^shop +[1-9]/m);
    assert.match(table.out, /^email +[1-9]/m);
    const both = await top(host, "127.0.0.1:9", "--once", "--json", "--interval", "0.5");
    assert.equal(both.code, 1);
    const { targets } = JSON.parse(both.out);
    assert.ok(targets[0].rates.recordsPerSec > 0);
    assert.deepEqual([targets[1].state, targets[1].why], ["down", "nothing answers"]);
  } finally {
    isOver = true;
    await sending;
  }
});

Deno.test("top says what is wrong with its arguments", async () => {
  for (
    const [args, why] of [
      [["ftp://x"], /'ftp:\/\/x': it is no HTTP address/],
      [["--interval", "0"], /--interval: it must be a number from 0\.2 to 3600/],
      [["--onse"], /--onse/],
    ] as const
  ) {
    const { code, told } = await top(...args);
    assert.equal(code, 2);
    assert.match(told, why);
  }
});
