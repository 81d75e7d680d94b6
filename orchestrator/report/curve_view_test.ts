import assert from "node:assert/strict";
import { createCurve } from "../plan/mod.ts";
import { chart, meanRates, sparkline } from "./curve_view.ts";

const burst = createCurve([
  { fromSec: 0, toSec: 8, fromEps: 5, toEps: 5 },
  { fromSec: 8, toSec: 12, fromEps: 5, toEps: 40 },
  { fromSec: 12, toSec: 16, fromEps: 40, toEps: 40 },
  { fromSec: 20, toSec: 24, fromEps: 0.1, toEps: 0.1 },
]);

Deno.test("meanRates() loses no record between two cells", () => {
  const cells = meanRates([burst], 24, 7);
  const sum = cells.reduce((total, rate) => total + rate * 24 / 7, 0);
  assert.ok(Math.abs(sum - burst.count) < 1e-9);
});

Deno.test("sparkline() is blank where nothing is due, and low where little is", () => {
  assert.equal(sparkline([burst], 24, 12), "▁▁▁▁▃▇██  ▁▁");
  assert.equal(sparkline([createCurve([])], 24, 4), "    ");
});

Deno.test("chart() draws both axes", () => {
  assert.deepEqual(
    chart([burst], 24, { width: 40, height: 3 }),
    [
      "40 ┤                ▃▆██████",
      "   │              ▄▇████████",
      " 0 ┤▃▃▃▃▃▃▃▃▃▃▃▃▅███████████      ▁▁▁▁▁▁",
      "   └┬─────────────────┬────────────────┬",
      "    0 s             12 s            24 s",
    ].map((line) => line),
  );
});
