import { createTranscribe } from "../../transcribe/mod.ts";
import { createMsgpackReader } from "../wire/msgpack.ts";
import { forwardReader } from "./forward_reader.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

const transcribe = createTranscribe({
  ...{ kinds: [], keepFields: [], replacesBytes: true, joinsLines: false },
  ...{ recordsMax: 100, linesCharsMax: 100_000 },
});
const origin = { emitter: "x", receivedTs: "2026-10-10T13:55:36.000Z" };

/** Noise, and what messages are made of. */
const bytes = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 5 }),
    fc.constantFrom(...[
      [0x92, 0xa1, 0x74],
      [0x93, 0xa1, 0x74, 0x01],
      [0x91, 0x92, 0x01, 0x81, 0xa1, 0x61, 0xa1, 0x62],
      [0x81, 0xa1, 0x61, 0x92, 0x01, 0x80],
      [0xc4, 0x03, 0x92, 0x01, 0x80],
      [0xd7, 0x00, 1, 2, 3, 4, 0, 0, 0, 1],
      [0x81, 0xa5, 0x63, 0x68, 0x75, 0x6e, 0x6b, 0xa1, 0x31],
    ].map((list) => new Uint8Array(list))),
  ),
  { maxLength: 6 },
).map((parts) => new Uint8Array(parts.flatMap((part) => [...part])));

Deno.test("forwardReader() gives whole lines or a failure for any bytes", async () => {
  await fc.assert(
    fc.asyncProperty(bytes, async (body) => {
      const batch = await transcribe(forwardReader({ chunks: [] }), body, origin, 0);
      if (!batch.ok) return assert.match(batch.failure.kind, /^(bad_|too_many|decoded_)/);
      for (const line of batch.value.lines.split("\n").slice(0, -1)) JSON.parse(line);
    }),
    { numRuns: 500 },
  );
});

Deno.test("createMsgpackReader() stays within its bytes, whatever they are", () => {
  fc.assert(fc.property(bytes, (body) => {
    const end = createMsgpackReader(body).skip(0, body.length);
    assert.ok(end >= -2 && end <= body.length);
  }));
  const nested = new Uint8Array(100_000).fill(0x91);
  assert.equal(createMsgpackReader(nested).skip(0, nested.length), -2);
});
