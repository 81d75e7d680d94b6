import assert from "node:assert/strict";
import { join } from "node:path";
import { filesByWorker, recoverFile, recoverFiles } from "./recovery.ts";

const NAME = "20260501.ndjson";
const LONG = "x".repeat(200_000);
const NULS = "\0".repeat(70_000);

/** `before` is what a crash left; it becomes `after`, and the rest stands in the `.torn` file. */
const CASES: readonly { name: string; before: string; after: string; torn?: string }[] = [
  { name: "an empty file", before: "", after: "" },
  { name: "whole lines", before: "1\n2\n", after: "1\n2\n" },
  { name: "a torn line", before: "1\n2", after: "1\n", torn: "2\n" },
  { name: "nothing but a torn line", before: "12", after: "", torn: "12\n" },
  {
    name: "a torn line longer than a chunk",
    before: `1\n${LONG}`,
    after: "1\n",
    torn: `${LONG}\n`,
  },
  { name: "NULs behind whole lines", before: `1\n${NULS}`, after: "1\n", torn: `${NULS}\n` },
  { name: "NULs behind a torn line", before: "1\n2\0\0", after: "1\n", torn: "2\0\0\n" },
  { name: "nothing but NULs", before: "\0\0\0", after: "", torn: "\0\0\0\n" },
  { name: "a page of NULs before data", before: "1\n2\0\0\n3\n", after: "1\n", torn: "2\0\0\n3\n" },
];

for (const { name, before, after, torn } of CASES) {
  Deno.test(`recoverFile() puts right ${name}`, async () => {
    await inDirectory(async (dir) => {
      await Deno.writeTextFile(join(dir, NAME), before);
      const tail = await recoverFile(dir, NAME);
      assert.equal(await Deno.readTextFile(join(dir, NAME)), after);
      if (torn === undefined) {
        assert.equal(tail, undefined);
        await assert.rejects(Deno.stat(join(dir, "20260501.torn")), Deno.errors.NotFound);
      } else {
        assert.equal(await Deno.readTextFile(join(dir, "20260501.torn")), torn);
        const lines = torn.split("\n").length - 1;
        assert.deepEqual(tail, { file: NAME, lines, bytes: before.length - after.length });
      }
      assert.equal(await recoverFile(dir, NAME), undefined, "once is enough");
    });
  });
}

Deno.test("recoverFile() keeps what earlier crashes left in the .torn file", async () => {
  await inDirectory(async (dir) => {
    for (const torn of ["first", "second"]) {
      await Deno.writeTextFile(join(dir, NAME), `1\n${torn}`);
      await recoverFile(dir, NAME);
    }
    assert.equal(await Deno.readTextFile(join(dir, "20260501.torn")), "first\nsecond\n");
  });
});

Deno.test("filesByWorker() and recoverFiles() find every torn file of a worker", async () => {
  await inDirectory(async (dir) => {
    const names = ["20260501.ndjson", "2026043012.ndjson", "20260429.ndjson", "20260420.ndjson"];
    const others = ["20260501.w1.ndjson", "20260411.torn", "notes.txt", "20260231.ndjson"];
    for (const name of [...names, ...others]) await Deno.writeTextFile(join(dir, name), "1\n2");
    const files = await filesByWorker(dir);
    assert.deepEqual(Object.fromEntries(files), { undefined: names, 1: ["20260501.w1.ndjson"] });
    assert.deepEqual((await recoverFiles(dir, names)).map(({ file }) => file), names);
    assert.deepEqual(await recoverFiles(dir, names), []);
    for (const name of others) assert.equal(await Deno.readTextFile(join(dir, name)), "1\n2");
  });
});

async function inDirectory(trial: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await trial(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
