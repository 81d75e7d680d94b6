/** What holds for patterns of any log: all lines are counted, once, and the same way every time. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { mineText } from "./in_memory.ts";
import { seeded, shuffled } from "./seeded.ts";
import { scoreGroups } from "./scores.ts";
import { labelledLines } from "./style_lines.ts";
import { STYLES } from "./styles.ts";

const TOKENS = [
  ...'alpha beta gamma user from port = : , ( ) " [ ] /var/log/x 10.0.0.1 42 0xff a1 b2c3d4e5f6'
    .split(" "),
  "2026-05-01 10:00:00",
  "\tat a.B.c(B.java:1)",
  "<ip>",
  "é😀",
  "\u0000",
  "\r",
];
const line = fc.oneof(
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 8 }).map((tokens) => tokens.join(" ")),
  fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.replaceAll("\n", " ")),
  fc.record({
    ts: fc.constant("2026-05-01T10:00:00.000Z"),
    level: fc.constantFrom("INFO", "ERROR"),
    msg: fc.string(),
  })
    .map((record) => JSON.stringify(record)),
);
const lines = fc.array(line, { minLength: 1, maxLength: 60 });

Deno.test("every line is counted in exactly one pattern", async () => {
  await fc.assert(
    fc.asyncProperty(
      lines,
      fc.boolean(),
      fc.integer({ min: 2, max: 40 }),
      async (all, isEnded, formsMax) => {
        const text = all.join("\n") + (isEnded ? "\n" : "");
        const count = text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
        const { report, ids } = await mineText(text, { formsMax });
        assert.equal(ids.length, count);
        assert.equal(report.totals.lines, count);
        for (const { id, count, levels } of report.patterns) {
          assert.equal(ids.filter((each) => each === id).length, count);
          assert.equal(Object.values(levels).reduce((sum, each) => sum + each, 0), count);
        }
        assert.equal(new Set(report.patterns.map(({ id }) => id)).size, report.patterns.length);
      },
    ),
  );
});

Deno.test("the same input gives the same patterns in any chunking", async () => {
  await fc.assert(
    fc.asyncProperty(lines, fc.integer({ min: 1, max: 64 }), async (all, chunkBytes) => {
      const text = all.join("\n");
      assert.deepEqual(await mineText(text, { chunkBytes }), await mineText(text));
    }),
  );
});

for (const formsMax of [10_000, 30]) {
  Deno.test(`lines of one pattern stay of one pattern when more come, ${formsMax} forms at most`, async () => {
    const random = seeded(7);
    const messages = STYLES.flatMap((style) => labelledLines(style, 60, random));
    const all = shuffled(messages.map(({ message }) => message), random);
    const some = await mineText(all.slice(0, all.length / 2).join("\n"), { formsMax });
    const more = await mineText(all.join("\n"), { formsMax });
    const now = new Map<string, string>();
    some.ids.forEach((id, index) => {
      const later = more.ids[index]!;
      assert.equal(now.get(id) ?? later, later, "lines that shared a pattern have parted");
      now.set(id, later);
    });
    // A pattern keeps its id, unless it has become one with an older pattern: then it has that one's.
    const ages = new Map([...new Set(some.ids)].map((id, age) => [id, age]));
    for (const [before, after] of now) {
      assert.ok(
        before === after || ages.get(after)! < ages.get(before)!,
        `${before} is called ${after}`,
      );
    }
  });
}

Deno.test("a full table tells what it can, and counts the rest as one pattern", async () => {
  const words = Array.from(
    { length: 200 },
    (_, index) => `x${String.fromCharCode(97 + index % 26, 97 + index / 26)}`,
  );
  const all = words.map((word, index) =>
    Array.from({ length: 3 + index % 7 }, (_, at) => word + "abcdefgh"[at]).join(" ")
  );
  const { report } = await mineText(all.join("\n"), { formsMax: 50 });
  assert.equal(report.totals.lines, all.length);
  assert.ok(report.patterns.length <= 51, `${report.patterns.length} patterns`);
  assert.equal(report.patterns[0]!.id, "overflow");
});

for (const style of STYLES) {
  Deno.test(`the log of ${style.name} is grouped by statement, with its headers and without`, async () => {
    const all = labelledLines(style, 1500, seeded(11));
    const labels = all.map(({ statement }) => String(statement));
    for (const texts of [all.map(({ line }) => line), all.map(({ message }) => message)]) {
      const { ids } = await mineText(texts.join("\n"));
      const { ga, fga } = scoreGroups(ids, labels);
      assert.ok(ga >= 0.95 && fga >= 0.9, `GA ${ga}, FGA ${fga}`);
    }
  });
}
