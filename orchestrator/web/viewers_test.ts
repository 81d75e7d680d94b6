import assert from "node:assert/strict";
import type { RunSummary, ServerMessage } from "./messages.ts";
import { createMetrics } from "./metrics.ts";
import { sampleDetail, sampleRecord, sampleSummary } from "./testing/sample_record.ts";
import { BUFFERED_BYTES_MAX, Viewers, VIEWERS_MAX } from "./viewers.ts";

/** As much of a WebSocket as viewers use. */
class Socket {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  onopen?: () => void;
  onclose?: () => void;
  closedWith?: number;
  readonly got: ServerMessage[] = [];
  send(text: string): void {
    this.got.push(JSON.parse(text));
  }
  close(code: number): void {
    this.closedWith = code;
    this.readyState = WebSocket.CLOSING;
  }
  types(): string[] {
    return this.got.map(({ type }) => type);
  }
}

const whole: ServerMessage = { type: "run", run: sampleDetail(), series: { t: [], columns: {} } };
const news: ServerMessage = { type: "run", run: sampleDetail() };

function viewersOf(live: readonly RunSummary[] = []) {
  return new Viewers({
    metrics: createMetrics("0.0.0"),
    bootId: "boot",
    version: "0.0.0",
    live: () => live,
    message: (id) => id === "live" ? whole : undefined,
    record: (id) => Promise.resolve(id === "past" ? sampleRecord() : undefined),
  });
}

async function joined(viewers: Viewers, runId?: string): Promise<Socket> {
  const socket = new Socket();
  viewers.add(socket as unknown as WebSocket, runId);
  socket.onopen?.();
  await Promise.resolve();
  await Promise.resolve();
  return socket;
}

Deno.test("a viewer is told on connect who speaks, what runs, and all of its run", async () => {
  const viewers = viewersOf([sampleSummary()]);
  assert.deepEqual((await joined(viewers)).types(), ["hello", "runs"]);
  assert.deepEqual((await joined(viewers, "live")).got.at(-1), whole);
  const past = (await joined(viewers, "past")).got.at(-1)!;
  assert.ok(past.type === "run" && past.series!.t.length === 2);
  assert.deepEqual((await joined(viewers, "gone")).got.at(-1), { type: "unknown_run", id: "gone" });
});

Deno.test("tell() reaches who watches that run, list() reaches all", async () => {
  const viewers = viewersOf();
  const [list, one, other] = [
    await joined(viewers),
    await joined(viewers, "live"),
    await joined(viewers, "past"),
  ];
  const before = [list, one, other].map(({ got }) => got.length);
  viewers.tell("live", news);
  viewers.list([]);
  const gained = [list, one, other].map(({ got }, i) => got.length - before[i]!);
  assert.deepEqual(gained, [1, 2, 1]);
  assert.ok(viewers.isWatching("live") && !viewers.isWatching("else"));
});

Deno.test("a viewer that does not read is sent nothing more, and everything when it reads again", async () => {
  const viewers = viewersOf();
  const socket = await joined(viewers, "live");
  const before = socket.got.length;
  socket.bufferedAmount = BUFFERED_BYTES_MAX + 1;
  for (let second = 0; second < 100; second++) {
    viewers.tell("live", news);
    viewers.list([]);
  }
  assert.equal(socket.got.length, before);
  socket.bufferedAmount = 0;
  viewers.tell("live", news);
  viewers.tell("live", news);
  assert.deepEqual(socket.got.slice(before), [whole, news]);
});

Deno.test("when all places are taken, the one that does not read must go", async () => {
  const viewers = viewersOf();
  const sockets: Socket[] = [];
  for (let i = 0; i < VIEWERS_MAX; i++) sockets.push(await joined(viewers));
  assert.ok(viewers.isFull);
  sockets[3]!.bufferedAmount = BUFFERED_BYTES_MAX + 1;
  viewers.list([]);
  assert.ok(!viewers.isFull);
  await joined(viewers);
  assert.equal(sockets[3]!.closedWith, 1013);
  assert.ok(sockets.every(({ closedWith }, i) => i === 3 || closedWith === undefined));
  assert.ok(viewers.isFull);
  sockets[0]!.onclose?.();
  assert.ok(!viewers.isFull);
});
