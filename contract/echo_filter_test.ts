import assert from "node:assert/strict";
import { echoFilter } from "./echo_filter.ts";

Deno.test("echoFilter() takes signals of one Ctrl-C for one, and later ones for repeated", () => {
  let nowMs = 1000;
  const isRepeated = echoFilter(() => nowMs);
  const told = [0, 0, 2, 100, 200, 5000].map((waitMs) => {
    nowMs += waitMs;
    return isRepeated();
  });
  assert.deepEqual(told, [false, false, false, false, true, true]);
});
