import assert from "node:assert/strict";
import { parseExact } from "./exact_json.ts";
import { asTexts } from "./flat_texts.ts";

Deno.test("asTexts() flattens objects, and writes every value as a text, numbers digit by digit", () => {
  const record = parseExact(
    '{"n":12,"exact":1.50,"tags":["a",1],"user":{"id":7,"ok":true},"x":null,"e":""}',
  ) as Record<string, unknown>;
  assert.deepEqual(asTexts(record), {
    n: "12",
    exact: "1.50",
    tags: '["a",1]',
    "user.id": "7",
    "user.ok": "true",
  });
});
