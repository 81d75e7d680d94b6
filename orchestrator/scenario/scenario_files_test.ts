import assert from "node:assert/strict";
import { join } from "node:path";
import { listScenarios, loadScenario } from "./scenario_files.ts";
import { plan } from "../plan/mod.ts";
import { describeProblem } from "./scenario_problem.ts";

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
    await Deno.writeTextFile(
      join(dir, "mine.ts"),
      `import { defineEmitter } from "logops/emitters";
       export default defineEmitter({
         type: "mine",
         summary: "Mine",
         config: { parse: (value) => value, safeParse: (data) => ({ success: true, data }) },
         create: () => {
           let seq = 0;
           return {
             next: () => ({ seq: ++seq, level: "INFO", text: "hello", planted: [] }),
             batch: () => ({ contentType: "text/plain", body: "hello" }),
           };
         },
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
    assert.match(none.problems[0]!.message, /^'plugin' \.\/none\.ts cannot be used: Module not/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("loadScenario() says of a plugin what is wrong inside of it, before anything runs", async () => {
  const config =
    "config: { parse: (value) => value, safeParse: (data) => ({ success: true, data }) }";
  const record = '{ seq: 1, level: "INFO", text: "hello", pii: [] }';
  const create = `create: () => ({ next: () => (${record}), batch: () => {} })`;
  const problem = (why: string) =>
    `Cannot read scenario own.yaml:3:22: 'plugin' ./mine.ts cannot be used: ${why}`;
  const table = [
    [`type: "mine", summary: 5, ${config}, ${create}`, "'summary' must be a text"],
    [
      `type: "mine", summary: "Mine", ${config}, ${create}`,
      "record 1 has no 'planted': it must be a list of { kind, value }, " +
      "empty if nothing is planted (it has 'pii')",
    ],
  ] as const;
  for (const [fields, why] of table) {
    const dir = await Deno.makeTempDir({ prefix: "logops-plugin-" });
    try {
      await Deno.writeTextFile(join(dir, "mine.ts"), `export default { ${fields} };`);
      const own = "name: own\nduration_sec: 1\nemitters: [{ plugin: ./mine.ts, eps: 1 }]\n";
      await Deno.writeTextFile(join(dir, "own.yaml"), own);
      const loaded = await loadScenario("own", dir);
      assert.ok(!loaded.ok && "problems" in loaded);
      assert.deepEqual(loaded.problems.map(describeProblem), [problem(why)]);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  }
});

Deno.test("loadScenario() says where a plugin goes wrong, in any folder", async () => {
  const config = "config: { parse: (v) => v, safeParse: (data) => ({ success: true, data }) }";
  const emitter = (next: string) =>
    `export default { type: "mine", summary: "Mine", ${config},\n` +
    `  create: (_, { random }) => ({\n    next: () => ${next},\n    batch() {} }) };`;
  const table: readonly [text: string, why: RegExp][] = [
    [
      emitter("random.integer(3)"),
      /'next', for record 1, throws TypeError: random\.integer is not a function \(mine\.ts:3:24\)$/,
    ],
    [emitter("random.pick(undefined)"), /throws TypeError: .* \(mine\.ts:3:24\)$/],
    [`\n\nexport default {{`, /cannot be used: SyntaxError: .* \(mine\.ts:3:17\)$/],
    [`\nthrow new Error("out of doors");`, /cannot be used: out of doors \(mine\.ts:2:7\)$/],
    [
      `import { defineEmitter } from "./emitters/mod.ts";\nexport default defineEmitter;`,
      /^.*Module not found ".*" \(mine\.ts:1:31\); an emitter imports "logops\/emitters", from any folder$/,
    ],
    [
      `import { defineEmitter } from "logops/emiters";\nexport default defineEmitter;`,
      /an emitter imports "logops\/emitters", from any folder$/,
    ],
  ];
  for (const [text, why] of table) {
    const dir = await Deno.makeTempDir({ prefix: "logops-plugin-" });
    try {
      await Deno.writeTextFile(join(dir, "mine.ts"), text);
      const own = "name: own\nduration_sec: 1\nemitters: [{ plugin: ./mine.ts, eps: 1 }]\n";
      await Deno.writeTextFile(join(dir, "own.yaml"), own);
      const loaded = await loadScenario("own", dir);
      assert.ok(!loaded.ok && "problems" in loaded);
      assert.match(loaded.problems[0]!.message, why);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  }
});

Deno.test("loadScenario() hints at the file that only lacks its ending", async () => {
  const dir = await Deno.makeTempDir({ prefix: "logops-ending-" });
  try {
    await Deno.writeTextFile(join(dir, "mine.yml"), "name: mine\n");
    const messageOf = async (path: string) => {
      const loaded = await loadScenario(path);
      return loaded.ok || !("message" in loaded) ? "loaded" : loaded.message;
    };
    const mine = join(dir, "mine");
    const missing = (path: string) => `Cannot read scenario ${path}: there is no such file`;
    assert.equal(
      await messageOf(mine),
      `${missing(mine)} (did you mean the file '${mine}.yml'?)`,
    );
    assert.equal(await messageOf(`${mine}s`), missing(`${mine}s`));
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
