/** The documents hold: generated files are fresh. */
import assert from "node:assert/strict";
import { generatedFiles, staleFiles } from "../docs/mod.ts";

const ROOT = new URL("../", import.meta.url);

Deno.test("staleFiles() names what is missing or different", async () => {
  const files = ["same", "changed", "missing"].map((path) => ({ path, content: `of ${path}` }));
  const onDisk: Record<string, string> = { same: "of same", changed: "of old" };
  assert.deepEqual(await staleFiles(files, (path) => Promise.resolve(onDisk[path])), [
    "changed",
    "missing",
  ]);
});

Deno.test("generated files are fresh (deno task docs writes them)", async () => {
  const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));
  assert.deepEqual(await staleFiles(generatedFiles(), read), []);
});
