/** Reading PromQL. */
import assert from "node:assert/strict";
import { groupingLabels, selectors, syntaxErrors, withoutFilters } from "./promql.ts";

Deno.test("selectors() names metrics and the labels they are asked for", () => {
  assert.deepEqual(
    selectors('sum by (le) (rate(a_bucket{le="0.5",x!~"y"}[5m])) / on (z) (b offset 1h)'),
    [{ name: "a_bucket", labels: ["le", "x"] }, { name: "b", labels: [] }],
  );
});

Deno.test("groupingLabels() names labels of by, on and group_left", () => {
  assert.deepEqual(groupingLabels("sum by (a, b) (x) * on (c) group_left (d) y"), [
    "a",
    "b",
    "c",
    "d",
  ]);
});

Deno.test("syntaxErrors() tells a broken expression from a whole one", () => {
  assert.deepEqual(syntaxErrors("rate(a[5m]) > 3"), []);
  assert.notDeepEqual(syntaxErrors("rate(a[5m) > 3"), []);
});

Deno.test("withoutFilters() leaves 0 and 1 where a comparison drops samples", () => {
  assert.equal(
    withoutFilters("a > 3 and on () max(b) == 1 or c >= bool 2"),
    "a > bool 3 and on () max(b) == bool 1 or c >= bool 2",
  );
});
