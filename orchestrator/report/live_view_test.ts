import assert from "node:assert/strict";
import { createCurve } from "../plan/mod.ts";
import { createRedraw, renderLive, renderSecond } from "./live_view.ts";
import { sampleReport } from "../testing/sample_report.ts";
import { PLAIN_STYLE, visibleLength } from "./terminal.ts";

const curve = createCurve([{ fromSec: 0, toSec: 10, fromEps: 200, toEps: 200 }]);
const json = {
  label: "json",
  type: "json",
  records: 2000,
  peakEps: 200,
  meanEps: 200,
  activeSec: 10,
  batchSize: 50,
  curve,
};
const plan = { name: "sample", durationSec: 10, records: 2050, emitters: [json] };
const snapshot = { ...sampleReport.run, elapsedSec: 5, state: "running", inFlight: 3 } as const;

Deno.test("renderLive() shows a bar and a row for each emitter", () => {
  assert.deepEqual(renderLive({ snapshot, plan, factor: 2 }, PLAIN_STYLE), [
    "sample-r1  ████████████████████░░░░░░░░░░░░░░░░░░░░  5.0 / 10 s  in flight 3",
    "  emitter  asked/s  sent/s   sent  rejected  dropped    p99",
    "  json         400       0  1,900        10      100  1.3 s",
    "  noise          0       0     50         5        0  1.3 s",
  ]);
});

Deno.test("renderLive() fits any terminal", () => {
  for (const width of [20, 40, 60, 200]) {
    for (const line of renderLive({ snapshot, plan }, { color: true, width })) {
      assert.ok(visibleLength(line) <= width, `${visibleLength(line)} in ${width}`);
    }
  }
});

Deno.test("renderLive() says when it is paused", () => {
  const lines = renderLive({ snapshot: { ...snapshot, state: "paused" }, plan }, PLAIN_STYLE);
  assert.match(lines[0]!, /paused$/);
  assert.match(lines[2]!, /^ {2}json +0 /);
});

Deno.test("renderSecond() is one line", () => {
  assert.equal(
    renderSecond(snapshot),
    "  5/10 s  sent 1,950 (0/s)  accepted 1,930  rejected 15  dropped 100  p99 1.3 s",
  );
});

Deno.test("createRedraw() draws over what it drew", () => {
  let written = "";
  const redraw = createRedraw((text) => written += text);
  redraw.draw(["a", "b"]);
  redraw.draw(["c", "d"]);
  redraw.clear();
  assert.equal(
    written,
    "\x1b[2Ka\n\x1b[2Kb\n\x1b[J" + "\x1b[2A\r\x1b[2Kc\n\x1b[2Kd\n\x1b[J" + "\x1b[2A\r\x1b[J",
  );
});
