import assert from "node:assert/strict";
import { activeSec, type Curve, peakEps } from "./curve.ts";
import { createDueTimes } from "./due_times.ts";
import { curveOfSchedule, type Schedule } from "./schedule.ts";

/** Due times of all records, and how many there are by the closed form. */
function dueSecs(curve: Curve): number[] {
  const due = createDueTimes(curve);
  const planned = due.total;
  const times: number[] = [];
  for (; due.peekSec() !== Infinity; due.take()) times.push(due.peekSec());
  assert.equal(times.length, planned, "as many as planned");
  return times;
}

const DURATION_SEC = 30;
const EPS = 100;

interface Row {
  readonly what: string;
  readonly schedule: Schedule;
  readonly records: number;
  readonly activeSec: number;
  readonly firstSec: number;
  readonly lastSec: number;
}

// firstSec and lastSec by hand: half a spacing after a jump to 100 EPS is 5 ms; on a ramp that
// rises from 0 to r in s seconds the first is due where r/(2s)·x² = ½.
const rampSec = (eps: number, sec: number) => Math.sqrt(sec / eps);

const rows: Row[] = [
  {
    what: "nothing: on from the beginning to the end",
    schedule: {},
    records: 3000,
    activeSec: 30,
    firstSec: 0.005,
    lastSec: 29.995,
  },
  {
    what: "one window",
    schedule: { start_after_sec: 5, stop_after_sec: 25 },
    records: 2000,
    activeSec: 20,
    firstSec: 5.005,
    lastSec: 24.995,
  },
  {
    what: "ramps lie inside the window and halve its edges",
    schedule: { start_after_sec: 5, stop_after_sec: 25, ramp_up_sec: 4, ramp_down_sec: 2 },
    records: 200 + 1400 + 100,
    activeSec: 20,
    firstSec: 5 + rampSec(100, 4),
    lastSec: 25 - rampSec(100, 2),
  },
  {
    what: "ramps that meet",
    schedule: { ramp_up_sec: 15, ramp_down_sec: 15 },
    records: 1500,
    activeSec: 30,
    firstSec: rampSec(100, 15),
    lastSec: 30 - rampSec(100, 15),
  },
  {
    what: "several windows, one with a rate of its own",
    schedule: {
      windows: [
        { start_after_sec: 1, stop_after_sec: 2 },
        { start_after_sec: 10, stop_after_sec: 12, eps: 500 },
        { start_after_sec: 12, stop_after_sec: 13, ramp_down_sec: 1 },
      ],
    },
    records: 100 + 1000 + 50,
    activeSec: 4,
    firstSec: 1.005,
    lastSec: 13 - rampSec(100, 1),
  },
  {
    what: "steps, with silence and a ramp between two rates",
    schedule: {
      steps: [
        { duration_sec: 5, eps: 10 },
        { duration_sec: 5, eps: 0 },
        { duration_sec: 4, eps: 50 },
        { duration_sec: 4, eps: 100, ramp_sec: 2 },
      ],
    },
    records: 50 + 200 + 150 + 200,
    activeSec: 13,
    firstSec: 0.05,
    lastSec: 17.995,
  },
  {
    what: "steps that start later",
    schedule: { start_after_sec: 20, steps: [{ duration_sec: 2, eps: 5 }] },
    records: 10,
    activeSec: 2,
    firstSec: 20.1,
    lastSec: 21.9,
  },
  {
    what: "repeat to the end, the last round cut off",
    schedule: { start_after_sec: 2, stop_after_sec: 4, repeat: { every_sec: 9 } },
    records: 200 * 3 + 100,
    activeSec: 7,
    firstSec: 2.005,
    lastSec: 29.995,
  },
  {
    what: "repeat so many times",
    schedule: { stop_after_sec: 1, repeat: { every_sec: 10, times: 2 } },
    records: 200,
    activeSec: 2,
    firstSec: 0.005,
    lastSec: 10.995,
  },
  {
    what: "repeat of a ramp, cut off on its way up",
    schedule: { ramp_up_sec: 20, repeat: { every_sec: 20 } },
    records: 1000 + 250,
    activeSec: 30,
    firstSec: rampSec(100, 20),
    lastSec: 20 + Math.sqrt(249.5 * 2 * 20 / 100),
  },
];

for (const row of rows) {
  Deno.test(`curveOfSchedule() ${row.what}`, () => {
    const curve = curveOfSchedule(row.schedule, EPS, DURATION_SEC);
    const times = dueSecs(curve);
    assert.equal(times.length, row.records);
    assert.ok(Math.abs(activeSec(curve) - row.activeSec) < 1e-9);
    assert.ok(Math.abs(times[0]! - row.firstSec) < 1e-6, `first at ${times[0]}`);
    assert.ok(Math.abs(times.at(-1)! - row.lastSec) < 1e-6, `last at ${times.at(-1)}`);
  });
}

Deno.test("curveOfSchedule() plans a day at the highest rate without counting", () => {
  const curve = curveOfSchedule({ ramp_up_sec: 60 }, 100_000, 86_400);
  assert.equal(createDueTimes(curve).total, (86_400 - 30) * 100_000);
  assert.equal(peakEps(curve), 100_000);
});

Deno.test("curveOfSchedule() takes the lowest rate", () => {
  assert.deepEqual(dueSecs(curveOfSchedule({}, 0.1, 30)), [5, 15, 25]);
});
