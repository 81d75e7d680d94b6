import assert from "node:assert/strict";
import {
  bar,
  duration,
  fit,
  painter,
  percent,
  rate,
  table,
  visibleLength,
  wantsColor,
  whole,
} from "./terminal.ts";

Deno.test("wantsColor() honours NO_COLOR, then FORCE_COLOR, then the terminal", () => {
  assert.equal(wantsColor({}, true), true);
  assert.equal(wantsColor({}, false), false);
  assert.equal(wantsColor({ NO_COLOR: "" }, true), true);
  assert.equal(wantsColor({ NO_COLOR: "1", FORCE_COLOR: "1" }, true), false);
  assert.equal(wantsColor({ FORCE_COLOR: "1" }, false), true);
  assert.equal(wantsColor({ FORCE_COLOR: "0" }, false), false);
  assert.equal(wantsColor({ TERM: "dumb" }, true), false);
});

Deno.test("painter() colours only if it may", () => {
  assert.equal(painter({ color: true, width: 80 })("red", "x"), "\x1b[31mx\x1b[0m");
  assert.equal(painter({ color: false, width: 80 })("red", "x"), "x");
});

Deno.test("fit() cuts what is too wide, and counts no colour codes", () => {
  assert.equal(fit("abcdef", 6), "abcdef");
  assert.equal(fit("abcdef", 5), "abcd…");
  const colored = `\x1b[31mabc\x1b[0mdef`;
  assert.equal(fit(colored, 6), colored);
  assert.equal(fit(colored, 5), `\x1b[31mabc\x1b[0md…\x1b[0m`);
  assert.equal(visibleLength(fit(colored, 3)), 3);
});

Deno.test("table() lines up, colour or not", () => {
  assert.deepEqual(table([["a", "1"], ["long", "\x1b[31m22\x1b[0m"]]), [
    "a      1",
    "long  \x1b[31m22\x1b[0m",
  ]);
});

Deno.test("numbers read well", () => {
  assert.deepEqual([0, 999, 1000, 1234567].map(whole), ["0", "999", "1,000", "1,234,567"]);
  assert.deepEqual([0, 0.25, 12.345, 99.96, 1200.4].map(rate), [
    ...["0", "0.25", "12.3", "100", "1,200"],
  ]);
  assert.deepEqual([undefined, 0.42, 12.4, 999.6, 1300].map(duration), [
    ...["–", "0.4 ms", "12 ms", "1000 ms", "1.3 s"],
  ]);
  assert.deepEqual([0, 0.0004, 0.125, 1].map(percent), ["0.0 %", "0.04 %", "12.5 %", "100.0 %"]);
});

Deno.test("bar() fills by eighths", () => {
  assert.deepEqual([0, 0.5, 0.55, 1, 2].map((share) => bar(share, 4)), [
    ...["░░░░", "██░░", "██▎░", "████", "████"],
  ]);
});
