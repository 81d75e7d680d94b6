import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../emitters/mod.ts";
import { createCurve, type Curve, type Piece } from "./curve.ts";
import { createDueTimes, type DueTimes } from "./due_times.ts";

function rest(due: DueTimes): number[] {
  const times: number[] = [];
  for (; due.peekSec() !== Infinity; due.take()) times.push(due.peekSec());
  return times;
}

function constant(eps: number, durationSec: number): Curve {
  return createCurve([{ fromSec: 0, toSec: durationSec, fromEps: eps, toEps: eps }]);
}

const pieces = fc.array(
  fc.record({
    gapSec: fc.constantFrom(0, 0, 1.5),
    lengthSec: fc.double({ min: 0.05, max: 20, noNaN: true }),
    fromEps: fc.constantFrom(0, 0.1, 3, 250),
    toEps: fc.constantFrom(0, 0.1, 3, 250),
  }),
  { minLength: 1, maxLength: 6 },
).map((shapes) => {
  let atSec = 0;
  return shapes.map(({ gapSec, lengthSec, fromEps, toEps }): Piece => {
    const fromSec = atSec + gapSec;
    atSec = fromSec + lengthSec;
    return { fromSec, toSec: atSec, fromEps, toEps };
  });
});

Deno.test("createDueTimes() gives as many as planned, in order, inside the pieces", () => {
  fc.assert(
    fc.property(pieces, fc.constantFrom(0, 0.1, 0.9), fc.nat(), (shapes, share, seed) => {
      const curve = createCurve(shapes);
      const due = createDueTimes(curve, { share, random: createRandom(seed) });
      const { total } = due;
      const times = rest(due);
      assert.equal(times.length, total);
      assert.equal(total, Math.floor(curve.count + 0.5));
      times.forEach((sec, i) => {
        assert.ok(i === 0 || sec >= times[i - 1]!, "in order");
        const inside = curve.segments.some(({ fromSec, toSec }) =>
          sec >= fromSec - 1e-9 && sec <= toSec + 1e-9
        );
        assert.ok(inside, `${sec} lies in a piece`);
      });
    }),
  );
});

Deno.test("createDueTimes() jitter keeps the mean rate and moves the rate of the seconds", () => {
  const share = 0.2;
  const jitter = { share, random: createRandom(1) };
  const times = rest(createDueTimes(constant(100, 600), jitter));
  assert.equal(times.length, 60_000, "the mean is kept exactly");
  const perSecond = new Array<number>(600).fill(0);
  for (const sec of times) perSecond[Math.floor(sec)]!++;
  const mean = perSecond.reduce((sum, n) => sum + n, 0) / 600;
  const spread = Math.sqrt(perSecond.reduce((sum, n) => sum + (n - mean) ** 2, 0) / 600) / mean;
  assert.equal(mean, 100);
  // Uniform on ±share has a standard deviation of share/√3, and a second is about one cell.
  assert.ok(spread > share / 4 && spread < share, `spread of ${spread}`);
  for (let pair = 0; pair < 600; pair += 2) {
    assert.equal(perSecond[pair]! + perSecond[pair + 1]!, 200, "pairs of cells keep their count");
  }
});

Deno.test("createDueTimes() jitter of one seed is always the same", () => {
  const times = (seed: number) =>
    rest(createDueTimes(constant(10, 60), { share: 0.5, random: createRandom(seed) }));
  assert.deepEqual(times(7), times(7));
  assert.notDeepEqual(times(7), times(8));
});

Deno.test("setFactor() changes the rate from its time on, and the total", () => {
  const due = createDueTimes(constant(10, 100));
  assert.equal(due.total, 1000);
  while (due.peekSec() < 50) due.take();
  assert.equal(due.taken, 500);
  due.setFactor(3, 50);
  assert.equal(due.total, 2000);
  const times = rest(due);
  assert.equal(times.length, 1500);
  assert.ok(times[0]! >= 50 && times[0]! < 50.1);
  assert.ok(Math.abs(times[1]! - times[0]! - 1 / 30) < 1e-9);
});

Deno.test("setFactor(0) is silence, and ends with the next factor", () => {
  const due = createDueTimes(constant(10, 100));
  while (due.peekSec() < 20) due.take();
  due.setFactor(0, 20);
  assert.equal(due.peekSec(), Infinity);
  assert.equal(due.total, 200);
  due.setFactor(1, 90);
  assert.equal(due.total, 300);
  const times = rest(due);
  assert.equal(times.length, 100);
  assert.ok(times[0]! >= 90);
});

Deno.test("skipUntil() passes over what is late and counts it", () => {
  const due = createDueTimes(constant(10, 100));
  assert.equal(due.skipUntil(30), 300);
  assert.equal(due.skipUntil(30), 0);
  assert.ok(due.peekSec() >= 30);
  assert.equal(rest(due).length, 700);
});

Deno.test("skipUntil() skips the same as taking one by one, however far", () => {
  fc.assert(
    fc.property(pieces, fc.constantFrom(0, 0.9), fc.double({ min: 0, max: 60, noNaN: true }), (
      shapes,
      share,
      sec,
    ) => {
      const create = () => createDueTimes(createCurve(shapes), { share, random: createRandom(5) });
      const [quick, slow] = [create(), create()];
      quick.skipUntil(sec);
      while (slow.peekSec() < sec) slow.take();
      assert.equal(quick.taken, slow.taken);
      assert.deepEqual(rest(quick), rest(slow));
    }),
  );
  const day = createDueTimes(constant(100_000, 86_400));
  assert.equal(day.skipUntil(86_000), 8_600_000_000);
});

Deno.test("any change of factor leaves planned and driven counts equal", () => {
  const changes = fc.array(
    fc.record({
      afterSec: fc.double({ min: 0, max: 30, noNaN: true }),
      factor: fc.constantFrom(0, 0.01, 0.5, 1, 2, 10),
    }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(pieces, changes, (shapes, plan) => {
      const due = createDueTimes(createCurve(shapes));
      let sec = 0;
      let last = 0;
      for (const { afterSec, factor } of plan) {
        sec += afterSec;
        for (; due.peekSec() <= sec; due.take()) {
          assert.ok(due.peekSec() >= last);
          last = due.peekSec();
        }
        due.setFactor(factor, sec);
      }
      const { total } = due;
      rest(due);
      assert.equal(due.taken, total);
    }),
  );
});
