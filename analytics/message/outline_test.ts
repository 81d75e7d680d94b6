/** Outlines: what of a run of letters and digits stays. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { OUTLINE_BYTES_MAX, Outliner } from "./outline.ts";

function read(text: string) {
  const outliner = new Outliner();
  const bytes = new TextEncoder().encode(text);
  outliner.read(bytes, 0, bytes.length);
  const { length, hash } = outliner;
  return { text: new TextDecoder().decode(outliner.bytes.subarray(0, length)), hash };
}

const OUTLINES: readonly (readonly [string, string])[] = [
  ["", ""],
  ["took 12 of 123456789", "took 0 of 9"],
  ["ffff3000 at 0x1F", "\u0001 at \u0001"],
  ["04DN8IQ a8f2Kx93", "\u0002 \u0002"],
  ["38101a0b-2096-447d-96ea-a692162415ae.", "\u0003."],
  ["38101a0b-2096-447d-96ea-a692162415aef", "\u0001-0-0d-0ea-\u0001"],
  ["ssh2 sha256 125k", "ssh2 sha0 0k"],
  ["2026-05-01T10:00:00.123Z", "0-0-0T0:0:0.0Z"],
  ["\x1b[1;31mred\x1b[0m\r", "red"],
  ["a\u0001b\tc", "ab\tc"],
  ["größer 1ß", "größer 0ß"],
];

for (const [text, outline] of OUTLINES) {
  Deno.test(`Outliner reads ${JSON.stringify(text)}`, () => assert.equal(read(text).text, outline));
}

Deno.test("Outliner gives one hash to lines of one outline, and another to others", () => {
  assert.equal(read("took 12 ms").hash, read("took 7 ms").hash);
  assert.notEqual(read("took 12 ms").hash, read("took 12 us").hash);
});

Deno.test("Outliner reads any bytes, and no more than it holds", () => {
  const outliner = new Outliner();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2 * OUTLINE_BYTES_MAX }), (bytes) => {
    outliner.read(bytes, 0, bytes.length);
    assert.ok(outliner.length <= Math.min(bytes.length, OUTLINE_BYTES_MAX));
    assert.ok(Number.isSafeInteger(outliner.hash) && outliner.hash >= 0);
  }));
});
