import assert from "node:assert/strict";
import { judgeArrival } from "./arrival.ts";
import type { Expect } from "../scenario/mod.ts";
import { type EmitterStatistics, EmitterTally } from "../drive/mod.ts";

/** 800 were due: 500 taken, 230 refused for the rate, 40 for their bytes (10 by design), 30 late. */
const short: EmitterStatistics = {
  ...new EmitterTally("json").summary({ nowSec: 10, activeSec: 10 }),
  ...{ due: 800, sent: 770, accepted: 480, unanswered: 20, dropped: 30 },
  ...{ rejected: 270, refused: 10 },
  rejectedByReason: { rate_limited: 230, bad_utf8: 40 },
  refusedByReason: { bad_utf8: 10 },
  unansweredByReason: { timeout: 20 },
};
const allowances: [Expect, got: string | undefined, note?: string][] = [
  [{}, "480 of 790", "rate_limited 230, bad_utf8 30, not sent in time 30, unanswered 20"],
  [{ rejected_ratio_max: 1 }, "480 of 790", "not sent in time 30, unanswered 20"],
  [
    { rejected_by_reason: { rate_limited: {} }, dropped_max: 50 },
    "480 of 790",
    "bad_utf8 30, unanswered 20",
  ],
  [{ rejected_ratio_max: 1, achieved_rate_min: 0.9, unanswered_max: 20 }, undefined],
];
for (const [expect, got, note] of allowances) {
  Deno.test(`judgeArrival() breaks a run of what was due and never accepted: ${JSON.stringify(expect)}`, () => {
    const [found, ...rest] = judgeArrival(expect, short);
    assert.deepEqual([found?.got, found?.note, rest], [got, note, []]);
  });
}
