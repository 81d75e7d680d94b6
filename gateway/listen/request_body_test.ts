import { ConnectionReader, HEAD_BYTES_MAX, type Readable, ReadError } from "./connection_reader.ts";
import { createRequestBody } from "./request_body.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Gives `bytes` in pieces of the sizes named, in turn, and then its end. */
function sourceOf(bytes: Uint8Array, sizes: readonly number[] = [bytes.length]): Readable {
  let at = 0;
  let turn = 0;
  return {
    read(into) {
      const size = Math.min(into.length, Math.max(1, sizes[turn++ % sizes.length]!));
      const piece = bytes.subarray(at, at + size);
      if (piece.length === 0) return Promise.resolve(null);
      into.set(piece);
      at += piece.length;
      return Promise.resolve(piece.length);
    },
  };
}

function bodyOf(reader: ConnectionReader, length: number | "chunked") {
  return createRequestBody(reader, length, {
    onFirstRead: () => Promise.resolve(),
    onEnd() {},
  });
}

/** Head, body and how the next head begins. */
async function readAll(source: Readable, length: number | "chunked", blockBytes = 100) {
  const reader = new ConnectionReader(source);
  const head = await reader.head(() => {});
  const body = bodyOf(reader, length);
  const blocks: Uint8Array[] = [];
  for (let block; (block = await body.read(blockBytes)) !== undefined;) {
    assert.ok(block.byteLength > 0 && block.byteLength <= blockBytes);
    blocks.push(block);
  }
  assert.ok(body.isRead);
  const text = blocks.map((block) => decoder.decode(block)).join("");
  assert.equal(body.received, text.length);
  return { head, text, blocks: blocks.length, next: await reader.head(() => {}) };
}

const NEXT = "GET /next HTTP/1.1\r\n\r\n";

Deno.test("a body of a stated length ends where the next head begins", async () => {
  const bytes = encoder.encode(`POST / HTTP/1.1\r\nA: 1\r\n\r\nhello${NEXT}`);
  for (const sizes of [[1], [3, 7], [1000]]) {
    assert.deepEqual(await readAll(sourceOf(bytes, sizes), 5), {
      head: "POST / HTTP/1.1\r\nA: 1",
      text: "hello",
      blocks: 1,
      next: "GET /next HTTP/1.1",
    });
  }
});

Deno.test("a body in chunks is read across them, with extensions and trailers", async () => {
  const chunks = '5;a="b"\r\nhello\r\n00006 \r\n, logs\r\n0\r\nTrailer: x\r\nB: y\r\n\r\n';
  const bytes = encoder.encode(`POST / HTTP/1.1\r\n\r\n${chunks}${NEXT}`);
  for (const sizes of [[1], [2, 5], [1000]]) {
    const read = await readAll(sourceOf(bytes, sizes), "chunked");
    assert.deepEqual([read.text, read.blocks, read.next], ["hello, logs", 1, "GET /next HTTP/1.1"]);
  }
});

Deno.test("a body of ten thousand chunks comes in few blocks", async () => {
  const bytes = encoder.encode(`POST / HTTP/1.1\r\n\r\n${"1\r\nx\r\n".repeat(10_000)}0\r\n\r\n`);
  const { text, blocks } = await readAll(sourceOf(bytes), "chunked", 4096);
  assert.deepEqual([text.length, blocks], [10_000, 3]);
});

const BAD_CHUNKS = [
  ...["x\r\n", "\r\n", "-1\r\na", "0x1\r\na\r\n0\r\n\r\n", "1\na\n0\n\n", "1\r\nab\r\n0\r\n\r\n"],
  ...["1\r\na0\r\n\r\n", "123456789\r\n", `${"1".repeat(300)}\r\n`, "1 2\r\na\r\n0\r\n\r\n"],
  `0\r\n${"Trailer: x\r\n".repeat(1000)}\r\n`,
];

Deno.test("a body whose chunks are none is refused", async () => {
  for (const chunks of BAD_CHUNKS) {
    const bytes = encoder.encode(`POST / HTTP/1.1\r\n\r\n${chunks}`);
    await assert.rejects(
      readAll(sourceOf(bytes), "chunked"),
      (error) => error instanceof ReadError && error.kind === "bad_framing",
      JSON.stringify(chunks.slice(0, 40)),
    );
  }
});

Deno.test("any body is the same, however the network and its sender cut it", async () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });
  await fc.assert(fc.asyncProperty(pieces, pieces, pieces, async (chunks, sizes, blocks) => {
    let text = "";
    let body = "";
    for (const [index, size] of chunks.entries()) {
      const chunk = String.fromCharCode(97 + index % 26).repeat(size);
      text += chunk;
      body += `${size.toString(16)}\r\n${chunk}\r\n`;
    }
    const inChunks = encoder.encode(`POST / HTTP/1.1\r\n\r\n${body}0\r\n\r\n${NEXT}`);
    const whole = encoder.encode(`POST / HTTP/1.1\r\n\r\n${text}${NEXT}`);
    const one = await readAll(sourceOf(inChunks, sizes), "chunked", blocks[0]);
    const other = await readAll(sourceOf(whole, sizes), text.length, blocks[0]);
    assert.deepEqual([one.text, one.next], [text, "GET /next HTTP/1.1"]);
    assert.deepEqual([other.text, other.next], [text, "GET /next HTTP/1.1"]);
  }));
});

Deno.test("any bytes are read or refused, and never more of them than there are", async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
    const head = encoder.encode("POST / HTTP/1.1\r\n\r\n");
    try {
      await readAll(sourceOf(new Uint8Array([...head, ...bytes]), [50]), "chunked", 64);
    } catch (error) {
      assert.ok(error instanceof ReadError, String(error));
    }
  }));
});

Deno.test("a head that does not end is refused at its bound", async () => {
  let given = 0;
  const endless: Readable = {
    read(into) {
      given += into.length;
      into.fill(0x61);
      return Promise.resolve(into.length);
    },
  };
  await assert.rejects(
    new ConnectionReader(endless).head(() => {}),
    (error) => error instanceof ReadError && error.kind === "too_large",
  );
  assert.ok(given <= HEAD_BYTES_MAX);
});

Deno.test("a read that goes on ends when its body is cancelled", async () => {
  const reader = new ConnectionReader({ read: () => new Promise(() => {}) });
  const body = bodyOf(reader, 10);
  const reading = body.read(10);
  await Promise.resolve();
  body.cancel();
  await assert.rejects(
    reading,
    (error) => error instanceof ReadError && error.kind === "cancelled",
  );
});
