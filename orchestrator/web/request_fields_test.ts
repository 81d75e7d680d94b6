import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { BODY_BYTES_MAX, readFields } from "./request_fields.ts";

const Fields = z.strictObject({
  name: z.string().optional(),
  seed: z.union([z.int(), z.string()]).optional(),
  factor: z.number().optional(),
  verify: z.boolean().optional(),
});

const asked = (body: BodyInit, headers: Record<string, string>) =>
  readFields(new Request("http://localhost/", { method: "POST", body, headers }), Fields);
const JSON_TYPE = { "content-type": "application/json" };
const FORM = { "content-type": "application/x-www-form-urlencoded", "hx-request": "true" };

async function kindOf(result: ReturnType<typeof asked>): Promise<string> {
  const read = await result;
  return read.ok ? "ok" : read.failure.kind;
}

Deno.test("readFields() reads JSON as it is", async () => {
  const type = { "content-type": "application/json; charset=utf-8" };
  assert.deepEqual(await asked('{"name":"x","factor":2}', type), {
    ok: true,
    value: { name: "x", factor: 2 },
  });
});

Deno.test("readFields() reads forms: empty fields are absent, numbers and flags are what they say", async () => {
  const form = "name=a+b&factor=2.5&seed=42&verify=true";
  assert.deepEqual(await asked(form, FORM), {
    ok: true,
    value: { name: "a b", factor: 2.5, seed: 42, verify: true },
  });
  assert.deepEqual(await asked("name=&factor=&seed=spike&verify=", FORM), {
    ok: true,
    value: { seed: "spike" },
  });
});

Deno.test("readFields() takes forms from our own pages alone", async () => {
  const { "hx-request": _, ...foreign } = FORM;
  assert.equal(await kindOf(asked("name=x", foreign)), "unsupported_media_type");
  const text = { "content-type": "text/plain" };
  assert.equal(await kindOf(asked('{"name":"x"}', text)), "unsupported_media_type");
});

Deno.test("readFields() names what it cannot read", async () => {
  assert.equal(await kindOf(asked("{", JSON_TYPE)), "bad_request");
  const table: readonly [body: string, detail: string][] = [
    ['{"nme":"x"}', "unknown key 'nme' (did you mean 'name'?)"],
    [
      '{"factor":"two","faktor":1}',
      "'factor' must be a number; unknown key 'faktor' " +
      "(did you mean 'factor'?)",
    ],
    ['{"seed":{}}', "'seed' must be a number or a text"],
    ["[]", "The body must be an object"],
  ];
  for (const [body, detail] of table) {
    const read = await asked(body, JSON_TYPE);
    assert.ok(!read.ok);
    assert.equal(read.failure.detail, detail);
  }
  assert.equal(await kindOf(asked("factor=two", FORM)), "bad_request");
});

Deno.test("readFields() stops at BODY_BYTES_MAX, announced or not", async () => {
  const large = "x".repeat(BODY_BYTES_MAX + 1);
  assert.equal(await kindOf(asked(large, JSON_TYPE)), "body_too_large");
  const chunks = ReadableStream.from([large, large].map((text) => new TextEncoder().encode(text)));
  assert.equal(await kindOf(asked(chunks, JSON_TYPE)), "body_too_large");
});

Deno.test("readFields() answers any bytes with fields or a failure", async () => {
  await fc.assert(fc.asyncProperty(
    fc.oneof(fc.uint8Array(), fc.json(), fc.webQueryParameters()),
    fc.constantFrom(JSON_TYPE, FORM),
    async (body, headers) => {
      const read = await asked(body as BodyInit, headers);
      assert.equal(typeof read.ok, "boolean");
    },
  ));
});
