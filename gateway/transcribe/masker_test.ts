import assert from "node:assert/strict";
import fc from "fast-check";
import { PII_KINDS } from "../protect/mod.ts";
import { createMasker } from "./mod.ts";
import { ndjsonBody, storeBody } from "./testing/mod.ts";

const masker = createMasker({ kinds: PII_KINDS, keepFields: [] });

Deno.test("masker: what has nothing to hide comes out as it is, and masking what is masked changes nothing", () => {
  const line = fc.oneof(fc.string(), fc.json(), ndjsonBody.map((body) => body.split("\n")[0]!));
  fc.assert(fc.property(line, (text) => {
    for (const way of ["text", "json"] as const) {
      const masked = masker[way](text);
      if (masked === undefined) continue;
      if (masked.found.length === 0) assert.equal(masked.text, text);
      else assert.equal(masker[way](masked.text)?.text, masked.text);
    }
  }));
});

Deno.test("masker: values inside of a record are masked as the gateway masks them", async () => {
  await fc.assert(fc.asyncProperty(fc.json({ maxDepth: 3 }), async (value) => {
    const line =
      `{"data":${value},"user":{"password":"hunter2x","mail":"a@b.cc","ip":"83.11.23.45"}}`;
    const { lines } = await storeBody(line);
    const masked = masker.json(line)!.text;
    const stored = JSON.parse(lines) as Record<string, unknown>;
    const { data, user } = JSON.parse(masked) as Record<string, unknown>;
    assert.deepEqual([data, user], [stored.data, stored.user]);
  }));
});

Deno.test("masker: JSON is what is an object or an array, whole", () => {
  for (const line of ["", "1", '"a"', "{", "{} x", '{"a":}', "[1,]", "a {}", "[".repeat(100_000)]) {
    assert.equal(masker.json(line), undefined, line.slice(0, 20));
  }
  for (const line of ["{}", "[]", ' {"a" : [1, 2]} ', "\t[null]"]) {
    assert.deepEqual(masker.json(line), { text: line, found: [] });
  }
});

Deno.test("masker: says what was masked, and where it stood", () => {
  const { text, found } = masker.text("by john@example.com from 83.11.23.45");
  assert.equal(text, "by j***@example.com from 83.11.x.x");
  assert.deepEqual(found.map(({ kind, start }) => [kind, start]), [["email", 3], ["ipv4", 25]]);
  const secret = masker.json('{"n":1,"password":"x"}')!;
  assert.equal(secret.text, '{"n":1,"password":"***"}');
  assert.deepEqual(secret.found.map(({ kind, start }) => [kind, start]), [[
    "credential",
    undefined,
  ]]);
});
