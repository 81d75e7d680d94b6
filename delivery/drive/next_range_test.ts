/** What comes next: in order for each worker, in turn among workers. */
import assert from "node:assert/strict";
import { createLag } from "./lag.ts";
import { candidatesOf, positionsFromNow, unreadBytes, withoutGone } from "./next_range.ts";

const file = (name: string, startMs: number, worker: number | undefined, bytes = 100) => ({
  name,
  startMs,
  worker,
  bytes,
});
const files = [
  file("20261130.w1.ndjson", 1, 1),
  file("20261130.w2.ndjson", 1, 2),
  file("20261201.w1.ndjson", 2, 1),
];

Deno.test("candidatesOf() keeps a worker's files in order, and takes workers in turn", () => {
  const names = (positions: Record<string, number>, after?: string) =>
    candidatesOf(files, positions, after).map(({ file, isClosed }) => `${file} ${isClosed}`);
  assert.deepEqual(names({}), [
    "20261130.w1.ndjson true",
    "20261201.w1.ndjson false",
    "20261130.w2.ndjson false",
  ]);
  assert.deepEqual(names({}, "20261130.w1.ndjson")[0], "20261130.w2.ndjson false");
  assert.deepEqual(names({ "20261130.w1.ndjson": 100 })[0], "20261201.w1.ndjson false");
  assert.deepEqual(names(positionsFromNow(files)), []);
  assert.equal(unreadBytes(files, { "20261130.w2.ndjson": 40 }), 260);
});

Deno.test("withoutGone() keeps the last of the files that are gone, not all of them for ever", () => {
  const positions = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [`gone${String(index).padStart(4, "0")}`, 1]),
  );
  const kept = withoutGone({ ...positions, "20261130.w1.ndjson": 5 }, files);
  assert.equal(kept["20261130.w1.ndjson"], 5);
  assert.equal(kept.gone0999, 1);
  assert.ok(Object.keys(kept).length < 300);
});

Deno.test("createLag() tells the age of the oldest bytes that are not done", () => {
  const lag = createLag(0);
  lag.observe(10_000, 100, 0);
  assert.equal(lag.seconds(10_000), 10, "unread at the start: as old as the last checkpoint");
  lag.observe(11_000, 200, 100);
  assert.equal(lag.seconds(13_000), 2);
  lag.observe(14_000, 200, 200);
  assert.equal(lag.seconds(14_000), 0);
  for (let second = 20; second < 20_000; second++) lag.observe(second * 1000, 200 + second, 200);
  assert.ok(lag.seconds(20_000_000) >= 19_980, `${lag.seconds(20_000_000)}`);
});
