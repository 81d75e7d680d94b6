import { median, slope, spread } from "./figures.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

Deno.test("median() is the middle value, or between the middle two", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

Deno.test("spread() is a share of the median", () => {
  assert.equal(spread([90, 100, 110]), 0.2);
  assert.equal(spread([7]), 0);
});

Deno.test("slope() of points on a line is the line's, whatever their order", () => {
  const whole = fc.integer({ min: -1000, max: 1000 });
  fc.assert(fc.property(fc.uniqueArray(whole, { minLength: 2 }), whole, whole, (xs, m, b) => {
    const found = slope(xs.map((x) => ({ x, y: m * x + b })));
    assert.ok(Math.abs(found - m) < 1e-6 * Math.max(1, Math.abs(m)), `${found} for ${m}`);
  }));
});

Deno.test("slope() is 0 where there is no line", () => {
  assert.equal(slope([]), 0);
  assert.equal(slope([{ x: 1, y: 5 }]), 0);
  assert.equal(slope([{ x: 1, y: 5 }, { x: 1, y: 9 }]), 0);
});
