import assert from "node:assert/strict";
import { renderPlan } from "./plan_view.ts";
import { PLAIN_STYLE } from "./terminal.ts";
import { parseScenario } from "../scenario/mod.ts";
import { emitterByType } from "../../emitters/mod.ts";

Deno.test("renderPlan() gives a terminal no control characters of a replayed file", async () => {
  const replay = emitterByType("replay");
  assert.ok(replay.ok);
  const parsed = await parseScenario(
    "name: x\nduration_sec: 1\nemitters: [{ name: replay, eps: 1, args: { file: a.log } }]\n",
    "x.yaml",
    {
      types: ["replay"],
      byType: () => replay.plugin,
      load: () => Promise.resolve({ reason: "none" }),
      readText: () => Promise.resolve({ text: "ERROR \x1b[2Jgone\x1b]0;title\x07\n" }),
    },
  );
  assert.ok(parsed.ok);
  const lines = renderPlan(parsed.scenario, { seed: 1, runId: "r", startMs: 0 }, PLAIN_STYLE);
  const first = lines.find((line) => line.startsWith("first: "));
  assert.match(first ?? "", /ERROR ·\[2Jgone/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(lines.join(""), /[\x00-\x1f]/);
});
