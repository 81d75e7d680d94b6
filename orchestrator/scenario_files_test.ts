import assert from "node:assert/strict";
import { join } from "node:path";
import { listScenarios, loadScenario } from "./scenario_files.ts";
import { plan } from "./plan.ts";

const DURATION_SEC_MAX = 60;

for (const name of await listScenarios()) {
  Deno.test(`scenarios/${name}.yaml is sound, described, and takes a minute at most`, async () => {
    const loaded = await loadScenario(name);
    assert.ok(loaded.ok, JSON.stringify(loaded));
    const { scenario } = loaded;
    assert.equal(scenario.name, name);
    assert.ok(scenario.description.length > 10);
    assert.ok(scenario.durationSec <= DURATION_SEC_MAX);
    assert.ok(scenario.seed !== undefined, "the same run every time");
    assert.ok(Object.keys(scenario.expect).length > 0, "it expects something");
    assert.ok(plan(scenario).records > 0);
  });
}

Deno.test("loadScenario() reads a plugin beside the scenario", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-plugin-" });
  try {
    const emitters = new URL("../emitters/mod.ts", import.meta.url).href;
    await Deno.writeTextFile(
      join(dir, "mine.ts"),
      `import { defineEmitter } from "${emitters}";
       export default defineEmitter({
         type: "mine",
         summary: "Mine",
         config: { parse: (value) => value, safeParse: (data) => ({ success: true, data }) },
         create: () => ({ next: () => {}, batch: () => {} }),
       });`,
    );
    const scenario = (plugin: string) =>
      `name: own\nduration_sec: 1\nemitters: [{ plugin: ${plugin}, eps: 1 }]\n`;
    await Deno.writeTextFile(join(dir, "own.yaml"), scenario("./mine.ts"));
    await Deno.writeTextFile(join(dir, "none.yaml"), scenario("./none.ts"));
    const loaded = await loadScenario(join(dir, "own.yaml"));
    assert.ok(loaded.ok, JSON.stringify(loaded));
    assert.equal(loaded.scenario.emitters[0]!.label, "mine");
    const none = await loadScenario("none", dir);
    assert.ok(!none.ok && "problems" in none);
    assert.match(none.problems[0]!.message, /^'plugin' cannot be loaded: /);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("loadScenario() says why a file cannot be read", async () => {
  const missing = await loadScenario("./no/such.yaml");
  assert.ok(!missing.ok && "message" in missing);
  assert.equal(missing.message, "Cannot read scenario ./no/such.yaml: there is no such file");
  const unknown = await loadScenario("zzzzzzzz");
  assert.ok(!unknown.ok && "message" in unknown);
  assert.match(unknown.message, /^Cannot find scenario 'zzzzzzzz': there are .*burst/);
});
