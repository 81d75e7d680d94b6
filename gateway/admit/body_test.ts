import { incomingFrom, type IncomingRequest } from "../incoming_request.ts";
import { type BodyLimits, readBody } from "./body.ts";
import { createReceiving, type Receiving } from "./receiving.ts";
import assert from "node:assert/strict";
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";

const LIMITS: BodyLimits = { bodyBytesMax: 1000, decodedBytesMax: 5000 };
const BUDGET_BYTES = 1_000_000;

function receivingOf(bytesMax: number): Receiving {
  return createReceiving({
    ...{ bytesMax, senderBytesMax: bytesMax, timeoutMs: 10_000, rateMin: 0, graceMs: 1000 },
    bodyBytesMax: LIMITS.bodyBytesMax,
  }, () => performance.now());
}

/** Whether all of it can be had, as when no body holds any. */
function isFree(receiving: Receiving, bytesMax: number): boolean {
  const all = receiving.begin("all", 0, { received: 0, cancel() {} });
  const failure = all.take(bytesMax);
  all.release();
  return failure === undefined;
}

function post(body: BodyInit | null, headers: Record<string, string> = {}): IncomingRequest {
  return incomingFrom(new Request("http://localhost/", { method: "POST", body, headers }));
}

const SENDER = "10.0.0.7";

async function read(
  request: IncomingRequest,
  limits = LIMITS,
  receiving = receivingOf(BUDGET_BYTES),
) {
  const result = await readBody(request, limits, { receiving, sender: SENDER });
  return result.ok ? result.value.bytes : result.failure;
}

const TEXT = new TextEncoder().encode("one line of a log\n".repeat(50));
type Encode = (bytes: Uint8Array) => Uint8Array;
const ENCODERS: readonly [name: string, header: string, encode: Encode][] = [
  ["gzip", "gzip", gzipSync],
  ["deflate", "deflate", deflateSync],
  ["deflate without zlib header", "deflate", deflateRawSync],
  ["zstd", "zstd", zstdCompressSync],
];

Deno.test("readBody() takes a body as it is", async () => {
  assert.deepEqual(await read(post(TEXT.slice())), TEXT);
});

for (const [name, header, encode] of ENCODERS) {
  const encoded = (bytes: Uint8Array) => new Uint8Array(encode(bytes));
  const headers = { "content-encoding": header };

  Deno.test(`readBody() inflates ${name}`, async () => {
    const inflated = await read(post(encoded(TEXT), headers));
    assert.deepEqual(new Uint8Array(inflated as Uint8Array), TEXT);
  });

  Deno.test(`readBody() refuses ${name} that is cut short at any byte`, async () => {
    const sent = encoded(TEXT);
    for (let length = 0; length < sent.byteLength; length++) {
      const result = await read(post(sent.subarray(0, length), headers));
      assert.equal((result as { kind: string }).kind, "bad_compression", `${length} bytes`);
    }
  });

  Deno.test(`readBody() calls its own mistake with ${name} no fault of the body`, async () => {
    const receiving = receivingOf(BUDGET_BYTES);
    const impossible = { ...LIMITS, decodedBytesMax: 0.5 };
    await assert.rejects(read(post(encoded(TEXT), headers), impossible, receiving), {
      code: "ERR_OUT_OF_RANGE",
    });
    assert.ok(isFree(receiving, BUDGET_BYTES), "the whole budget is free again");
  });

  Deno.test(`readBody() stops inflating a bomb of ${name} at the limit`, async () => {
    const bomb = encoded(new Uint8Array(900_000));
    assert.ok(bomb.byteLength <= LIMITS.bodyBytesMax);
    assert.deepEqual(await read(post(bomb, headers)), {
      kind: "decoded_too_large",
      limit: LIMITS.decodedBytesMax,
    });
  });
}

Deno.test("readBody() refuses other encodings", async () => {
  for (const encoding of ["br", "gzip, gzip", "compress", "x"]) {
    const result = await read(post("x", { "content-encoding": encoding }));
    assert.equal((result as { kind: string }).kind, "unsupported_encoding");
  }
});

Deno.test("readBody() refuses by Content-Length before it reads", async () => {
  let read_ = false;
  const body = new ReadableStream({
    pull(controller) {
      read_ = true;
      controller.error(new Error("must not be read"));
    },
  }, { highWaterMark: 0 });
  const result = await read(post(body, { "content-length": "1001" }));
  assert.deepEqual(result, { kind: "body_too_large", limit: 1000 });
  assert.equal(read_, false);
});

Deno.test("readBody() stops reading at the limit, however much a client sends", async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled++;
      controller.enqueue(new Uint8Array(100));
    },
  }, { highWaterMark: 0 });
  assert.deepEqual(await read(post(endless)), { kind: "body_too_large", limit: 1000 });
  assert.ok(pulled <= 12, `${pulled} chunks were read`);
});

Deno.test("readBody() holds at most the budget over all requests, and gives it back", async () => {
  const receiving = receivingOf(1500);
  const first = await readBody(post(new Uint8Array(900)), LIMITS, { receiving, sender: SENDER });
  assert.ok(first.ok);
  const second = await readBody(post(new Uint8Array(900)), LIMITS, { receiving, sender: SENDER });
  assert.ok(!second.ok && second.failure.kind === "queue_full");
  first.value.release();
  for (let i = 0; i < 5; i++) {
    const next = await readBody(post(new Uint8Array(900)), LIMITS, { receiving, sender: SENDER });
    assert.ok(next.ok, "the bytes of a refused or finished request are free again");
    next.value.release();
  }
});

Deno.test("readBody() inflates nothing for which the budget has no room", async () => {
  const bomb = new Uint8Array(gzipSync(new Uint8Array(10_000_000)));
  const limits = { ...LIMITS, bodyBytesMax: 100_000, decodedBytesMax: 20_000_000 };
  const receiving = receivingOf(2_000_000);
  const result = await readBody(post(bomb, { "content-encoding": "gzip" }), limits, {
    receiving,
    sender: SENDER,
  });
  assert.ok(!result.ok && result.failure.kind === "queue_full");
  assert.ok(isFree(receiving, 2_000_000), "the whole budget is free again");
});

Deno.test("readBody() inflates what grows far more than the first guess", async () => {
  const sent = new Uint8Array(gzipSync(new Uint8Array(10_000_000)));
  const limits = { ...LIMITS, bodyBytesMax: 100_000, decodedBytesMax: 20_000_000 };
  const receiving = receivingOf(50_000_000);
  const result = await readBody(post(sent, { "content-encoding": "gzip" }), limits, {
    receiving,
    sender: SENDER,
  });
  assert.ok(result.ok && result.value.bytes.byteLength === 10_000_000);
  result.value.release();
  assert.ok(isFree(receiving, 50_000_000));
});

Deno.test("readBody() gives bytes or a failure for any bytes in any encoding", async () => {
  const encodings = fc.constantFrom("identity", "gzip", "deflate", "zstd");
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), encodings, async (bytes, encoding) => {
      const receiving = receivingOf(BUDGET_BYTES);
      const sent = post(new Uint8Array(bytes), { "content-encoding": encoding });
      const result = await readBody(sent, LIMITS, { receiving, sender: SENDER });
      if (result.ok) result.value.release();
      assert.ok(isFree(receiving, BUDGET_BYTES), "the whole budget is free again");
    }),
  );
});
