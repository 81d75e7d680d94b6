import { both } from "./both.ts";
import assert from "node:assert/strict";

Deno.test("both() waits for the other before it throws", async () => {
  const fault = Promise.withResolvers<string>();
  let isOver = false;
  const ended = both(Promise.reject(new Error("no verdict")), fault.promise)
    .catch((error) => {
      assert.ok(isOver, "it threw while the fault went on");
      return error.message;
    });
  queueMicrotask(() => {
    isOver = true;
    fault.resolve("started again");
  });
  assert.equal(await ended, "no verdict");
});

Deno.test("both() gives both results", async () => {
  assert.deepEqual(await both(Promise.resolve(1), Promise.resolve("a")), [1, "a"]);
});
