/** The gateway as a process: how it starts, refuses to start, drains and reports. */
import { startGateway } from "./process.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;
const JSON_TYPE = { "content-type": "application/json" };

async function runGateway(
  args: string[],
  env: Record<string, string> = {},
  granted: readonly string[] = [],
) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=gateway", ...granted, join(ROOT, "gateway/main.ts"), ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("gateway --check prints the effective settings and exits 0", async () => {
  const { code, stdout } = await runGateway(["--check"], {
    LOGOPS_PORT: "9000",
    LOGOPS_HOUSEKEEP_AUTORUN: "true",
  });
  assert.equal(code, 0);
  assert.match(stdout, /^LOGOPS_PORT=9000$/m);
  assert.match(stdout, /^LOGOPS_SINK_FSYNC=batch$/m);
  assert.match(stdout, /^LOGOPS_HOUSEKEEP_AUTORUN=true$/m, "it is the gateway that reads it");
  assert.match(stdout, /^LOGOPS_RETENTION_DAYS=7$/m);
  const names = stdout.trimEnd().split("\n").map((line) => line.split("=")[0]);
  assert.equal(new Set(names).size, names.length, "each once");
});

Deno.test("gateway --check reports every bad setting at once and exits 2", async () => {
  const { code, stdout, stderr } = await runGateway(["--check"], {
    LOGOPS_PORT: "http",
    LOGOPS_SINK_FSYNC: "sometimes",
  });
  assert.equal(code, 2);
  assert.equal(stdout, "");
  assert.match(
    stderr,
    /'LOGOPS_PORT' must be a whole number from 0 to 65535: current value is "http"/,
  );
  assert.match(stderr, /'LOGOPS_SINK_FSYNC' must be one of batch, interval, never/);
});

Deno.test("gateway refuses unknown arguments, and says where its help is", async () => {
  const { code, stderr } = await runGateway(["--prot=80"]);
  assert.equal(code, 2);
  assert.match(stderr, /--prot/);
  assert.match(stderr, /^See deno task gateway --help\.$/m);
});

Deno.test("gateway does not start where it cannot listen or keep a journal, and says why", async () => {
  await using gateway = await startGateway();
  const port = new URL(gateway.url).port;
  const taken = await runGateway([], { LOGOPS_PORT: port, LOGOPS_SINK_FILE: "false" });
  assert.equal(taken.code, 1);
  assert.match(taken.stderr, /"event":"not_listening".*LOGOPS_PORT/);
  const forbidden = await runGateway([], { LOGOPS_PORT: "0", LOGOPS_SINK_DIR: "/proc/none" });
  assert.equal(forbidden.code, 1);
  assert.match(forbidden.stderr, /"event":"journal_not_opened".*--allow-write/);
  const shared = { LOGOPS_PORT: "0", LOGOPS_SINK_DIR: gateway.sinkDir };
  const granted = [`--allow-read=${gateway.sinkDir}`, `--allow-write=${gateway.sinkDir}`];
  const second = await runGateway([], shared, granted);
  assert.equal(second.code, 1);
  assert.match(second.stderr, /"detail":"[^"]*process \d+ writes to it already".*LOGOPS_SINK_DIR/);
});

Deno.test("gateway drains on SIGTERM: what is under way is stored, then it exits 0", async () => {
  await using gateway = await startGateway();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  const answer = fetch(`${gateway.url}/v1/logs`, {
    method: "POST",
    headers: JSON_TYPE,
    body: readable,
  });
  await writer.write(new TextEncoder().encode('[{"msg":"half'));
  await until(async () => (await metricsOf(gateway.url)).includes("logops_inflight 1"));
  const exit = gateway.stop("SIGTERM");
  await until(() => Promise.resolve(gateway.log.some(({ event }) => event === "draining")));
  const late = await fetch(`${gateway.url}/v1/logs`, {
    method: "POST",
    headers: JSON_TYPE,
    body: "[]",
  });
  assert.deepEqual([late.status, (await late.json()).reason], [503, "draining"]);
  assert.equal(
    (await fetch(`${gateway.url}/readyz`).then((ready) => (ready.body?.cancel(), ready))).status,
    503,
  );
  await writer.write(new TextEncoder().encode(' and half"}]'));
  await writer.close();
  assert.equal((await answer).status, 200);
  assert.equal(await exit, 0);
  assert.deepEqual((await gateway.stored()).map(({ msg }) => msg), ["half and half"]);
  assert.deepEqual(gateway.log.at(-1)?.event, "stopped");
});

Deno.test("gateway logs one JSON line per event, and no content of a request", async () => {
  await using gateway = await startGateway();
  await fetch(`${gateway.url}/v1/logs`, { method: "POST", headers: JSON_TYPE, body: "{secret" });
  await gateway.stop();
  assert.ok(gateway.log.every(({ ts, level, event }) => ts && level && event));
  assert.ok(!JSON.stringify(gateway.log).includes("secret"));
});

Deno.test("gateway reads its clients again on SIGHUP, and keeps them when the file is bad", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  const file = join(dir, "clients.yaml");
  const write = (key: string) =>
    Deno.writeTextFile(file, `clients:\n  - { id: a, key: ${key}, emitter: a }\n`);
  await write("first-key");
  try {
    await using gateway = await startGateway({
      env: { LOGOPS_AUTH_MODE: "api_key", LOGOPS_CLIENTS_FILE: file },
      read: [dir],
    });
    const statusWith = async (key: string) => {
      const headers = { ...JSON_TYPE, "x-api-key": key };
      const response = await fetch(`${gateway.url}/v1/logs`, {
        method: "POST",
        headers,
        body: "[]",
      });
      await response.body?.cancel();
      return response.status;
    };
    const count = (name: string) => gateway.log.filter(({ event }) => event === name).length;
    assert.deepEqual([await statusWith("first-key"), await statusWith("other-key")], [200, 401]);
    await write("other-key");
    Deno.kill(gateway.pid, "SIGHUP");
    await until(() => Promise.resolve(count("clients_read") === 1));
    assert.deepEqual([await statusWith("first-key"), await statusWith("other-key")], [401, 200]);
    await Deno.writeTextFile(file, "clients:\n  - { id: a, kee: very-secret }\n");
    Deno.kill(gateway.pid, "SIGHUP");
    await until(() => Promise.resolve(count("clients_kept") === 1));
    assert.equal(await statusWith("other-key"), 200);
    const problem = gateway.log.find(({ event }) => event === "bad_clients");
    assert.match(String(problem?.detail), /clients\.yaml:2:\d+: unknown key 'kee'/);
    assert.ok(!JSON.stringify(gateway.log).includes("very-secret"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

async function metricsOf(url: string): Promise<string> {
  return await (await fetch(`${url}/metrics`)).text();
}

/** Waits for what another process does; gives up after ten seconds. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadlineMs, "it did not happen in ten seconds");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
