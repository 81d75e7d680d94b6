/** The live view over real sockets: what a client is told, and one that never reads. */
import assert from "node:assert/strict";
import { BUFFERED_BYTES_MAX, type ServerMessage } from "../../orchestrator/mod.ts";
import { openOrchestratorApp, steady } from "./app.ts";

/** Enough to fill what the kernel keeps for a connection, several times over. */
const TELLS = 4_000;

function nextMessage(socket: WebSocket): Promise<ServerMessage> {
  return new Promise((resolve, reject) => {
    socket.addEventListener("message", ({ data }) => resolve(JSON.parse(data)), { once: true });
    socket.addEventListener("close", () => reject(new Error("closed")), { once: true });
  });
}

async function untilClosed(socket: WebSocket): Promise<void> {
  const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
  socket.close();
  await closed;
}

Deno.test("a viewer gets a snapshot on connect, then a message each tick, and the end", async () => {
  await using app = await openOrchestratorApp();
  await using server = app.serve();
  const { id } = await app.start({ yaml: steady(30) });
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws?run=${id}`);
  const hello = await nextMessage(socket);
  assert.deepEqual(hello, { type: "hello", bootId: "boot", version: "0.0.0" });
  const runs = await nextMessage(socket);
  assert.ok(runs.type === "runs" && runs.runs[0]!.id === id);
  const whole = await nextMessage(socket);
  assert.ok(whole.type === "run" && whole.series !== undefined);
  await app.tick();
  const point = await nextMessage(socket);
  assert.ok(point.type === "run" && point.point !== undefined && point.series === undefined);
  await nextMessage(socket);
  app.runs.stop(id);
  for (;;) {
    const message = await nextMessage(socket);
    if (message.type !== "run" || message.run.summary.phase !== "ended") continue;
    assert.equal(message.run.summary.outcome, "interrupted");
    break;
  }
  await untilClosed(socket);
});

Deno.test("a client that never reads costs a bounded amount of memory, and nobody else a message", async () => {
  await using app = await openOrchestratorApp();
  await using server = app.serve();
  const { id } = await app.start({ yaml: steady(600) });
  await app.post("/scenario/pause", { run: id });
  const silent = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const key = "dGhlIHNhbXBsZSBub25jZQ==";
  await silent.write(new TextEncoder().encode(
    `GET /ws?run=${id} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nUpgrade: websocket\r\n` +
      `Connection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  ));
  const reader = new WebSocket(`${server.url.replace("http", "ws")}/ws?run=${id}`);
  let got = 0;
  reader.addEventListener("message", () => got++);
  await new Promise((resolve) => reader.addEventListener("message", resolve, { once: true }));
  while (app.sockets.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));

  let bufferedMax = 0;
  for (let i = 0; i < TELLS; i++) {
    await app.tick();
    if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    for (const { bufferedAmount } of app.sockets) {
      bufferedMax = Math.max(bufferedMax, bufferedAmount);
    }
  }
  const messageBytes = JSON.stringify(app.runs.message(id)).length;
  assert.ok(bufferedMax > BUFFERED_BYTES_MAX, `only ${bufferedMax} bytes ever waited`);
  assert.ok(bufferedMax < BUFFERED_BYTES_MAX + 4 * messageBytes, `${bufferedMax} bytes waited`);
  while (got < TELLS) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.match(await (await app.ask("/metrics")).text(), /^logops_orch_viewer_skips_total [1-9]/m);
  silent.close();
  await untilClosed(reader);
});
