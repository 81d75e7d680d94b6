import assert from "node:assert/strict";
import { join } from "node:path";
import { createScenarioLibrary } from "./scenario_library.ts";

const GOOD = "name: good\nduration_sec: 1\nemitters: [{ name: json, eps: 1 }]\n";
const withEmitter = (emitter: string) => `name: x\nduration_sec: 1\nemitters: [${emitter}]\n`;
const PLUGIN = `export default {
  type: "tiny",
  summary: "t",
  config: { parse: (args) => args, safeParse: (args) => ({ success: true, data: args }) },
  create: (args, deps, seq = 0) => ({
    next: () => ({ seq: ++seq, level: "INFO", text: "x", planted: [] }),
    batch: () => ({ contentType: "text/plain", body: "x" }),
  }),
};
`;

/** Names for which the system has errors of its own. */
const NO_FILES = [
  "good.yaml/x",
  "ring",
  "ring/x",
  "a\0b",
  "x".repeat(5_000),
  "file://evil/x",
  "file:///%",
  "file://%00",
];

async function withFolder(work: (folder: string, outside: string) => Promise<void>) {
  const parent = await Deno.makeTempDir();
  try {
    const folder = join(parent, "scenarios");
    const outside = join(parent, "outside");
    await Deno.mkdir(folder);
    await Deno.mkdir(outside);
    await Deno.writeTextFile(join(folder, "good.yaml"), GOOD);
    await Deno.writeTextFile(join(folder, "tiny.ts"), PLUGIN);
    await Deno.writeTextFile(join(folder, "lines.log"), "2026-05-01 10:00:00 INFO h a: hello\n");
    await Deno.writeTextFile(join(outside, "secret.yaml"), GOOD);
    await Deno.writeTextFile(join(outside, "tiny.ts"), PLUGIN);
    await Deno.symlink(join(outside, "secret.yaml"), join(folder, "link.yaml"));
    await Deno.symlink(join(outside, "tiny.ts"), join(folder, "link.ts"));
    await Deno.symlink(join(folder, "ring"), join(folder, "ring"));
    await work(folder, outside);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("createScenarioLibrary() gives the files of its folder and nothing else", async () => {
  await withFolder(async (folder, outside) => {
    const library = createScenarioLibrary(folder);
    assert.deepEqual(await library.names(), ["good"]);
    assert.deepEqual(await library.text("good"), { ok: true, value: GOOD });
    const secret = join(outside, "secret");
    for (const name of ["../outside/secret", secret, `${secret}.yaml`, "link", "good.yaml", "."]) {
      const read = await library.text(name);
      assert.ok(!read.ok && read.failure.kind === "unknown_scenario", name);
    }
    const near = await library.text("god");
    assert.ok(!near.ok && /did you mean 'good'/.test(near.failure.detail));
  });
});

Deno.test("createScenarioLibrary() has no scenarios where there is no folder", async () => {
  assert.deepEqual(await createScenarioLibrary("/nowhere/at/all").names(), []);
});

Deno.test("parse() loads plugins out of the folder, and from nowhere else", async () => {
  await withFolder(async (folder, outside) => {
    const { parse } = createScenarioLibrary(folder);
    const loaded = await parse(withEmitter("{ plugin: ./tiny.ts, eps: 1 }"), "x.yaml");
    assert.ok(loaded.ok, JSON.stringify(loaded));
    const elsewhere = [
      "../outside/tiny.ts",
      join(outside, "tiny.ts"),
      `file://${join(outside, "tiny.ts")}`,
      "./link.ts",
      "./gone.ts",
      "https://evil.example/tiny.ts",
      "data:text/javascript,export default 1",
      "",
      ...NO_FILES,
    ];
    for (const plugin of elsewhere) {
      const emitter = `{ plugin: ${JSON.stringify(plugin)}, eps: 1 }`;
      const parsed = await parse(withEmitter(emitter), "x.yaml");
      assert.ok(!parsed.ok, plugin);
      assert.match(parsed.problems[0]!.message, /not in the scenarios folder/, plugin);
    }
  });
});

Deno.test("parse() lets emitters read files of the folder, and no others", async () => {
  await withFolder(async (folder) => {
    const { parse } = createScenarioLibrary(folder);
    const replay = (file: string) =>
      withEmitter(`{ name: replay, eps: 1, args: { file: "${file}" } }`);
    const inside = await parse(replay("lines.log"), "x.yaml");
    assert.ok(inside.ok, JSON.stringify(inside));
    for (const file of ["/etc/passwd", "../outside/secret.yaml", "link.yaml"]) {
      const parsed = await parse(replay(file), "x.yaml");
      assert.ok(!parsed.ok, file);
      assert.match(parsed.problems[0]!.message, /not in the scenarios folder/, file);
    }
  });
});
