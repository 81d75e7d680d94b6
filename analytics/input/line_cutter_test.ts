/** Lines of bytes that come in any pieces. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { LINE_BYTES_MAX, LineCutter } from "./line_cutter.ts";

function cut(pieces: readonly Uint8Array[]): string[] {
  const lines: string[] = [];
  const cutter = new LineCutter((bytes, start, end) => {
    lines.push(new TextDecoder("latin1").decode(bytes.subarray(start, end)));
  });
  for (const piece of pieces) cutter.push(piece);
  cutter.finish();
  return lines;
}

Deno.test("LineCutter gives each line once, in any chunking", () => {
  const bytes = fc.array(fc.constantFrom(10, 13, 65, 66), { maxLength: 60 }).map((each) =>
    new Uint8Array(each)
  );
  fc.assert(fc.property(bytes, fc.integer({ min: 1, max: 9 }), (whole, size) => {
    const text = new TextDecoder("latin1").decode(whole);
    const expected = text === "" ? [] : text.replace(/\n$/, "").split("\n");
    const pieces = Array.from(
      { length: Math.ceil(whole.length / size) },
      (_, index) => whole.subarray(index * size, (index + 1) * size),
    );
    assert.deepEqual(cut(pieces), expected);
  }));
});

Deno.test("LineCutter cuts a line that is too long, and counts it once", () => {
  const long = new Uint8Array(LINE_BYTES_MAX + 5).fill(65);
  const end = new Uint8Array([10, 66]);
  for (const pieces of [[long, end], [long.subarray(0, 100), long.subarray(100), end]]) {
    assert.deepEqual(cut(pieces).map(({ length }) => length), [LINE_BYTES_MAX, 1]);
  }
});
