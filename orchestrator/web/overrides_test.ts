import assert from "node:assert/strict";
import { plan } from "../plan/mod.ts";
import { emitterSource, parseScenario, type Scenario, SCENARIO_DIR } from "../scenario/mod.ts";
import { withDuration, withRateFactor } from "./overrides.ts";

const TEXT = `name: steady # the name
duration_sec: 10
emitters:
  - name: json
    eps: 20
  - name: csv
    eps: 10
    schedule: { start_after_sec: 2, ramp_up_sec: 2 }
`;

async function scenarioOf(text: string): Promise<Scenario> {
  const parsed = await parseScenario(text, "t.yaml", emitterSource(SCENARIO_DIR));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.scenario;
}

Deno.test("withDuration() changes the duration and all that hangs on it, and no comment", async () => {
  const text = withDuration(TEXT, 100);
  assert.match(text, /name: steady # the name/);
  const { durationSec, emitters } = plan(await scenarioOf(text));
  assert.equal(durationSec, 100);
  assert.deepEqual(emitters.map(({ records }) => records), [2000, 970]);
});

Deno.test("withDuration() leaves text that is no scenario as it is", () => {
  for (const text of ["a: [", "- 1", "name: x", "duration_sec: 1\nduration_sec: 2", ""]) {
    assert.equal(withDuration(text, 5), text);
  }
});

Deno.test("withRateFactor() multiplies what is planned", async () => {
  const scenario = await scenarioOf(TEXT);
  const before = plan(scenario);
  const faster = withRateFactor(scenario, 2.5);
  assert.ok(typeof faster !== "string");
  const after = plan(faster);
  assert.deepEqual(
    after.emitters.map(({ records, peakEps }) => [records, peakEps]),
    before.emitters.map(({ records, peakEps }) => [records * 2.5, peakEps * 2.5]),
  );
  assert.equal(withRateFactor(scenario, 1), scenario);
});

Deno.test("withRateFactor() refuses what is faster than any scenario may be", async () => {
  const text = TEXT.replace("eps: 20", "eps: 60000");
  assert.match(
    String(withRateFactor(await scenarioOf(text), 2)),
    /makes 'json' faster than 100000/,
  );
});
