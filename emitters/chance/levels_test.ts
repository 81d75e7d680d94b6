import assert from "node:assert/strict";
import { createLevels } from "./levels.ts";
import { createRandom } from "./random.ts";

Deno.test("createLevels() never draws a level of weight zero", () => {
  const draw = createLevels({ DEBUG: 0, INFO: 1, WARN: 0, ERROR: 2 }, createRandom(1));
  const drawn = new Set(Array.from({ length: 1000 }, draw));
  assert.deepEqual([...drawn].sort(), ["ERROR", "INFO"]);
});

Deno.test("createLevels() refuses weights that are no weights", () => {
  const mix = { DEBUG: 1, INFO: 1, WARN: 1, ERROR: 1 };
  for (const bad of [{ ...mix, WARN: -1 }, { ...mix, INFO: NaN }, { ...mix, ERROR: Infinity }]) {
    assert.throws(() => createLevels(bad, createRandom(1)), RangeError);
  }
  const none = { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0 };
  assert.throws(() => createLevels(none, createRandom(1)), /all weights are zero/);
});
