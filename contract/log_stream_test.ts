import assert from "node:assert/strict";
import { writeLine } from "./log_stream.ts";

Deno.test("writeLine() writes all of a line, however little the stream takes at once", () => {
  const taken: number[] = [];
  const writeSync = (bytes: Uint8Array) =>
    taken.push(...bytes.subarray(0, 3)) && Math.min(3, bytes.length);
  writeLine({ writeSync }, "grüße\n");
  assert.equal(new TextDecoder().decode(new Uint8Array(taken)), "grüße\n");
});

Deno.test("writeLine() outlives its reader, and no other fault", () => {
  const failing = (error: Error) => ({
    writeSync(): number {
      throw error;
    },
  });
  writeLine(failing(new Deno.errors.BrokenPipe()), "line\n");
  assert.throws(() => writeLine(failing(new Deno.errors.NotCapable()), "line\n"));
});
