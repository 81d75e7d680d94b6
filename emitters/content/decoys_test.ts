import assert from "node:assert/strict";
import { DECOYS } from "./decoys.ts";
import { createMessages } from "./messages.ts";
import { isIban, passesLuhn } from "../pii/mod.ts";
import { createRandom } from "../chance/mod.ts";

Deno.test("DECOYS are what they say: like personal data, and none", () => {
  for (const { looksLike, text } of DECOYS) {
    const digits = text.replace(/\D/g, "");
    if (looksLike === "card") assert.ok(digits.length >= 14 && !passesLuhn(digits), text);
    const account = /[A-Z]{2}\d{20}/.exec(text)?.[0];
    if (looksLike === "iban") assert.ok(account !== undefined && !isIban(account), text);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(text, /["\\,{}\0-\x1f]/);
  }
});

Deno.test("DECOYS can be counted: each occurs in no other, and all in messages", () => {
  for (const { text } of DECOYS) {
    assert.equal(DECOYS.filter((other) => other.text.includes(text)).length, 1, text);
  }
  const messages = createMessages(createRandom(1), { multiline: true, encode: (text) => text });
  const written = Array.from({ length: 5000 }, () => messages.next("INFO")).join("\n");
  for (const { text } of DECOYS) assert.ok(written.includes(text), text);
});
