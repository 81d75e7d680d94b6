import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { readTextMax } from "./bounded_text.ts";

const BYTES_MAX = 1000;
const MIB = 2 ** 20;

/** What is read of an answer that comes over a real connection. */
async function readOver(answer: () => Response): Promise<string | undefined> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, answer);
  try {
    return await readTextMax(await fetch(`http://127.0.0.1:${server.addr.port}/`), BYTES_MAX);
  } finally {
    await server.shutdown();
  }
}

/** A body without a declared length; tells how many chunks were asked of it. */
function streamOf(chunk: string, chunks: number) {
  const asked = { chunks: 0 };
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (asked.chunks++ === chunks) controller.close();
      else controller.enqueue(new TextEncoder().encode(chunk));
    },
  }, { highWaterMark: 0 });
  return { stream, asked };
}

Deno.test("readTextMax() gives a text that fits, with and without a declared length", async () => {
  assert.equal(await readOver(() => new Response("ü".repeat(500))), "ü".repeat(500));
  assert.equal(await readOver(() => new Response(streamOf("ü", 500).stream)), "ü".repeat(500));
  assert.equal(await readOver(() => new Response(null)), "");
});

Deno.test("readTextMax() joins a letter that is cut in two", async () => {
  const bytes = new TextEncoder().encode("ü");
  const parts = [bytes.slice(0, 1), bytes.slice(1)];
  const stream = ReadableStream.from(parts);
  assert.equal(await readTextMax(new Response(stream), BYTES_MAX), "ü");
});

Deno.test("readTextMax() gives nothing of a text that does not fit", async () => {
  assert.equal(await readOver(() => new Response("x".repeat(BYTES_MAX + 1))), undefined);
  assert.equal(await readOver(() => new Response(streamOf("x", BYTES_MAX + 1).stream)), undefined);
});

Deno.test("readTextMax() reads no more of an endless answer than it must", async () => {
  const { stream, asked } = streamOf("x".repeat(100), Infinity);
  assert.equal(await readTextMax(new Response(stream), BYTES_MAX), undefined);
  assert.ok(asked.chunks <= 12, `${asked.chunks} chunks`);
});

Deno.test("readTextMax() is not deceived by a short body that inflates", async () => {
  const bomb = new Uint8Array(gzipSync("x".repeat(MIB)));
  const headers = { "content-encoding": "gzip", "content-length": String(bomb.byteLength) };
  assert.equal(await readOver(() => new Response(bomb, { headers })), undefined);
});
