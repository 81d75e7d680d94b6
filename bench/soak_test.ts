/** The judgement on synthetic series, and a soak of two seconds; `deno task prove:soak` is the long one. */
import { judgeSoak, type SoakSample, type SoakSeries, type SoakWindow } from "./soak.ts";
import { runSoak } from "./soak_run.ts";
import assert from "node:assert/strict";

const MINUTES = 10;
const MB = 1e6;

interface Shape {
  readonly memoryMb?: (sec: number) => number;
  readonly openFiles?: (sec: number) => number;
  readonly p99Ms?: (minute: number) => number;
  readonly errors?: number;
}

/** Ten minutes, a sample a second, the first minute being warm-up. */
function series({ memoryMb, openFiles, p99Ms, errors = 0 }: Shape): SoakSeries {
  const samples = Array.from({ length: MINUTES * 60 }, (_, atSec): SoakSample => ({
    atSec,
    residentBytes: (memoryMb?.(atSec) ?? 150) * MB,
    openFiles: openFiles?.(atSec) ?? 40,
  }));
  const windows = Array.from({ length: MINUTES }, (_, minute): SoakWindow => ({
    ...{ atSec: minute * 60, requests: 1000, errors: 0 },
    p99Ms: p99Ms?.(minute) ?? 10,
  }));
  return { warmUpSec: 60, requests: 1000 * MINUTES, errors, samples, windows };
}

function broken(shape: Shape): string[] {
  return judgeSoak(series(shape)).filter(({ passed }) => !passed).map(({ name }) => name);
}

/** A heap between collections: up by `swingMb` over seven seconds, and down again. */
const sawtooth = (swingMb: number) => (sec: number) => 150 + swingMb * (sec % 7) / 7;

Deno.test("judgeSoak() passes a flat run, a sawtooth heap and growth within the warm-up", () => {
  assert.deepEqual(broken({}), []);
  assert.deepEqual(broken({ memoryMb: sawtooth(60) }), []);
  assert.deepEqual(broken({ memoryMb: (sec) => 100 + Math.min(sec, 55) * 2 }), []);
  assert.deepEqual(broken({ openFiles: (sec) => 40 + sec % 2 }), []);
});

Deno.test("judgeSoak() finds a leak of 1.1 MB/min under a sawtooth, and lets 0.9 pass", () => {
  const leak = (mbPerMin: number) => (sec: number) => sawtooth(20)(sec) + mbPerMin * sec / 60;
  assert.deepEqual(broken({ memoryMb: leak(1.1) }), ["memory"]);
  assert.deepEqual(broken({ memoryMb: leak(0.9) }), []);
  const [memory] = judgeSoak(series({ memoryMb: (sec) => 100 + 3 * sec / 60 }));
  assert.equal(memory!.found, "3.00 MB/min");
});

Deno.test("judgeSoak() finds a file that stays open each five minutes", () => {
  assert.deepEqual(broken({ openFiles: (sec) => 40 + Math.floor(sec / 300) }), ["open files"]);
});

Deno.test("judgeSoak() finds latency that grows, not one bad minute nor a millisecond more", () => {
  assert.deepEqual(broken({ p99Ms: (minute) => 10 + 2 * minute }), ["p99"]);
  assert.deepEqual(broken({ p99Ms: (minute) => minute === 8 ? 400 : 10 }), []);
  assert.deepEqual(broken({ p99Ms: (minute) => 1 + 0.4 * minute }), []);
  assert.deepEqual(broken({ p99Ms: (minute) => minute === 0 ? 900 : 10 }), []);
});

Deno.test("judgeSoak() finds errors, and does not pass what it could not see", () => {
  assert.deepEqual(broken({ errors: 1 }), ["errors"]);
  const nothing = { warmUpSec: 60, requests: 0, errors: 0, samples: [], windows: [] };
  assert.deepEqual(judgeSoak(nothing).map(({ passed }) => passed), [false, false, false, false]);
});

Deno.test({
  name: "runSoak() holds the rate, and sees the gateway in every window",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const sinkRoot = await Deno.makeTempDir();
    try {
      const [requestsPerSec, durationSec, windowSec] = [50, 2, 0.5];
      let told = 0;
      const found = await runSoak({ sinkRoot, requestsPerSec, durationSec, windowSec }, {
        env: Deno.env.toObject(),
        monotonicMs: () => performance.now(),
        onWindow: () => told++,
      });
      assert.deepEqual([found.requests, found.errors], [requestsPerSec * durationSec, 0]);
      assert.ok(found.windows.length >= 3 && told === found.windows.length);
      assert.ok(found.windows.every(({ p99Ms }) => p99Ms > 0));
      assert.ok(found.samples.length >= 3);
      for (const { residentBytes, openFiles } of found.samples) {
        assert.ok(residentBytes > 10 * MB && openFiles > 5);
      }
      assert.equal(judgeSoak(found).find(({ name }) => name === "errors")?.passed, true);
      assert.deepEqual([...Deno.readDirSync(sinkRoot)], [], "the sink folder is gone");
    } finally {
      await Deno.remove(sinkRoot, { recursive: true });
    }
  },
});
