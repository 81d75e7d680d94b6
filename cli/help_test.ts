import { deepEqual, ok } from "node:assert/strict";
import config from "../deno.json" with { type: "json" };
import { completion, help, SHELLS } from "./help.ts";
import { taskCommand } from "./task_command.ts";
import { VERBS } from "./verbs.ts";

Deno.test("help() fits on one screen and names every verb once", () => {
  const lines = help("1.0.0").split("\n");
  ok(lines.length <= 40 && lines.every((line) => line.length <= 80), lines.join("\n"));
  for (const { name } of VERBS) {
    deepEqual(lines.filter((line) => line.startsWith(`  ${name} `)).length, 1, name);
  }
});

Deno.test("completion() names every verb, for each shell", () => {
  for (const shell of SHELLS) {
    const text = completion(shell);
    for (const { name } of VERBS) ok(text.includes(name), `${shell}: ${name}`);
  }
});

Deno.test("taskCommand() reads every task that a verb is, with a set that there is", () => {
  const tasks: Readonly<Record<string, { readonly command: string }>> = config.tasks;
  for (const { name, task = name } of VERBS) {
    const read = taskCommand(tasks[task]?.command ?? "");
    ok(read !== undefined, `${name}: deno.json has no such task: ${task}`);
    ok(read.set in config.permissions, `${name}: ${read.set}`);
  }
  deepEqual(taskCommand("deno run -P=gateway --no-prompt --v8-flags=--a gateway/main.ts --x"), {
    set: "gateway",
    flags: ["--no-prompt", "--v8-flags=--a"],
    entry: "gateway/main.ts",
    args: ["--x"],
  });
  deepEqual(taskCommand("deno fmt --check && deno lint"), undefined);
});
