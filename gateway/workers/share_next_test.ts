import { shareNext } from "./share_next.ts";
import assert from "node:assert/strict";

function setUp() {
  const runs: PromiseWithResolvers<number>[] = [];
  const ask = shareNext(() => {
    const run = Promise.withResolvers<number>();
    runs.push(run);
    return run.promise;
  });
  return { runs, ask };
}

Deno.test("shareNext() gives those who come during a run the one after, together", async () => {
  const { runs, ask } = setUp();
  const first = ask();
  const late = [ask(), ask(), ask()];
  assert.equal(runs.length, 1);
  runs[0]!.resolve(1);
  assert.equal(await first, 1);
  late.push(ask());
  while (runs.length < 2) await Promise.resolve();
  runs[1]!.resolve(2);
  assert.deepEqual(await Promise.all(late), [2, 2, 2, 2]);
  assert.equal(runs.length, 2);
});

Deno.test("shareNext() goes on after a run that failed", async () => {
  const { runs, ask } = setUp();
  const first = ask();
  const second = ask();
  runs[0]!.reject(new Error("first"));
  await assert.rejects(first, /first/);
  while (runs.length < 2) await Promise.resolve();
  runs[1]!.resolve(2);
  assert.equal(await second, 2);
});
