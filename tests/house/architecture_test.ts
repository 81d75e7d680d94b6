/** The house rules: each one on bad examples, then all of them on this repository. */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import {
  type Edge,
  forbiddenImports,
  forbiddenNeighbours,
  forbiddenPackages,
  importCycles,
  importedRoots,
  isRoot,
  isTrial,
  LINES_MAX,
  longFiles,
  MAY_IMPORT,
  missingModuleDocs,
  roomOf,
  sideDoors,
  type SourceFile,
  unfinishedWords,
  unusedExceptions,
  unusedModules,
  unusedPackages,
  vagueNames,
} from "./architecture.ts";
import { importGraph, importing, runDeno } from "./import_graph.ts";
import plugin from "./lint_plugin.ts";
import { pathsBelow, ROOT } from "../repository.ts";

const edge = (from: string, to: string): Edge => ({ from, to });
const file = (path: string, text = "/** Says what it is. */\n"): SourceFile => ({ path, text });

Deno.test("forbiddenImports() names rooms that may not meet", () => {
  assert.deepEqual(
    forbiddenImports([
      edge("gateway/app.ts", "orchestrator/mod.ts"),
      edge("orchestrator/drive/run.ts", "gateway/mod.ts"),
      edge("contract/record.ts", "emitters/mod.ts"),
      edge("housekeeping/sweep/sweep.ts", "gateway/mod.ts"),
      edge("gateway/app.ts", "housekeeping/mod.ts"),
      edge("cellar/x.ts", "contract/mod.ts"),
    ], [edge0("gateway/main.ts", "housekeeping/mod.ts")]),
    [
      "gateway/app.ts imports orchestrator/mod.ts: gateway may import contract",
      "orchestrator/drive/run.ts imports gateway/mod.ts: orchestrator may import contract, emitters, analytics, delivery",
      "contract/record.ts imports emitters/mod.ts: contract may import nothing",
      "housekeeping/sweep/sweep.ts imports gateway/mod.ts: housekeeping may import contract",
      "gateway/app.ts imports housekeeping/mod.ts: gateway may import contract",
      "cellar/x.ts: 'cellar/' is not a room",
    ],
  );
});

Deno.test("forbiddenImports() lets neighbours, packages and exceptions be", () => {
  assert.deepEqual(
    forbiddenImports([
      edge("gateway/app.ts", "gateway/journal/journal.ts"),
      edge("gateway/app.ts", "contract/mod.ts"),
      edge("orchestrator/drive/run.ts", "emitters/mod.ts"),
      edge("gateway/app.ts", "npm:hono"),
      edge("gateway/main.ts", "housekeeping/mod.ts"),
      edge("tests/a_test.ts", "deno.json"),
    ], [edge0("gateway/main.ts", "housekeeping/mod.ts")]),
    [],
  );
});

Deno.test("forbiddenNeighbours() names an inner room that reaches back, or is not in the table", () => {
  const inner = { orchestrator: { plan: [], drive: ["plan"] } };
  assert.deepEqual(
    forbiddenNeighbours([
      edge("orchestrator/plan/curve.ts", "orchestrator/drive/mod.ts"),
      edge("orchestrator/drive/run.ts", "orchestrator/settings.ts"),
      edge("orchestrator/attic/x.ts", "orchestrator/plan/mod.ts"),
    ], inner),
    [
      "orchestrator/plan/curve.ts imports orchestrator/drive/mod.ts: plan may import nothing",
      "orchestrator/drive/run.ts imports orchestrator/settings.ts: drive may import plan",
      "orchestrator/attic/x.ts: 'orchestrator/attic/' is not in the table",
    ],
  );
  assert.deepEqual(
    forbiddenNeighbours([
      edge("orchestrator/drive/run.ts", "orchestrator/plan/mod.ts"),
      edge("orchestrator/drive/run.ts", "orchestrator/drive/lane.ts"),
      edge("orchestrator/plan/curve_test.ts", "orchestrator/drive/mod.ts"),
      edge("orchestrator/scenario_cli.ts", "orchestrator/drive/mod.ts"),
      edge("orchestrator/drive/run.ts", "contract/mod.ts"),
    ], inner),
    [],
  );
});

