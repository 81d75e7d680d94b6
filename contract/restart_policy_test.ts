import {
  countShortLives,
  RESTART_DELAY_MS_MAX,
  restartDelayMs,
  STEADY_MS,
} from "./restart_policy.ts";
import assert from "node:assert/strict";

Deno.test("restartDelayMs() is 0 once, doubles while lives are short, and has a bound", () => {
  const life = { livedMs: STEADY_MS - 1, code: 137 };
  let shortLives = 0;
  const delays = Array.from({ length: 10 }, () => {
    shortLives = countShortLives(shortLives, life);
    return restartDelayMs(shortLives, life);
  });
  assert.deepEqual(delays.slice(0, 5), [0, 100, 200, 400, 800]);
  assert.equal(delays.at(-1), RESTART_DELAY_MS_MAX);
  assert.equal(restartDelayMs(2000, life), RESTART_DELAY_MS_MAX);
});

Deno.test("restartDelayMs() starts anew after a long life", () => {
  const shortLives = countShortLives(9, { livedMs: STEADY_MS, code: 1 });
  assert.equal(restartDelayMs(shortLives, { livedMs: STEADY_MS, code: 1 }), 0);
});

Deno.test("restartDelayMs() waits a moment after an end in order", () => {
  assert.equal(restartDelayMs(1, { livedMs: 5, code: 0 }), 250);
});
