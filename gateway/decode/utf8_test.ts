import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeUtf8 } from "./utf8.ts";

const fatal = new TextDecoder("utf-8", { fatal: true });

Deno.test("decodeUtf8() reads every kind of character, and drops a leading byte order mark", () => {
  for (
    const text of ["", "plain", "zażółć", "\u0000\u007f\u0080\u07ff\u0800\uffff", "🌍", "a\ufeffb"]
  ) {
    assert.deepEqual(decodeUtf8(new TextEncoder().encode(text)), { ok: true, value: text });
  }
  assert.deepEqual(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), { ok: true, value: "a" });
});

Deno.test("decodeUtf8() takes a replacement character that was sent for what it is", () => {
  const text = "\ufffd is not an error \u{1f30d}";
  assert.deepEqual(decodeUtf8(new TextEncoder().encode(text)), { ok: true, value: text });
});

Deno.test("decodeUtf8() names the first byte of the first bad sequence", () => {
  const rows: [name: string, bytes: number[], byte: number][] = [
    ["a continuation byte alone", [0x61, 0x80], 1],
    ["an overlong form of two bytes", [0xc0, 0xaf], 0],
    ["an overlong form of three bytes", [0x61, 0xe0, 0x80, 0x80], 1],
    ["an overlong form of four bytes", [0xf0, 0x80, 0x80, 0x80], 0],
    ["a surrogate", [0x61, 0x62, 0xed, 0xa0, 0x80], 2],
    ["more than U+10FFFF", [0xf4, 0x90, 0x80, 0x80], 0],
    ["a lead that UTF-8 never uses", [0xff], 0],
    ["an end within a character", [0x61, 0xe2, 0x82], 1],
    ["a character broken off by another", [0xe2, 0x82, 0x41], 0],
    ["a bad byte after a byte order mark", [0xef, 0xbb, 0xbf, 0x61, 0xfe], 4],
    ["a bad byte after a replacement character", [0xef, 0xbf, 0xbd, 0xc3, 0x28], 3],
  ];
  for (const [name, bytes, byte] of rows) {
    const result = decodeUtf8(Uint8Array.from(bytes));
    assert.ok(!result.ok, name);
    assert.deepEqual(result.failure, {
      kind: "bad_utf8",
      detail: `Cannot read the body at byte ${byte}: it is not UTF-8`,
      place: { byte },
    }, name);
  }
});

Deno.test("decodeUtf8() accepts exactly what a fatal TextDecoder accepts", () => {
  const pieces = fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.string({ unit: "binary", maxLength: 4 }).map((text) => new TextEncoder().encode(text)),
    fc.constantFrom([0xe0, 0xa0, 0x80], [0xed, 0x9f, 0xbf], [0xed, 0xa0, 0x80], [0xf4, 0x8f], [
      0xbf,
    ]),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
      const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
      const result = decodeUtf8(bytes);
      if (!result.ok) {
        assert.throws(() => fatal.decode(bytes));
        assert.ok("place" in result.failure);
        const byte = result.failure.place?.byte ?? NaN;
        fatal.decode(bytes.subarray(0, byte)); // all that is before the place is right
      } else assert.equal(result.value, fatal.decode(bytes));
    }),
    { numRuns: 1000 },
  );
});
