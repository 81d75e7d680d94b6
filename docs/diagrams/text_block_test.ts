/** Lines break between words, and are as wide as they are said to be. */
import assert from "node:assert/strict";
import { widthPx, wrapped } from "./text_block.ts";

Deno.test("wrapped() breaks between words, at the width that is given", () => {
  const text = "what runs, and what it keeps on disk";
  const lines = wrapped({ text, sizePx: 12 }, 90);
  assert.ok(lines.length > 1);
  assert.equal(lines.map((line) => line.text).join(" "), text);
  assert.ok(lines.every((line) => widthPx(line) <= 90));
  assert.deepEqual(wrapped({ text: "unbreakable", sizePx: 12 }, 10).length, 1);
  assert.deepEqual(wrapped({ text: "", sizePx: 12 }, 10), []);
});

Deno.test("widthPx() knows narrow letters from wide ones, and bold and monospaced text", () => {
  const of = (text: string, rest = {}) => widthPx({ text, sizePx: 10, ...rest });
  assert.ok(of("iii") < of("nnn") && of("nnn") < of("WWW"));
  assert.ok(of("nnn") < of("nnn", { isBold: true }));
  assert.equal(of("iii", { isMono: true }), of("WWW", { isMono: true }));
});
