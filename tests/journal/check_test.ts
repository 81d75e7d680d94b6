import assert from "node:assert/strict";
import { join } from "node:path";
import { checkJournal } from "./check.ts";

const line = (batch: string, index: number, count: number) =>
  `${JSON.stringify({ msg: "m", batch, index, count })}\n`;
const whole = (batch: string) => line(batch, 0, 2) + line(batch, 1, 2);

const CASES: readonly { name: string; journal: string; problems: readonly string[] }[] = [
  { name: "whole batches", journal: whole("a") + whole("b"), problems: [] },
  { name: "an unknown batch that was begun", journal: whole("a") + line("x", 0, 2), problems: [] },
  {
    name: "a missing batch",
    journal: whole("x"),
    problems: ["batch a was acknowledged and is not there"],
  },
  {
    name: "an acknowledged batch cut short",
    journal: line("a", 0, 2),
    problems: ["batch a was acknowledged and has 1 of 2 records"],
  },
  {
    name: "a batch stored twice",
    journal: whole("a") + line("a", 0, 2),
    problems: ["20260501.ndjson:3: batch a is there twice"],
  },
  {
    name: "batches mixed",
    journal: line("a", 0, 2) + line("x", 0, 1) + line("a", 1, 2),
    problems: [
      "20260501.ndjson:3: record 1 of batch a is out of place",
      "batch a was acknowledged and has 1 of 2 records",
    ],
  },
  {
    name: "lines that are no records",
    journal: `${whole("a")}{"msg":\n\n{"msg":"m"}\n`,
    problems: [
      "20260501.ndjson:3: not a JSON object",
      "20260501.ndjson:4: not a JSON object",
      "20260501.ndjson:5: belongs to no batch",
    ],
  },
  {
    name: "a torn line",
    journal: `${whole("a")}{"ms`,
    problems: ["20260501.ndjson: its last line is torn"],
  },
];

for (const { name, journal, problems } of CASES) {
  Deno.test(`checkJournal() judges ${name}`, async () => {
    const dir = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(join(dir, "20260501.ndjson"), journal);
      await Deno.writeTextFile(join(dir, "20260501.torn"), "not looked at");
      const acknowledged = journal.includes('"b"') ? ["a", "b"] : ["a"];
      assert.deepEqual((await checkJournal({ dir, acknowledged })).problems, problems);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}
