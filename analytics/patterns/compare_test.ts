/** What counts as a change, and that chance does not. */
import assert from "node:assert/strict";
import { chanceOf, compare, falseDiscoveryRates, type PairedPattern } from "./compare.ts";

const pair = (id: string, before: number, after: number): PairedPattern => ({
  pattern: { id, template: id, levels: {}, example: "" },
  before,
  after,
});
const idsOf = (changes: readonly { id: string }[]) => changes.map(({ id }) => id);

Deno.test("chanceOf() is that of the G-test of independence", () => {
  assert.ok(Math.abs(chanceOf(10, 100, 20, 100) - 0.0459) < 0.0002); // G = 3.986
  assert.ok(chanceOf(10, 100, 10, 100) > 0.999);
  assert.equal(chanceOf(0, 0, 5, 10), 1);
  assert.ok(chanceOf(0, 100_000, 1000, 100_000) < 1e-12);
});

Deno.test("falseDiscoveryRates() are those of Benjamini and Hochberg", () => {
  const rates = falseDiscoveryRates([0.01, 0.04, 0.03, 0.005]);
  [0.02, 0.04, 0.04, 0.02].forEach((rate, index) =>
    assert.ok(Math.abs(rates[index]! - rate) < 1e-12)
  );
  assert.deepEqual(falseDiscoveryRates([]), []);
});

Deno.test("compare() tells new, vanished and changed patterns", () => {
  const found = compare([
    pair("same", 1000, 2000),
    pair("new", 0, 40),
    pair("once", 0, 1),
    pair("gone", 50, 0),
    pair("more", 100, 900),
    pair("a bit more", 10_000, 21_000),
  ]);
  assert.deepEqual(idsOf(found.new), ["new", "once"]);
  assert.deepEqual(found.new.map(({ isCertain }) => isCertain), [true, false]);
  assert.deepEqual(idsOf(found.vanished), ["gone"]);
  assert.deepEqual(idsOf(found.changed), ["more"]);
  assert.deepEqual(idsOf(found.unchanged), ["a bit more", "same"]);
  assert.deepEqual(found.totals.before, { lines: 11_150, patterns: 4 });
});

Deno.test("compare() finds nothing where nothing changed but the number of lines", () => {
  const pairs = Array.from(
    { length: 200 },
    (_, index) => pair(String(index), index * 3 + 1, index * 30 + 10),
  );
  const { new: fresh, vanished, changed } = compare(pairs);
  assert.deepEqual([fresh, vanished, changed], [[], [], []]);
});
