import { deepEqual, ok } from "node:assert/strict";
import { createLine, forgetFound, noteFound } from "./line.ts";

function lineWith(count: number) {
  const line = createLine();
  for (let i = 0; i < count; i++) noteFound(line, "email", `text ${i}`, i, i + 1);
  return line;
}

Deno.test("forgetFound() forgets what is in the ranges, and keeps the rest in order", () => {
  const line = lineWith(6);
  forgetFound(line, [
    { foundFrom: 0, foundTo: 1 },
    { foundFrom: 2, foundTo: 2 },
    { foundFrom: 3, foundTo: 5 },
  ]);
  const { starts, texts, count } = line.found;
  deepEqual([count, starts.slice(0, count), texts.slice(0, count)], [
    3,
    [1, 2, 5],
    ["text 1", "text 2", "text 5"],
  ]);
});

Deno.test("forgetFound() takes one pass, whatever the number of ranges", () => {
  const count = 200_000;
  const line = lineWith(count);
  const ranges = Array.from({ length: count / 2 }, (_, i) => ({
    foundFrom: i,
    foundTo: i + 1,
  }));
  const startMs = performance.now();
  forgetFound(line, ranges);
  const tookMs = performance.now() - startMs;
  deepEqual([line.found.count, line.found.starts[0]], [count / 2, count / 2]);
  // Some ten thousand, where each range moves what is behind it.
  ok(tookMs < 1_000, `${tookMs.toFixed(0)} ms`);
});
