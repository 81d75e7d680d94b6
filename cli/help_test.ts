import { deepEqual, ok } from "node:assert/strict";
import { completion, help, SHELLS } from "./help.ts";
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