Deno.test("sideDoors() names imports that pass a folder's mod.ts by", () => {
  const doors = ["contract/mod.ts", "gateway/mod.ts", "gateway/journal/mod.ts"].map((path) =>
    file(path)
  );
  assert.deepEqual(
    sideDoors([
      edge("emitters/formats/csv.ts", "contract/record.ts"),
      edge("gateway/app.ts", "gateway/journal/store.ts"),
      edge("docs/mod.ts", "gateway/journal/mod.ts"),
      edge("tests/a_test.ts", "gateway/journal/store.ts"),
    ], doors),
    [
      "emitters/formats/csv.ts imports contract/record.ts: enter through contract/mod.ts",
      "gateway/app.ts imports gateway/journal/store.ts: enter through gateway/journal/mod.ts",
      "docs/mod.ts imports gateway/journal/mod.ts: enter through gateway/mod.ts",
      "tests/a_test.ts imports gateway/journal/store.ts: enter through gateway/mod.ts",
    ],
  );
  assert.deepEqual(
    sideDoors([
      edge("emitters/formats/csv.ts", "contract/mod.ts"),
      edge("gateway/app.ts", "gateway/journal/mod.ts"),
      edge("gateway/journal/store_test.ts", "gateway/journal/store.ts"),
      edge("gateway/journal/journal.ts", "gateway/settings.ts"),
      edge("gateway/app.ts", "gateway/admit/body.ts"),
      edge("tests/a_test.ts", "gateway/journal/mod.ts"),
      edge("gateway/app.ts", "npm:hono"),
    ], doors),
    [],
  );
});

Deno.test("unusedExceptions() names an exception that no import uses", () => {
  const exceptions = [edge0("gateway/main.ts", "housekeeping/mod.ts")];
  assert.deepEqual(
    unusedExceptions([edge("gateway/main.ts", "housekeeping/mod.ts")], exceptions),
    [],
  );
  assert.equal(unusedExceptions([], exceptions).length, 1);
});

Deno.test("forbiddenPackages() keeps a room to its list, and leaves its tests alone", () => {
  assert.deepEqual(
    forbiddenPackages([
      edge("contract/record.ts", "npm:zod"),
      edge("contract/record.ts", "npm:yaml"),
      edge("contract/signing.ts", "node:crypto"),
      edge("contract/record_test.ts", "npm:fast-check"),
      edge("gateway/app.ts", "npm:hono"),
    ], { contract: ["zod"] }),
    [
      "contract/record.ts imports npm:yaml: contract may import zod",
      "contract/signing.ts imports node:crypto: contract may import zod",
    ],
  );
});

Deno.test("unusedPackages() names a package that no source imports", () => {
  const edges = [edge("gateway/app.ts", "npm:hono"), edge("gateway/x.ts", "npm:@zip.js/zip.js")];
  assert.deepEqual(unusedPackages(["hono", "@types/hono", "@zip.js/zip.js", "yaml"], edges), [
    "deno.json names yaml, and no source imports it",
  ]);
});

Deno.test("importedRoots() names a module that imports a main", () => {
  const edges = [
    edge("gateway/app.ts", "gateway/main.ts"),
    edge("docs/x.ts", "docs/generate_cli.ts"),
    edge("tests/x_test.ts", "gateway/main.ts"),
    edge("orchestrator/emit_cli.ts", "orchestrator/run_cli.ts"),
    edge("gateway/app.ts", "gateway/domain.ts"),
    { ...edge("gateway/app.ts", "gateway/sweep_worker.ts"), isType: true },
  ];
  assert.equal(importedRoots(edges).length, 2);
});

Deno.test("importCycles() finds a ring of two, of three, and none in a diamond", () => {
  const a = "gateway/a.ts", b = "gateway/b.ts", c = "gateway/c.ts", d = "gateway/d.ts";
  assert.deepEqual(importCycles([edge(a, b), edge(b, a)]), [`${a} → ${b} → ${a}`]);
  assert.deepEqual(importCycles([edge(a, b), edge(b, c), edge(c, a)]), [
    `${a} → ${b} → ${c} → ${a}`,
  ]);
  assert.deepEqual(importCycles([edge(d, a), edge(a, b), edge(b, a)]), [`${a} → ${b} → ${a}`]);
  assert.deepEqual(importCycles([edge(a, b), edge(a, c), edge(b, d), edge(c, d)]), []);
});

Deno.test("unusedModules() names a module that only its test imports", () => {
  const files = ["gateway/a.ts", "gateway/mod.ts", "gateway/main.ts", "gateway/a_test.ts"];
  const edges = [edge("gateway/a_test.ts", "gateway/a.ts")];
  assert.deepEqual(unusedModules(files.map((path) => file(path)), edges), [
    "gateway/a.ts: no module imports it",
  ]);
  assert.deepEqual(
    unusedModules(files.map((path) => file(path)), [
      ...edges,
      edge("gateway/mod.ts", "gateway/a.ts"),
    ]),
    [],
  );
});

Deno.test("vagueNames() names drawers, as files and as folders", () => {
  const paths = [
    "gateway/utils.ts",
    "gateway/helpers/mask.ts",
    "emitters/types.ts",
    "a/misc_test.ts",
  ];
  assert.equal(vagueNames(paths.map((path) => file(path))).length, paths.length);
  assert.deepEqual(
    vagueNames([file("gateway/content_type.ts"), file("gateway/common_log.ts")]),
    [],
  );
});

