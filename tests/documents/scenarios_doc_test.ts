/** The scenarios that come with LogOps can be read, and `docs/scenarios.md` shows the error that is told. */
import assert from "node:assert/strict";
import { emitters } from "../../emitters/mod.ts";
import {
  describeProblem,
  type EmitterSource,
  emitterSource,
  listScenarios,
  loadScenario,
  parseScenario,
} from "../../orchestrator/mod.ts";
import { ROOT } from "../repository.ts";

/** The page names a plugin of the reader's own: any emitter stands for it. */
const SOURCE: EmitterSource = {
  ...emitterSource("."),
  load: () => Promise.resolve(emitters[0]!),
};

Deno.test("each scenario that comes with LogOps can be read", async () => {
  const names = await listScenarios();
  assert.ok(names.length >= 4);
  for (const name of names) {
    const loaded = await loadScenario(name);
    assert.ok(loaded.ok && loaded.scenario.name === name, name);
  }
});

Deno.test("the error that docs/scenarios.md shows is the one that is told", async () => {
  const page = await Deno.readTextFile(new URL("docs/scenarios.md", ROOT));
  const first = /^```yaml\n([\s\S]*?)^```$/m.exec(page)![1]!.replace("eps: 200", "eps: -3");
  const result = await parseScenario(first, "burst.yaml", SOURCE);
  assert.ok(!result.ok);
  for (const problem of result.problems) assert.ok(page.includes(describeProblem(problem)));
});
