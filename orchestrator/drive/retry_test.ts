import assert from "node:assert/strict";
import { createRandom } from "../../emitters/mod.ts";
import { isRetried, pauseMs, RETRY_AFTER_MS_MAX, retryAfterMs } from "./retry.ts";

const NOW_MS = Date.UTC(2026, 4, 1, 10);

Deno.test("isRetried() is true where a later try may help, and nowhere else", () => {
  const retried = Array.from({ length: 600 }, (_, status) => status).filter(isRetried);
  assert.deepEqual(retried, [429, 502, 503, 504]);
});

Deno.test("pauseMs() doubles, is capped, and half of it is random", () => {
  const random = createRandom(1);
  for (const [attempt, wholeMs] of [[1, 100], [2, 200], [3, 400], [7, 5000], [50, 5000]] as const) {
    const pauses = Array.from({ length: 200 }, () => pauseMs(attempt, 0, random));
    assert.ok(pauses.every((ms) => ms >= wholeMs / 2 && ms <= wholeMs), `attempt ${attempt}`);
    assert.ok(Math.max(...pauses) - Math.min(...pauses) > wholeMs / 3, "they are spread");
  }
});

Deno.test("pauseMs() is never shorter than Retry-After, up to a bound", () => {
  const random = createRandom(1);
  assert.equal(pauseMs(1, 7000, random), 7000);
  assert.equal(pauseMs(1, 10 * RETRY_AFTER_MS_MAX, random), RETRY_AFTER_MS_MAX);
});

for (
  const [value, wanted] of [
    [null, 0],
    ["0", 0],
    [" 12 ", 12_000],
    ["Fri, 01 May 2026 10:00:05 GMT", 5000],
    ["Fri, 01 May 2026 09:00:00 GMT", 0],
    ["soon", 0],
    ["-5", 0],
  ] as const
) {
  Deno.test(`retryAfterMs() reads ${value}`, () => {
    assert.equal(retryAfterMs(value, NOW_MS), wanted);
  });
}
