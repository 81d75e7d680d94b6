/**
 * conform finds what a pipeline of the tests' own does wrong, with exact counts, and nothing on a clean
 * one; `deno task prove:conform` goes through all of `faults.ts`, and our gateway.
 */
import { HARMED, RECORDS } from "./faults.ts";
import { conformLiar } from "./run.ts";
import assert from "node:assert/strict";

Deno.test("a pipeline that keeps everything passes, and is told where it masks nothing", async () => {
  const { steady, pii, rotate } = await conformLiar("honest", ["steady", "pii", "rotate"]);
  assert.equal(steady!.status, "passed", steady!.says);
  assert.equal(steady!.counts.stored, RECORDS);
  assert.equal(pii!.status, "broken");
  assert.equal(pii!.counts.planted, Number(/^[\d,]+/.exec(pii!.says)![0].replace(",", "")));
  assert.deepEqual([rotate!.status, rotate!.says], ["not run", "it tails no file"]);
});

Deno.test("what a pipeline loses is counted, and the first of it is named", async () => {
  const { steady } = await conformLiar("drop", ["steady"]);
  assert.equal(steady!.status, "broken");
  assert.equal(steady!.counts.lost, HARMED);
  assert.equal(steady!.affected.length, 3);
  assert.match(steady!.affected[0]!, /^lost seq 50$/);
  assert.equal(steady!.command, "conform liar.yaml --case steady");
});
