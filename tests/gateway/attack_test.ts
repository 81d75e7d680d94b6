/**
 * Hostile clients against a real gateway: bounded memory, the right status, and good clients are
 * served meanwhile.
 */
import { type GatewayProcess, startGateway } from "./process.ts";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

const MIB = 1024 * 1024;
const JSON_TYPE = { "content-type": "application/json" };
/** What a gateway may grow by under any of these: four times its budget for bodies. */
const GROWTH_MIB_MAX = 512;

/** Runs an attack; a good client sends all the while and must be answered 200 each time. */
async function withGoodClient(
  attack: (gateway: GatewayProcess) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  await using gateway = await startGateway({ env });
  await postGood(gateway);
  const before = peakMib(gateway.pid);
  let underAttack = true;
  let served = 0;
  let slowestMs = 0;
  const goodClient = (async () => {
    while (underAttack) {
      const startMs = performance.now();
      await postGood(gateway);
      slowestMs = Math.max(slowestMs, performance.now() - startMs);
      served++;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  await attack(gateway).finally(() => underAttack = false);
  await goodClient;
  const grown = peakMib(gateway.pid) - before;
  assert.ok(grown < GROWTH_MIB_MAX, `memory grew by ${grown.toFixed(0)} MiB`);
  assert.ok(served > 0 && slowestMs < 5000, `${served} served, slowest ${slowestMs.toFixed(0)} ms`);
  assert.equal(await gateway.stop(), 0);
  assert.ok(!gateway.log.some(({ event }) => event === "bug" || event === "crash"));
}

async function postGood(gateway: GatewayProcess): Promise<void> {
  const response = await post(gateway, '[{"msg":"good"}]', { "x-emitter": "good" });
  assert.equal(response.status, 200);
}

async function post(
  gateway: GatewayProcess,
  body: BodyInit,
  headers: Record<string, string> = {},
): Promise<{ status: number; reason: string }> {
  const response = await fetch(`${gateway.url}/v1/logs`, {
    method: "POST",
    headers: { ...JSON_TYPE, ...headers },
    body,
  });
  return { status: response.status, reason: (await response.json()).reason };
}

function peakMib(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const onLinux = Deno.build.os === "linux";

function attack(
  name: string,
  run: (gateway: GatewayProcess) => Promise<void>,
  env: Record<string, string> = {},
): void {
  Deno.test({
    name: `gateway withstands ${name}${onLinux ? "" : " (memory is read from /proc: Linux)"}`,
    ignore: !onLinux,
    fn: () => withGoodClient(run, env),
  });
}

attack("gzip bombs", async (gateway) => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(100 * MIB)));
  for (let i = 0; i < 5; i++) {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(gateway, bomb, { "content-encoding": "gzip" })),
    );
    // What does not fit into the memory set aside for bodies is asked to come again.
    for (const { reason } of answers) assert.match(reason, /^(decoded_too_large|queue_full)$/);
    assert.ok(answers.some(({ reason }) => reason === "decoded_too_large"));
  }
});

attack("texts of half a megabyte that make detectors start over at each word", async (gateway) => {
  const motifs = [
    "basic=",
    "basic+",
    "authorization: bearer x ",
    "k=a@b.cc ",
    "é@ü.ñé=",
    "%3A//a/",
  ];
  for (const motif of motifs) {
    const text = motif.repeat(Math.ceil(500_000 / motif.length));
    const body = new Uint8Array(gzipSync(JSON.stringify([{ msg: text }])));
    const startMs = performance.now();
    const { status } = await post(gateway, body, { "content-encoding": "gzip" });
    const tookMs = performance.now() - startMs;
    assert.equal(status, 200);
    // Half a minute and more, where the time grows with the square.
    assert.ok(tookMs < 3000, `${JSON.stringify(motif)}: ${tookMs.toFixed(0)} ms`);
    const health = await fetch(`${gateway.url}/healthz`);
    assert.equal((await health.json()).status, "ok");
  }
});

Deno.test("300 bytes of gzip hold up neither other clients nor the end of the gateway", async () => {
  await using gateway = await startGateway();
  await postGood(gateway);
  const text = "basic=".repeat(Math.ceil(131_072 / 6)).slice(0, 131_072);
  const body = new Uint8Array(gzipSync(JSON.stringify([{ msg: text }]), { level: 9 }));
  assert.ok(body.length < 300, `${body.length} bytes`);
  const send = () => post(gateway, body, { "content-encoding": "gzip" });
  const attacks = Array.from({ length: 20 }, send);
  const startMs = performance.now();
  const health = await fetch(`${gateway.url}/healthz`);
  assert.equal((await health.json()).status, "ok");
  const healthMs = performance.now() - startMs;
  for (const { status } of await Promise.all(attacks)) assert.equal(status, 200);

  // Whether these are answered is up to when the signal comes.
  const last = Array.from({ length: 20 }, () => send().catch(() => undefined));
  const stopMs = performance.now();
  assert.equal(await gateway.stop(), 0);
  const endMs = performance.now() - stopMs;
  await Promise.all(last);
  // Twenty times seven seconds each, where the time grows with the square.
  assert.ok(healthMs < 4000, `/healthz after ${healthMs.toFixed(0)} ms`);
  assert.ok(endMs < 6000, `SIGTERM after ${endMs.toFixed(0)} ms`);
});

