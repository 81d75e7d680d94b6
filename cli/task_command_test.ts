import { deepEqual } from "node:assert/strict";
import { taskCommand } from "./task_command.ts";

Deno.test("taskCommand() takes a task apart, and leaves alone what is none of ours", () => {
  deepEqual(taskCommand("deno run -P=gateway --no-prompt --v8-flags=--a gateway/main.ts --x"), {
    set: "gateway",
    flags: ["--no-prompt", "--v8-flags=--a"],
    entry: "gateway/main.ts",
    args: ["--x"],
  });
  deepEqual(taskCommand("deno fmt --check && deno lint"), undefined);
});
