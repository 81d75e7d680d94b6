/** Standalone binaries: each with the set of its task, and with the files that no import names. */
import assert from "node:assert/strict";
import config from "../../deno.json" with { type: "json" };
import { compileCommands, PROGRAMS, TARGETS } from "../../infra/mod.ts";
import { importGraph } from "../house/import_graph.ts";
import { ROOT } from "../repository.ts";
import { runTool } from "../observability/tools.ts";

Deno.test("each binary is compiled with the permission set and the V8 flags of its task", () => {
  for (const { name, entry, permissions, flags = [] } of PROGRAMS) {
    const task = Object.values(config.tasks).find(({ command }) => command.endsWith(` ${entry}`));
    assert.ok(task?.command.includes(`-P=${permissions} `), name);
    assert.ok(permissions in config.permissions, permissions);
    const asked = task!.command.match(/--v8-flags=\S+/g) ?? [];
    assert.deepEqual(asked.filter((flag) => !flags.includes(flag)), [], name);
  }
});

Deno.test("each binary includes the workers that its modules start", async () => {
  const edges = await importGraph(PROGRAMS.map(({ entry }) => entry));
  for (const { entry, include } of PROGRAMS) {
    const modules = new Set([entry]);
    for (const at of modules) {
      for (const { from, to } of edges) if (from === at) modules.add(to);
    }
    const started: string[] = [];
    for (const path of [...modules].filter((path) => path.endsWith(".ts"))) {
      const text = await Deno.readTextFile(new URL(path, ROOT));
      for (const [, worker] of text.matchAll(/new Worker\(\s*new URL\("([^"]+)"/g)) {
        started.push(new URL(worker!, new URL(path, ROOT)).href.slice(ROOT.href.length));
      }
    }
    assert.deepEqual(started.filter((worker) => !include.includes(worker)), [], entry);
  }
});

Deno.test("compileCommands() names every program and target once", async () => {
  const commands = TARGETS.flatMap((target) => compileCommands(target, "dist"));
  assert.equal(new Set(commands.map(({ path }) => path)).size, PROGRAMS.length * TARGETS.length);
  for (const { args, path } of commands) {
    assert.equal(path.endsWith(".exe"), path.includes("windows"));
    const files = args.filter((arg) => arg.startsWith("--include=")).map((arg) => arg.slice(10));
    for (const file of [...files, args.at(-1)!]) await Deno.stat(new URL(file, ROOT));
  }
});

Deno.test("deno task compile --dry-run prints what it would run", async () => {
  const { code, text } = await runTool(Deno.execPath(), [
    "run",
    "-P=compile",
    "infra/compile_cli.ts",
    "--dry-run",
    "--target=all",
  ]);
  assert.equal(code, 0, text);
  assert.equal(text.match(/^deno compile /gm)?.length, PROGRAMS.length * TARGETS.length);
});
