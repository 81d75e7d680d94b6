import assert from "node:assert/strict";
import fc from "fast-check";
import { createBsdTime, createIsoTime } from "./timestamps.ts";

const MAX_MS = Date.UTC(9999, 11, 31);

Deno.test("createIsoTime() agrees with Date, in any order of times", () => {
  const isoTime = createIsoTime();
  fc.assert(
    fc.property(fc.double({ min: 0, max: MAX_MS, noNaN: true }), fc.nat(2000), (ms, step) => {
      for (const at of [ms, ms + step, ms - step / 3]) {
        if (at >= 0) assert.equal(isoTime(at), new Date(Math.floor(at)).toISOString());
      }
    }),
  );
});

Deno.test("createBsdTime() pads the day with a blank", () => {
  const bsdTime = createBsdTime();
  assert.equal(bsdTime(Date.UTC(2003, 9, 11, 22, 14, 15, 3)), "Oct 11 22:14:15");
  assert.equal(bsdTime(Date.UTC(2003, 7, 4, 5, 4, 59, 999)), "Aug  4 05:04:59");
  assert.equal(bsdTime(Date.UTC(2003, 7, 4, 5, 5, 0)), "Aug  4 05:05:00");
});
