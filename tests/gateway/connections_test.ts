/**
 * Clients that hold connections open, against real processes: descriptors that run out, heads that
 * never end, more connections than there may be. Good clients are served meanwhile.
 */
import { type GatewayProcess, startGateway } from "./process.ts";
import { canLimitOpenFiles } from "../open_files.ts";
import { askRaw, openRaw, type RawConnection } from "../raw_connection.ts";
import { startWorkers } from "./workers_process.ts";
import assert from "node:assert/strict";

const HALF_HEAD = "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
const HEALTHZ = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

if (!canLimitOpenFiles) console.log("Not run: what needs prlimit (Linux, util-linux)");

/** Opens `count` connections that each send `text`, and closes them at the end. */
async function holdOpen(url: string, count: number, text: string) {
  const connections: RawConnection[] = [];
  for (let i = 0; i < count; i++) connections.push(await openRaw(url, text));
  return {
    connections,
    [Symbol.dispose]() {
      for (const connection of connections) connection[Symbol.dispose]();
    },
  };
}

/** A client that opens a connection for each of its batches, and is answered 200 every time. */
async function postOften(url: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const response = await fetch(`${url}/v1/logs`, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: '[{"msg":"good"}]',
      signal: AbortSignal.timeout(5000),
    });
    assert.equal(response.status, 200, await response.text());
  }
}

async function metricOf({ url }: { url: string }, series: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split("\n").find((each) => each.startsWith(`${series} `));
  assert.ok(line !== undefined, `${series} is there`);
  return Number(line.slice(series.length));
}

function quietLog({ log }: Pick<GatewayProcess, "log">): void {
  assert.deepEqual(log.filter(({ event }) => event === "crash" || event === "bug"), []);
}

for (const text of [HALF_HEAD, "", `${HALF_HEAD}Content-Length: 1000\r\n\r\n[`]) {
  Deno.test({
    name: `gateway goes on without descriptors: 400 connections that sent ${text.length} bytes`,
    ignore: !canLimitOpenFiles,
    async fn() {
      await using gateway = await startGateway({
        openFilesMax: 256,
        env: { LOGOPS_BODY_GRACE_SEC: "1" },
      });
      using _held = await holdOpen(gateway.url, 400, text);
      await postOften(gateway.url, 20);
      assert.ok(await metricOf(gateway, "logops_accept_pauses_total") >= 1);
      assert.equal(gateway.log.filter(({ event }) => event === "out_of_descriptors").length, 1);
      assert.ok(await metricOf(gateway, "logops_connections") < 256);
      assert.equal(await gateway.stop(), 0);
      quietLog(gateway);
      assert.equal((await gateway.stored()).length, 20);
    },
  });
}

Deno.test({
  name: "workers go on without descriptors, each of them",
  ignore: !canLimitOpenFiles,
  async fn() {
    await using workers = await startWorkers({ workers: 2, openFilesMax: 256 });
    using _held = await holdOpen(workers.url, 700, HALF_HEAD);
    await postOften(workers.url, 20);
    assert.equal(await metricOf(workers, "logops_worker_deaths_total"), 0);
    assert.ok(await metricOf(workers, "logops_accept_pauses_total") >= 2);
    assert.equal(await workers.stop(), 0);
    quietLog(workers);
  },
});

Deno.test("gateway ends heads and idle connections in their time, and says so to the first", async () => {
  await using gateway = await startGateway({
    env: { LOGOPS_HEAD_TIMEOUT_SEC: "1", LOGOPS_IDLE_TIMEOUT_SEC: "1" },
  });
  using half = await openRaw(gateway.url, HALF_HEAD);
  using silent = await openRaw(gateway.url);
  using idle = await openRaw(gateway.url, HEALTHZ);
  using trickling = await openRaw(gateway.url, "GET /healthz HTTP/1.1\r\n");
  const timer = setInterval(() => void trickling.send("A: 1\r\n").catch(() => {}), 100);
  const startMs = performance.now();
  for (const connection of [half, silent, trickling]) {
    assert.equal((await connection.answer())?.reason, "head_timeout");
    await connection.ended();
  }
  clearInterval(timer);
  assert.equal((await idle.answer())?.status, 200);
  await idle.ended();
  const tookMs = performance.now() - startMs;
  assert.ok(tookMs >= 900 && tookMs < 3000, `${tookMs} ms`);
  const ended = "logops_connections_ended_total";
  assert.equal(await metricOf(gateway, `${ended}{reason="head_timeout"}`), 3);
  assert.equal(await metricOf(gateway, `${ended}{reason="idle_timeout"}`), 1);
});

Deno.test("gateway holds so many connections; idle ones give way, others are answered 503", async () => {
  await using gateway = await startGateway({ env: { LOGOPS_CONNECTIONS_MAX: "20" } });
  using idle = await holdOpen(gateway.url, 20, HEALTHZ);
  await Promise.all(idle.connections.map((connection) => connection.answer()));
  await postOften(gateway.url, 5);

  using busy = await holdOpen(gateway.url, 20, `${HALF_HEAD}Content-Length: 9\r\n\r\n[`);
  await pause(100); // all of them are known to be at work then
  using refused = await openRaw(gateway.url, HEALTHZ);
  const answer = await refused.answer();
  assert.deepEqual([answer?.status, answer?.reason], [503, "too_many_connections"]);
  assert.match(answer!.head, /^retry-after: 1\r$/m);
  await refused.ended();
  busy[Symbol.dispose]();
  for (let i = 0; i < 50; i++) {
    if ((await askRaw(gateway.url, HEALTHZ)) === "200") break;
    await pause(20); // the last of them are not known to be gone yet
  }
  await postOften(gateway.url, 1);
  const series = 'logops_connections_refused_total{reason="too_many_connections"}';
  assert.ok(await metricOf(gateway, series) >= 1);
});

Deno.test("gateway holds so many connections from one address", async () => {
  await using gateway = await startGateway({
    env: { LOGOPS_CONNECTIONS_PER_ADDRESS_MAX: "10", LOGOPS_HOST: "0.0.0.0" },
  });
  const { port } = new URL(gateway.url);
  using _held = await holdOpen(gateway.url, 10, `${HALF_HEAD}Content-Length: 9\r\n\r\n[`);
  await pause(100); // as above
  using refused = await openRaw(gateway.url, HEALTHZ);
  assert.equal((await refused.answer())?.reason, "too_many_from_address");
  // By another name of this machine a connection has another address at both ends.
  const others = Deno.networkInterfaces().filter(({ family, address }) =>
    family === "IPv4" && !address.startsWith("127.")
  );
  for (const { address } of others) await postOften(`http://${address}:${port}`, 1);
  if (others.length === 0) console.log("Not seen: a second address (there is none)");
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