attack("a chunked body of 1 GB", async (gateway) => {
  const { hostname, port } = new URL(gateway.url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  const writer = connection.writable.getWriter();
  const encoder = new TextEncoder();
  await writer.write(encoder.encode(
    "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
      "Transfer-Encoding: chunked\r\n\r\n",
  ));
  const chunk = encoder.encode(`${MIB.toString(16)}\r\n${"x".repeat(MIB)}\r\n`);
  let sentMib = 0;
  let isAnswered = false;
  const sending = (async () => {
    for (; sentMib < 1024 && !isAnswered; sentMib++) await writer.write(chunk);
  })().catch(() => {}); // the gateway may hang up once it has answered
  const answer = await readStart(connection);
  isAnswered = true;
  assert.match(answer, /^HTTP\/1\.1 413 [^]*"reason":"body_too_large"/);
  assert.ok(sentMib < 200, `the answer came after ${sentMib} MiB`);
  await sending;
  // A write that failed has closed it already.
  await writer.close().catch(() => {});
});

attack("slow clients: heads and bodies that never end", async (gateway) => {
  const { hostname, port } = new URL(gateway.url);
  const head = "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
  const encoder = new TextEncoder();
  const connections = await Promise.all(Array.from({ length: 200 }, async (_, i) => {
    const connection = await Deno.connect({ hostname, port: Number(port) });
    const text = i % 2 === 0 ? head : `${head}Content-Length: 1000\r\n\r\n[`;
    await connection.write(encoder.encode(text));
    return connection;
  }));
  for (let i = 0; i < 50; i++) await postGood(gateway);
  for (const [i, connection] of connections.entries()) {
    if (i % 2 === 1) assert.match(await readStart(connection), /^HTTP\/1\.1 408 /);
    connection.close();
  }
}, { LOGOPS_BODY_TIMEOUT_SEC: "1" });

const NAMES = 20_000;
attack("20,000 distinct emitter names", async (gateway) => {
  let sent = 0;
  await Promise.all(Array.from({ length: 32 }, async (_, lane) => {
    for (let i = lane; i < NAMES; i += 32) {
      const { status } = await post(gateway, "[]", { "x-emitter": `name-${i}` });
      assert.equal(status, 200);
      sent++;
    }
  }));
  assert.equal(sent, NAMES);
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  const names = metrics.match(/^logops_accepted_total\{emitter="/gm)?.length ?? 0;
  assert.ok(names <= 201, `${names} label values`);
  assert.match(metrics, /^logops_accepted_total\{emitter="other"\} \d{5}/m);
});

attack("JSON that is nested 100,000 levels deep, in every place", async (gateway) => {
  const deep = (open: string, close: string) => open.repeat(100_000) + "1" + close.repeat(100_000);
  for (const body of [deep('{"a":', "}"), `[${deep("[", "]")}]`, `{"msg":${deep("[", "]")}}`]) {
    assert.deepEqual(await post(gateway, body), { status: 422, reason: "invalid_records" });
  }
  assert.equal((await post(gateway, "[".repeat(100_000))).status, 400);
});

attack("a small CSV body whose long header would come back in every record", async (gateway) => {
  const header = Array.from({ length: 500 }, (_, i) => `column${i}`.padEnd(1000, "x")).join(",");
  const row = Array(500).fill("1").join(",");
  const body = new Uint8Array(gzipSync([header, ...Array(1000).fill(row)].join("\n")));
  const answer = await post(gateway, body, {
    "content-type": "text/csv",
    "content-encoding": "gzip",
  });
  assert.deepEqual(answer, { status: 413, reason: "decoded_too_large" });
});

attack("32 KB of gzip in which there are millions of parts", async (gateway) => {
  const times = "2026-05-01T10:00:00Z\n".repeat(9_999);
  const rows: [type: string, body: string, status: number][] = [
    ["text/csv", ",".repeat(30 * MIB), 400],
    ["text/csv", `a,b\n${",".repeat(30 * MIB)}`, 200],
    ["text/plain", times + "x".repeat(30 * MIB), 200],
    ["text/plain", `<14>1 - - - - - ${"[a]".repeat(10 * MIB)}`, 200],
  ];
  for (const [type, text, status] of rows) {
    const body = new Uint8Array(gzipSync(text));
    const answer = await post(gateway, body, { "content-type": type, "content-encoding": "gzip" });
    assert.equal(answer.status, status, `${type}: ${answer.reason}`);
  }
}, { LOGOPS_SINK_FSYNC: "never" });

Deno.test("gateway keeps duplicate keys and __proto__ harmless", async () => {
  await using gateway = await startGateway();
  const body = '[{"msg":"first","msg":"last","__proto__":{"level":"ERROR","isAdmin":true},' +
    '"constructor":{"prototype":{"polluted":true}}},{"msg":"next"}]';
  assert.equal((await post(gateway, body)).status, 200);
  const [first, next] = await gateway.stored();
  assert.equal(first!.msg, "first");
  assert.equal(first!["msg#2"], "last");
  assert.equal(first!.level, "INFO");
  assert.ok(Object.hasOwn(first!, "__proto__") && Object.hasOwn(first!, "constructor"));
  assert.deepEqual(Object.keys(next!), ["ts", "level", "msg", "emitter"]);
});

/** The first of what arrives. */
async function readStart(connection: Deno.Conn): Promise<string> {
  const buffer = new Uint8Array(64 * 1024);
  const length = await connection.read(buffer);
  return new TextDecoder().decode(buffer.subarray(0, length ?? 0));
}
