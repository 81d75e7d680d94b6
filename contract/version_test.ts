import assert from "node:assert/strict";
import { VERSION } from "./version.ts";

Deno.test("VERSION is a semantic version", () => {
  assert.match(VERSION, /^\d+\.\d+\.\d+(-[\w.]+)?$/);
});
