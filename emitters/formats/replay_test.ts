import assert from "node:assert/strict";
import { createRandom, emitterByType } from "../mod.ts";
import { LINE_CHARS_MAX } from "./replay.ts";

const FILE = "./some.log";

function create(text: string, args: Record<string, unknown> = {}) {
  const found = emitterByType("replay");
  assert.ok(found.ok);
  const config = found.plugin.config.parse({ file: FILE, ...args });
  assert.deepEqual(found.plugin.files?.(config), [FILE]);
  return found.plugin.create(config, {
    random: createRandom(1),
    scenarioId: "s",
    levels: { DEBUG: 1, INFO: 1, WARN: 1, ERROR: 1 },
    files: new Map([[FILE, text]]),
  });
}

Deno.test("next() plays each line in order and begins again", () => {
  const emitter = create("one\r\n\n<11>two\n   \nthree");
  const records = Array.from({ length: 4 }, () => emitter.next(0));
  assert.deepEqual(
    records.map(({ text, level }) => [text, level]),
    [["one seq=1", "INFO"], ["<11>two seq=2", "ERROR"], ["three seq=3", "INFO"], [
      "one seq=4",
      "INFO",
    ]],
  );
  assert.equal(emitter.recordsMax, undefined);
  assert.equal(emitter.dueMs, undefined);
  assert.deepEqual(emitter.batch(records.slice(0, 2)), {
    contentType: "text/plain",
    body: "one seq=1\n<11>two seq=2\n",
  });
});

Deno.test("next() leaves lines as they are without sequence, and cuts endless ones", () => {
  const emitter = create(`plain\n${"x".repeat(LINE_CHARS_MAX + 5)}`, { sequence: false });
  assert.equal(emitter.next(0).text, "plain");
  assert.equal(emitter.next(0).text.length, LINE_CHARS_MAX);
});

Deno.test("recordsMax is the number of lines where there is no loop, or nothing to loop", () => {
  assert.equal(create("a\nb\n", { loop: false }).recordsMax, 2);
  const empty = create("\n\n");
  assert.equal(empty.recordsMax, 0);
  assert.throws(() => empty.next(0), RangeError);
});

Deno.test("dueMs() follows the times in the file, at a speed, and loops", () => {
  const text = "Jun 14 15:16:01 a\nJun 14 15:16:03 b\n  more\nJun 14 15:16:04 c\n";
  const emitter = create(text, { spacing: "original", speed: 2 });
  const due = Array.from({ length: 9 }, (_, i) => emitter.dueMs!(i));
  assert.deepEqual(due, [0, 1000, 1000, 1500, 2000, 3000, 3000, 3500, 4000]);
});

Deno.test("create() without the file is a mistake of the caller", () => {
  const found = emitterByType("replay");
  assert.ok(found.ok);
  const deps = {
    random: createRandom(1),
    scenarioId: "",
    levels: { DEBUG: 1, INFO: 1, WARN: 1, ERROR: 1 },
  };
  assert.throws(() => found.plugin.create({ file: FILE }, deps), /did not read the file/);
});
