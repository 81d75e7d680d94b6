import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { ContentDigest } from "./content_digest.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function summaryOf(text: string, chunkBytes = Infinity) {
  const digest = new ContentDigest();
  const bytes = encode(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    digest.update(bytes.subarray(at, Math.min(bytes.length, at + chunkBytes)));
  }
  return digest.finish();
}

Deno.test("ContentDigest counts lines and finds the earliest and latest ts", () => {
  const text = '{"ts":"2026-05-01T10:00:00.000Z","msg":"b"}\n' +
    '{"ts":"2026-05-01T09:00:00.5Z","msg":"a"}\n' +
    '{"msg":"without","ts":"2020-01-01T00:00:00Z"}\n' +
    "\n" +
    '{"ts":"2026-05-01T11:00:00Z"}';
  const expected = {
    bytes: encode(text).length,
    sha256: createHash("sha256").update(text).digest("hex"),
    records: 5,
    first_ts: "2026-05-01T09:00:00.5Z",
    last_ts: "2026-05-01T11:00:00Z",
  };
  for (const chunkBytes of [1, 3, 7, 64, Infinity]) {
    assert.deepEqual(summaryOf(text, chunkBytes), expected);
  }
});

Deno.test("ContentDigest of nothing has no records and no times", () => {
  const { records, first_ts, last_ts } = summaryOf("");
  assert.deepEqual({ records, first_ts, last_ts }, { records: 0, first_ts: null, last_ts: null });
});

Deno.test("ContentDigest takes any bytes in any chunks like all at once", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
      .map((date) => encode(`{"ts":"${date.toISOString()}","msg":"x"}\n`)),
    fc.constantFrom(encode("\n"), encode('{"ts":"')),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 20 }),
      fc.integer({ min: 0, max: 80 }),
      (chunks, cut) => {
        const whole = new Uint8Array(chunks.flatMap((chunk) => [...chunk]));
        const pieces = new ContentDigest([cut]);
        for (const chunk of chunks) pieces.update(chunk);
        const once = new ContentDigest();
        once.update(whole);
        assert.deepEqual(pieces.finish(), once.finish());
        const prefix = createHash("sha256").update(whole.subarray(0, cut)).digest("hex");
        assert.equal(pieces.prefixSha256(cut), cut <= whole.length ? prefix : undefined);
      },
    ),
  );
});

Deno.test("ContentDigest counts lines like splitting does", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary-ascii" })), (lines) => {
      const text = lines.map((line) => line.replaceAll("\n", " ") + "\n").join("");
      assert.equal(summaryOf(text, 11).records, lines.length);
    }),
  );
});
