/** Authorisation and limits over real processes: signatures by hand and by scenario, shared state. */
import { type GatewayProcess, startGateway } from "./process.ts";
import { sha256Hex, signatureV1Of, signedHeaders } from "../../contract/mod.ts";
import assert from "node:assert/strict";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;
const SHOP = { key: "shop-key-1", secret: "shop-secret-0123456789" };
const CLIENTS = `
clients:
  - { id: shop, key: ${SHOP.key}, secret: ${SHOP.secret}, emitter: "*" }
  - id: greedy
    key: greedy-key
    emitter: greedy
    limits: { requests_per_sec: 50, requests_burst: 50 }
  - { id: modest, key: modest-key, emitter: modest }
`;

/** Gateways that share one KV and one clients file, each with a journal of its own. */
async function startAll(
  count: number,
  mode: string,
  env: Readonly<Record<string, string>> = {},
  fileMode = 0o600,
) {
  const dir = await Deno.makeTempDir({ prefix: "logops-" });
  const file = join(dir, "clients.yaml");
  await Deno.writeTextFile(file, CLIENTS, { mode: fileMode });
  const start = () =>
    startGateway({
      env: {
        LOGOPS_AUTH_MODE: mode,
        LOGOPS_CLIENTS_FILE: file,
        LOGOPS_KV_PATH: join(dir, "kv.sqlite3"),
        ...env,
      },
      read: [dir],
      write: [dir],
    });
  const gateways = await Promise.all(Array.from({ length: count }, start));
  return {
    gateways,
    start,
    async [Symbol.asyncDispose]() {
      for (const gateway of gateways) await gateway[Symbol.asyncDispose]();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function post(
  gateway: GatewayProcess,
  headers: Readonly<Record<string, string>>,
  body: BodyInit = "[]",
): Promise<{ status: number; reason: string | undefined }> {
  const all = new Headers({ "content-type": "application/json" });
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  const response = await fetch(`${gateway.url}/v1/logs`, { method: "POST", headers: all, body });
  const { reason } = await response.json();
  return { status: response.status, reason };
}

async function runTask(script: string, args: string[], env: Record<string, string>) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=scenario", join(ROOT, script), ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: decode(stdout), stderr: decode(stderr) };
}

Deno.test("a nonce is good once, on every gateway of one KV and after a restart", async () => {
  await using all = await startAll(2, "hmac");
  const [first, second] = all.gateways;
  const body = new TextEncoder().encode("[]");
  const unsigned = {
    method: "POST",
    url: `${first!.url}/v1/logs`,
    headers: { "content-type": "application/json" },
    body,
    nowMs: Date.now(),
  };
  const headers = await signedHeaders({ ...unsigned, nonce: "nonce-0123456789" }, SHOP);
  assert.deepEqual(await post(first!, headers), { status: 200, reason: undefined });
  for (const gateway of [first!, second!]) {
    assert.deepEqual(await post(gateway, headers), { status: 401, reason: "replayed_nonce" });
  }
  await first!.stop();
  const again = await all.start();
  try {
    assert.deepEqual(await post(again, headers), { status: 401, reason: "replayed_nonce" });
  } finally {
    await again[Symbol.asyncDispose]();
  }
});

/** Signed as clients did before there was a second form. */
async function signedV1(body: string, nonce: string): Promise<Record<string, string>> {
  const parts = {
    method: "POST",
    path: "/v1/logs",
    contentSha256: await sha256Hex(new TextEncoder().encode(body)),
    timestamp: new Date().toISOString(),
    nonce,
  };
  return {
    "X-Api-Key": SHOP.key,
    "X-Timestamp": parts.timestamp,
    "X-Nonce": nonce,
    "X-Content-SHA256": parts.contentSha256,
    "X-Signature": signatureV1Of(parts, SHOP.secret),
  };
}

Deno.test({
  name: "a gateway warns of a clients file that everyone can read",
  ignore: Deno.build.os === "windows",
  async fn() {
    for (const [mode, events] of [[0o600, []], [0o604, ["clients_exposed"]]] as const) {
      await using all = await startAll(1, "hmac", {}, mode);
      const seen = all.gateways[0]!.log.filter(({ level }) => level === "WARN");
      assert.deepEqual(seen.map(({ event }) => event), events);
      assert.ok(!JSON.stringify(seen).includes(SHOP.secret));
    }
  },
});

Deno.test("signatures of the first form are taken by a setting only, with a warning and a count", async () => {
  const seen = async (env: Record<string, string>) => {
    await using all = await startAll(1, "hmac", env);
    const [gateway] = all.gateways;
    const headers = await signedV1("[]", "nonce-0123456789");
    const { status, reason } = await post(gateway!, headers);
    const metrics = await (await fetch(`${gateway!.url}/metrics`)).text();
    const again = await post(gateway!, headers);
    return {
      answer: reason ?? status,
      again: again.reason ?? again.status,
      isWarned: gateway!.log.some(({ event }) => event === "signature_v1_taken"),
      count: /logops_signed_requests_total\{version="v1"\} (\d+)/.exec(metrics)?.[1],
    };
  };
  const refused = { answer: "old_signature", again: "old_signature", isWarned: false, count: "0" };
  assert.deepEqual(await seen({}), refused);
  const taken = { answer: 200, again: "replayed_nonce", isWarned: true, count: "1" };
  assert.deepEqual(await seen({ LOGOPS_SIGNATURE_V1: "true" }), taken);
});

Deno.test("deno task sign signs by hand, and scenarios sign by themselves", async () => {
  await using all = await startAll(1, "hmac");
  const [gateway] = all.gateways;
  const env = {
    LOGOPS_API_KEY: SHOP.key,
    LOGOPS_SECRET: SHOP.secret,
    LOGOPS_URL: `${gateway!.url}/v1/logs`,
  };
  const body = `[{"msg":"it's signed"}]`;
  const signed = await runTask("orchestrator/sign_cli.ts", ["--headers", "--data", body], env);
  assert.equal(signed.code, 0, signed.stderr);
  const headers = Object.fromEntries(
    signed.stdout.trim().split("\n").map((line) => line.split(": ") as [string, string]),
  );
  assert.equal((await post(gateway!, headers, body)).status, 200);
  const curl = await runTask("orchestrator/sign_cli.ts", ["--data", body], env);
  const flags = [
    "--emitter",
    "shop",
    "--scenario",
    "run-1",
    "--tenant",
    "",
    "--encoding",
    "identity",
  ];
  const line = await runTask(
    "orchestrator/sign_cli.ts",
    [...flags, "--idempotency-key", "k 1", "--url", `${gateway!.url}/v1/logs?a[]="b"#c`],
    env,
  );
  const sh = new Deno.Command("sh", { args: ["-c", line.stdout] });
  const { stdout } = await sh.output();
  assert.match(new TextDecoder().decode(stdout), /^\{"accepted":1,.*"scenario_id":"run-1"/);
  for (const bad of ["a\nx-tenant-id:b", "é", "a\tb"]) {
    const ran = await runTask("orchestrator/sign_cli.ts", ["--emitter", bad], env);
    assert.deepEqual([ran.code, ran.stdout], [2, ""], JSON.stringify(bad));
    assert.match(ran.stderr, /^Cannot sign: .* printable ASCII/m);
  }
  assert.match(curl.stdout, /^curl -sS 'http.*--data-raw '\[\{"msg":"it'\\''s signed"\}\]'/s);
  assert.ok(!(curl.stdout + curl.stderr).includes(SHOP.secret));

  const emit = ["json", "--eps", "50", "--duration", "1", "--seed", "1", "--json"];
  const run = await runTask("orchestrator/emit_cli.ts", emit, env);
  assert.equal(run.code, 0, run.stderr);
  assert.equal((await gateway!.stored()).length, 2 + 50);
  const unsigned = await runTask("orchestrator/emit_cli.ts", emit, {
    ...env,
    LOGOPS_API_KEY: "",
    LOGOPS_SECRET: "",
  });
  assert.match(unsigned.stdout, /no_credentials/);
  assert.equal((await gateway!.stored()).length, 2 + 50);
});

Deno.test("two gateways hold a client at ten times its limit to the limit, and serve others", async () => {
  await using all = await startAll(2, "api_key");
  const SECONDS = 3;
  const RATE = 50;
  const BURST = 50;
  const SLICES = 2 * RATE * 0.1;
  let admitted = 0;
  let refused = 0;
  const greedy = { "x-api-key": "greedy-key" };
  const startMs = performance.now();
  const endMs = startMs + SECONDS * 1000;
  const attack = async (gateway: GatewayProcess) => {
    while (performance.now() < endMs) {
      const { status } = await post(gateway, greedy);
      if (status === 200) admitted++;
      else if (status === 429) refused++;
      else assert.fail(`answered ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  };
  let served = 0;
  const serve = async (gateway: GatewayProcess) => {
    while (performance.now() < endMs) {
      assert.equal((await post(gateway, { "x-api-key": "modest-key" })).status, 200);
      served++;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await Promise.all(all.gateways.flatMap((gateway) => [
    ...Array.from({ length: 4 }, () => attack(gateway)),
    serve(gateway),
  ]));
  const elapsedSec = (performance.now() - startMs) / 1000;
  const bound = BURST + elapsedSec * RATE + SLICES;
  assert.ok(refused > admitted, `${refused} refused: the client did ask for far more`);
  assert.ok(admitted <= bound, `${admitted} admitted, the bound is ${bound.toFixed(0)}`);
  assert.ok(admitted >= (BURST + SECONDS * RATE) * 0.8, `${admitted} admitted`);
  assert.ok(served > 20, `${served} of the modest client's requests were served`);
});
