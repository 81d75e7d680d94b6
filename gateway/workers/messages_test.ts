import { encodeMessage, FromWorker, MESSAGE_LENGTH_MAX, readMessages } from "./messages.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

const pipeOf = (chunks: readonly Uint8Array<ArrayBuffer>[]) => ReadableStream.from(chunks);
const read = (chunks: readonly Uint8Array<ArrayBuffer>[]) =>
  Array.fromAsync(readMessages(pipeOf(chunks), FromWorker));
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("readMessages() gives what was encoded, however the pipe cuts it", async () => {
  const messages: FromWorker[] = [
    { type: "listening", port: 8080 },
    { type: "scrape", id: 1 },
    { type: "snapshot", metrics: [] },
  ];
  const whole = messages.map(encodeMessage).flatMap((part) => [...part]);
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (size) => {
    const chunks = [];
    for (let at = 0; at < whole.length; at += size) {
      chunks.push(new Uint8Array(whole.slice(at, at + size)));
    }
    assert.deepEqual(await read(chunks), messages);
  }));
});

Deno.test("readMessages() throws at what no worker says", async () => {
  const bad = [
    "hello",
    "{}",
    '{"type":"listening","port":-1}',
    '{"type":"snapshot","metrics":[1]}',
  ];
  for (const line of bad) await assert.rejects(read([bytes(`${line}\n`)]), line);
});

Deno.test("readMessages() gives up on a line without end", async () => {
  const chunk = bytes(" ".repeat(2 ** 20));
  let sent = 0;
  const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      sent += chunk.length;
      controller.enqueue(chunk);
    },
  });
  await assert.rejects(Array.fromAsync(readMessages(endless, FromWorker)), /too long/);
  assert.ok(sent <= MESSAGE_LENGTH_MAX + 8 * chunk.length);
});
