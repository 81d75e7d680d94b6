import assert from "node:assert/strict";
import fc from "fast-check";
import { COLUMNS_MAX, RunSeries } from "./series.ts";

function filled(seconds: number, pointsMax: number) {
  const series = new RunSeries(pointsMax);
  for (let t = 1; t <= seconds; t++) {
    series.add({ t, values: { sent: t, p99_ms: t % 7 === 0 ? null : t } });
  }
  return series.whole();
}

Deno.test("RunSeries keeps every second until it is full", () => {
  const { t, columns } = filled(9, 10);
  assert.deepEqual(t, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(columns.sent, t);
  assert.deepEqual(columns.p99_ms, [1, 2, 3, 4, 5, 6, null, 8, 9]);
});

Deno.test("RunSeries merges neighbours when it is full: mean rates, highest latencies", () => {
  const { t, columns } = filled(10, 10);
  assert.deepEqual(t, [2, 4, 6, 8, 10]);
  assert.deepEqual(columns.sent, [1.5, 3.5, 5.5, 7.5, 9.5]);
  assert.deepEqual(columns.p99_ms, [2, 4, 6, 8, 10]);
});

Deno.test("RunSeries stays in its bounds and keeps the total, however long a run is", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 3_000 }), (seconds) => {
    const { t, columns } = filled(seconds, 16);
    assert.ok(t.length <= 16);
    for (const column of Object.values(columns)) assert.equal(column.length, t.length);
    const stride = (t[1] ?? 2) - (t[0] ?? 1);
    const covered = t.length * stride;
    const sum = columns.sent!.reduce<number>((all, value) => all + (value ?? 0), 0) * stride;
    if (t.length > 1) assert.equal(sum, covered * (covered + 1) / 2);
  }));
});

Deno.test("RunSeries says when a point is whole, and when older ones were merged", () => {
  const series = new RunSeries(4);
  const said = [1, 2, 3, 4, 5, 6].map((t) => series.add({ t, values: { sent: 2 } }));
  assert.deepEqual(said.map(({ merged }) => merged), [false, false, false, true, false, false]);
  assert.deepEqual(said.map(({ point }) => point?.t), [1, 2, 3, 4, undefined, 6]);
});

Deno.test("RunSeries fills what a new column missed, and takes no more than COLUMNS_MAX", () => {
  const series = new RunSeries();
  series.add({ t: 1, values: { sent: 5 } });
  series.add({ t: 2, values: { sent: 5, "lost:bad_json": 3, p50_ms: 4 } });
  series.add({ t: 3, values: { sent: 5 } });
  const { columns } = series.whole();
  assert.deepEqual(columns["lost:bad_json"], [0, 3, 0]);
  assert.deepEqual(columns.p50_ms, [null, 4, null]);
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`lost:${i}`, 1]));
  series.add({ t: 4, values: many });
  assert.equal(Object.keys(series.whole().columns).length, COLUMNS_MAX);
});
