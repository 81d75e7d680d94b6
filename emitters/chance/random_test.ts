import assert from "node:assert/strict";
import { createRandom } from "./random.ts";
import { createText, createTokens, DIGITS } from "./tokens.ts";

Deno.test("createRandom() gives the same numbers for the same seed, forever", () => {
  const random = createRandom(42);
  assert.deepEqual(
    Array.from({ length: 4 }, () => random.int(1_000_000)),
    [926_984, 777_996, 149_668, 969_481],
  );
});

Deno.test("fork() is moved by no draw of its source, nor of its siblings", () => {
  const fresh = createRandom(1).fork("a");
  const source = createRandom(1);
  source.float();
  source.fork("b").float();
  const late = source.fork("a");
  for (let i = 0; i < 100; i++) assert.equal(late.float(), fresh.float());
});

Deno.test("int() draws each number as often, and stays below its bound", () => {
  const random = createRandom("even");
  const counts = Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[random.int(10)]!++;
  for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, String(counts));
});

Deno.test("createTokens() writes ids of the asked length, without long runs of digits", () => {
  const { hex, word, between } = createTokens(createRandom(7));
  for (let groups = 0; groups < 9; groups++) {
    for (let i = 0; i < 500; i++) {
      assert.equal(hex(groups).length, 4 * groups);
      assert.equal(word(groups).length, 3 * groups);
      assert.doesNotMatch(hex(groups) + word(groups), /\d{6}/);
      const number = between(5, 8);
      assert.ok(number >= 5 && number < 8);
    }
  }
});

Deno.test("createText() draws every character of its alphabet, at every place", () => {
  const text = createText(createRandom(8), DIGITS);
  for (const length of [1, 2, 5]) {
    const seen = Array.from({ length }, () => new Set<string>());
    for (let i = 0; i < 2000; i++) {
      [...text(length)].forEach((char, at) => seen[at]!.add(char));
    }
    assert.ok(seen.every((chars) => chars.size === DIGITS.length));
  }
});