Deno.test("longFiles() names a long file without a reason, and a reason without a long file", () => {
  const long = file("gateway/a.ts", "\n".repeat(LINES_MAX + 1));
  assert.equal(longFiles([long], {}).length, 1);
  assert.equal(longFiles([long], { "gateway/a.ts": "one table" }).length, 0);
  assert.equal(longFiles([file("gateway/a.ts")], { "gateway/a.ts": "one table" }).length, 1);
  assert.equal(longFiles([file("gateway/a.ts", "\n".repeat(LINES_MAX))], {}).length, 0);
});

Deno.test("missingModuleDocs() names a module that starts with code", () => {
  const bad = [
    file("gateway/a.ts", "import x from 'x';\n/** late */"),
    file("gateway/b.ts", "// A comment is no doc\n"),
    file("gateway/c.ts", ""),
  ];
  assert.equal(missingModuleDocs(bad).length, bad.length);
  assert.deepEqual(missingModuleDocs([file("gateway/a.ts"), file("gateway/a_test.ts", "")]), []);
});

Deno.test("unfinishedWords() names a promise in place of the work", () => {
  const word = ["TO", "DO"].join("");
  assert.deepEqual(unfinishedWords([file("gateway/a.ts", `/** A. */\n// ${word}: mend\n`)]), [
    `gateway/a.ts:2: '${word}': finish it, or say what is true`,
  ]);
  assert.deepEqual(unfinishedWords([file("gateway/a.ts", "/** Methods: todos of a list. */")]), []);
});

/** This repository's own sources and imports, read once for all tests below. */
let house: Promise<{ files: readonly SourceFile[]; edges: readonly Edge[] }> | undefined;
const readHouse = () =>
  house ??= readSources().then(async (files) => ({
    files,
    edges: await importGraph(files.map(({ path }) => path)),
  }));

Deno.test("house: the import graph is whole", async () => {
  const { files, edges } = await readHouse();
  assert.ok(edges.some(({ from, to }) => from === "contract/settings.ts" && to === "npm:zod"));
  assert.ok(
    edges.some(({ from, to }) => from === "emitters/emitter.ts" && to === "contract/mod.ts"),
  );
  const known = new Set(files.map(({ path }) => path));
  assert.deepEqual(edges.filter(({ to }) => to.endsWith(".ts") && !known.has(to)), []);
  assert.deepEqual([...known].filter((path) => !(roomOf(path) in MAY_IMPORT)), []);
});

Deno.test("house: rooms import what the table allows, through the door", async () => {
  const { files, edges } = await readHouse();
  assert.deepEqual(forbiddenImports(edges), []);
  assert.deepEqual(forbiddenNeighbours(edges), []);
  assert.deepEqual(sideDoors(edges, files), []);
  assert.deepEqual(unusedExceptions(edges), []);
  assert.deepEqual(forbiddenPackages(edges), []);
  // A name for a module of ours is there for plugins, which are not ours.
  const packages = Object.entries(config.imports).filter(([, target]) => !target.startsWith("./"))
    .map(([name]) => name);
  assert.deepEqual(unusedPackages(packages, edges), []);
});

Deno.test("house: composition roots are not imported, and imports form no ring", async () => {
  const { edges } = await readHouse();
  assert.deepEqual(importedRoots(edges), []);
  assert.deepEqual(importCycles(edges), []);
});

Deno.test("house: every module is used, named well, short, introduced and finished", async () => {
  const { files, edges } = await readHouse();
  assert.deepEqual(unusedModules(files, edges), []);
  assert.deepEqual(vagueNames(files), []);
  assert.deepEqual(longFiles(files), []);
  assert.deepEqual(missingModuleDocs(files), []);
  assert.deepEqual(unfinishedWords(files), []);
});

Deno.test("house: only composition roots touch the process, and modules only declare", async () => {
  const { files } = await readHouse();
  const found = files.flatMap(({ path, text }) =>
    Deno.lint.runPlugin(plugin, path, text).map(({ id, message, range }) => {
      const line = text.slice(0, range[0]).split("\n").length;
      return `${path}:${line}: ${id}: ${message}`;
    })
  );
  assert.deepEqual(found, []);
});

Deno.test("house: importing every module does nothing, without any permission", async () => {
  const { files } = await readHouse();
  const source = files.filter(({ path }) => !isTrial(path) && !isRoot(path))
    .map(({ path }) => importing(path)).join("") + `console.log("imported");\n`;
  const result = await runDeno(["run", "--ignore-env", "--no-prompt"], source);
  assert.deepEqual(result, { code: 0, stdout: "imported\n", stderr: "" });
});

function edge0(from: string, to: string) {
  return { from, to, why: "for the test" };
}

async function readSources(): Promise<SourceFile[]> {
  const paths = (await pathsBelow(ROOT)).filter((path) => path.endsWith(".ts"));
  return await Promise.all(paths.map(async (path) => ({
    path,
    text: await Deno.readTextFile(new URL(path, ROOT)),
  })));
}
