import { NumberText, parseExact } from "./exact_json.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

Deno.test("parseExact() keeps the digits of numbers that doubles lose", () => {
  const numbers = [
    "9007199254740993",
    "8762340982347609817",
    "1e400",
    "12.50",
    "0.10",
    "-0",
    "1E2",
  ];
  for (const number of numbers) {
    const [value] = parseExact(`[${number}]`) as unknown[];
    assert.ok(value instanceof NumberText, number);
    assert.equal(String(value), number);
  }
});

Deno.test("parseExact() reads all else as JSON.parse does", () => {
  fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
    const text = JSON.stringify(value);
    assert.equal(JSON.stringify(parseExact(text)), text);
  }));
  assert.deepEqual(parseExact('{"a":[1,12.5,-3,1700000000000],"b":"1e400"}'), {
    a: [1, 12.5, -3, 1700000000000],
    b: "1e400",
  });
  assert.throws(() => parseExact("[1e400"), SyntaxError);
});
