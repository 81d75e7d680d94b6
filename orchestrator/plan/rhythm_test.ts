import assert from "node:assert/strict";
import fc from "fast-check";
import { countAt } from "./curve.ts";
import type { DueTimes } from "./due_times.ts";
import { createRhythmTimes, curveOfRhythm, type Rhythm } from "./rhythm.ts";

function rest(due: DueTimes): number[] {
  const times: number[] = [];
  for (; due.peekSec() !== Infinity; due.take()) times.push(due.peekSec());
  return times;
}

function rhythmOf(offsetsSec: readonly number[], rest: Partial<Rhythm> = {}): Rhythm {
  return {
    dueMs: (index) => offsetsSec[index]! * 1000,
    recordsMax: offsetsSec.length,
    startSec: 0,
    endSec: 100,
    ...rest,
  };
}

Deno.test("createRhythmTimes() gives the emitter's own times, from the start of its window", () => {
  const due = createRhythmTimes(rhythmOf([0, 1, 1, 5], { startSec: 10 }));
  assert.equal(due.total, 4);
  assert.deepEqual(rest(due), [10, 11, 11, 15]);
});

Deno.test("createRhythmTimes() ends with the window, and with the records", () => {
  const endless: Rhythm = { dueMs: (i) => i * 250, recordsMax: Infinity, startSec: 1, endSec: 3 };
  assert.deepEqual(rest(createRhythmTimes(endless)), [1, 1.25, 1.5, 1.75, 2, 2.25, 2.5, 2.75, 3]);
  assert.equal(createRhythmTimes(endless).total, 9);
  assert.equal(createRhythmTimes({ ...endless, recordsMax: 2 }).total, 2);
});

Deno.test("createRhythmTimes() setFactor() makes it faster, slower, and silent", () => {
  const due = createRhythmTimes(rhythmOf([0, 10, 20, 30, 40]));
  due.take();
  due.setFactor(2, 4); // 6 s of its own time are left to the next record
  assert.equal(due.peekSec(), 7);
  due.take();
  due.setFactor(0, 7);
  assert.equal(due.peekSec(), Infinity);
  assert.equal(due.total, 2);
  due.setFactor(1, 50);
  assert.deepEqual(rest(due), [60, 70, 80]);
});

Deno.test("createRhythmTimes() gives as many as planned, in order", () => {
  const gaps = fc.array(fc.constantFrom(0, 0.001, 0.5, 7, 90), { minLength: 1, maxLength: 60 });
  fc.assert(fc.property(gaps, fc.constantFrom(0.5, 1, 3), (all, factor) => {
    let atSec = 0;
    const due = createRhythmTimes(rhythmOf(all.map((gap) => atSec += gap)));
    due.setFactor(factor, 0);
    const { total } = due;
    const times = rest(due);
    assert.equal(times.length, total);
    assert.ok(times.every((sec, i) => i === 0 || sec >= times[i - 1]!));
  }));
});

Deno.test("createRhythmTimes() skipUntil() passes over what is late", () => {
  const due = createRhythmTimes(rhythmOf([0, 1, 1, 5, 50]));
  assert.equal(due.skipUntil(1), 1);
  assert.equal(due.skipUntil(1.5), 2);
  assert.deepEqual(rest(due), [5, 50]);
});

Deno.test("curveOfRhythm() draws all of its records", () => {
  const rhythm = rhythmOf([0, 1, 1, 5, 50, 99.99], { endSec: 100 });
  const curve = curveOfRhythm(rhythm);
  assert.ok(Math.abs(curve.count - 6) < 1e-9);
  assert.ok(Math.abs(countAt(curve, 10) - 4) < 1e-9);
});
