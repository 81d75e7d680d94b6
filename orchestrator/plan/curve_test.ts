import assert from "node:assert/strict";
import fc from "fast-check";
import {
  activeSec,
  clip,
  countAt,
  createCurve,
  offsetOfCount,
  peakEps,
  type Piece,
  rateAt,
} from "./curve.ts";

const trapezoid: Piece[] = [
  { fromSec: 2, toSec: 4, fromEps: 0, toEps: 100 },
  { fromSec: 4, toSec: 8, fromEps: 100, toEps: 100 },
  { fromSec: 8, toSec: 10, fromEps: 100, toEps: 0 },
];

Deno.test("createCurve() counts by the area under the rate", () => {
  const curve = createCurve(trapezoid);
  assert.equal(curve.count, 100 + 400 + 100);
  assert.equal(peakEps(curve), 100);
  assert.equal(activeSec(curve), 8);
  assert.equal(activeSec(curve, 5), 3);
});

Deno.test("createCurve() leaves out pieces in which nothing is due", () => {
  const curve = createCurve([
    { fromSec: 0, toSec: 0, fromEps: 0, toEps: 5 },
    { fromSec: 0, toSec: 3, fromEps: 0, toEps: 0 },
    { fromSec: 3, toSec: 4, fromEps: 5, toEps: 5 },
  ]);
  assert.equal(curve.segments.length, 1);
});

Deno.test("rateAt() follows the line, and is 0 outside", () => {
  const curve = createCurve(trapezoid);
  const rates = [0, 2, 3, 4, 6, 9, 10, 11].map((sec) => rateAt(curve, sec));
  assert.deepEqual(rates, [0, 0, 50, 100, 100, 50, 0, 0]);
});

Deno.test("countAt() is the integral of the rate", () => {
  const curve = createCurve(trapezoid);
  const counts = [0, 2, 3, 4, 6, 9, 10, 99].map((sec) => countAt(curve, sec));
  assert.deepEqual(counts, [0, 0, 25, 100, 300, 575, 600, 600]);
});

Deno.test("clip() cuts a ramp where the line is", () => {
  const ramp: Piece = { fromSec: 0, toSec: 10, fromEps: 0, toEps: 100 };
  assert.deepEqual(clip(ramp, 2, 5), { fromSec: 2, toSec: 5, fromEps: 20, toEps: 50 });
  assert.equal(clip(ramp, 10, 20), undefined);
});

const piece = fc.record({
  lengthSec: fc.double({ min: 0.01, max: 10_000, noNaN: true }),
  fromEps: fc.oneof(fc.constant(0), fc.double({ min: 0.1, max: 100_000, noNaN: true })),
  toEps: fc.double({ min: 0.1, max: 100_000, noNaN: true }),
});

Deno.test("offsetOfCount() inverts countAt() on any line", () => {
  fc.assert(
    fc.property(piece, fc.nat(1_000_000), (shape, millionths) => {
      const { lengthSec, ...rates } = shape;
      const curve = createCurve([{ fromSec: 0, toSec: lengthSec, ...rates }]);
      const [segment] = curve.segments;
      const count = millionths / 1_000_000 * curve.count;
      const back = countAt(curve, offsetOfCount(segment!, count));
      assert.ok(Math.abs(back - count) <= 1e-6 * Math.max(1, curve.count), `${back} ≠ ${count}`);
    }),
  );
});
