import assert from "node:assert/strict";
import fc from "fast-check";
import { type ClockMemory, judgeClock, JUMP_MS_MAX, SETTLE_MS } from "./clock_brake.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const THEN = Date.UTC(2026, 4, 1);

const seenAt = (trustedMs: number): ClockMemory => ({ version: 1, trustedMs });

Deno.test("judgeClock() believes a clock that goes on, or back", () => {
  for (const nowMs of [THEN + HOUR_MS, THEN + JUMP_MS_MAX, THEN - 300 * DAY_MS]) {
    const { trustedMs, inDoubt, memory } = judgeClock(nowMs, seenAt(THEN), []);
    assert.deepEqual({ trustedMs, inDoubt, memory }, {
      trustedMs: nowMs,
      inDoubt: false,
      memory: seenAt(nowMs),
    });
  }
});

Deno.test("judgeClock() doubts a leap until the clock has run on from there", () => {
  const leapt = THEN + 30 * DAY_MS;
  let verdict = judgeClock(leapt, seenAt(THEN), []);
  for (let nowMs = leapt; nowMs < leapt + SETTLE_MS; nowMs += HOUR_MS) {
    verdict = judgeClock(nowMs, verdict.memory, []);
    assert.equal(verdict.inDoubt, true);
    assert.equal(verdict.trustedMs, THEN);
  }
  verdict = judgeClock(leapt + SETTLE_MS, verdict.memory, []);
  assert.deepEqual(verdict.memory, seenAt(leapt + SETTLE_MS));
});

Deno.test("judgeClock() begins to doubt anew when the clock leaps again", () => {
  const first = judgeClock(THEN + 30 * DAY_MS, seenAt(THEN), []);
  const second = judgeClock(THEN + 60 * DAY_MS, first.memory, []);
  assert.equal(second.inDoubt, true);
  assert.equal(second.memory.doubt?.sinceMs, THEN + 60 * DAY_MS);
});

Deno.test("judgeClock() forgets its doubt when the clock is set right", () => {
  const first = judgeClock(THEN + 30 * DAY_MS, seenAt(THEN), []);
  assert.deepEqual(judgeClock(THEN + HOUR_MS, first.memory, []).memory, seenAt(THEN + HOUR_MS));
});

Deno.test("judgeClock() goes by the files before the first sweep", () => {
  const written = (mtimeMs: number) => [{ mtimeMs }, { mtimeMs: THEN + 400 * DAY_MS }];
  assert.equal(judgeClock(THEN + DAY_MS, undefined, written(THEN)).inDoubt, false);
  assert.equal(judgeClock(THEN + 9 * DAY_MS, undefined, written(THEN)).trustedMs, THEN);
  assert.equal(judgeClock(THEN, undefined, []).inDoubt, false);
});

Deno.test("judgeClock() in hourly sweeps never trusts a leap of days within its first hours", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -40 * DAY_MS, max: 40 * DAY_MS }), { maxLength: 20 }),
      (leaps) => {
        let nowMs = THEN;
        let memory = seenAt(THEN);
        for (const leapMs of leaps) {
          const before = memory;
          nowMs += HOUR_MS + leapMs;
          const verdict = judgeClock(nowMs, memory, []);
          assert.ok(verdict.trustedMs <= nowMs);
          if (nowMs > before.trustedMs + JUMP_MS_MAX && !verdict.inDoubt) {
            assert.ok(before.doubt !== undefined && nowMs - before.doubt.sinceMs >= SETTLE_MS);
          }
          memory = verdict.memory;
        }
      },
    ),
  );
});
