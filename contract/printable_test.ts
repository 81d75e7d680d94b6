import { printable } from "./mod.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

Deno.test("printable() escapes what moves a cursor or turns a line", () => {
  assert.equal(printable("a\x1b[2Jb\r\n"), "a\\u001b[2Jb\\u000d\\u000a");
  assert.equal(
    printable("\x9b31m\x7f\u202egpj.exe\u2028"),
    "\\u009b31m\\u007f\\u202egpj.exe\\u2028",
  );
});

Deno.test("printable() leaves letters of any script as they are", () => {
  const text = "zażółć 東京 😀 é — “x” \u00a0";
  assert.equal(printable(text), text);
});

Deno.test("printable() gives a line without controls, whatever it is given", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    assert.doesNotMatch(printable(text), /\p{Cc}/u);
  }));
});
