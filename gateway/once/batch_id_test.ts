import assert from "node:assert/strict";
import { bodyPrint, idOfBody, idOfKey, readKey } from "./batch_id.ts";

const SCOPE = { client: "web", emitter: "json", tenantId: undefined };

Deno.test("readKey() takes the string of the draft and a bare word, and nothing else", () => {
  const rows: [header: string | undefined, key: string | undefined | "bad"][] = [
    [undefined, undefined],
    ["", undefined],
    ['"8e03978e-40d5-43e8-bc93-6894a57f9324"', "8e03978e-40d5-43e8-bc93-6894a57f9324"],
    ["burst-1", "burst-1"],
    ['"two words"', "two words"],
    ["two words", "two words"],
    ['"two words', "bad"],
    ['"', "bad"],
    ['""', "bad"],
    ['"a"b"', "bad"],
    ['"a", "b"', "bad"],
    ["é", "bad"],
    ["a".repeat(255), "a".repeat(255)],
    ["a".repeat(256), "bad"],
  ];
  for (const [header, expected] of rows) {
    const key = readKey(
      new Headers(header === undefined ? {} : { "idempotency-key": encode(header) }),
    );
    assert.equal(key.ok ? key.value : "bad", expected, header);
    if (!key.ok) assert.equal(key.failure.kind, "bad_header");
  }
});

Deno.test("ids differ by key, client, emitter, tenant, and by what they are made from", () => {
  const body = new TextEncoder().encode("k");
  const ids = [
    idOfKey("k", SCOPE),
    idOfKey("l", SCOPE),
    idOfKey("k", { ...SCOPE, client: undefined }),
    idOfKey("k", { ...SCOPE, client: "other" }),
    idOfKey("k", { ...SCOPE, emitter: "csv" }),
    idOfKey("k", { ...SCOPE, tenantId: "a" }),
    idOfBody("json", body, SCOPE),
    idOfBody("ndjson", body, SCOPE),
  ];
  assert.equal(new Set(ids).size, ids.length);
  assert.equal(idOfKey("k", SCOPE).length, 32);
});

Deno.test("bodyPrint() tells bodies apart", () => {
  const print = (text: string) => bodyPrint(new TextEncoder().encode(text));
  assert.equal(print("a"), print("a"));
  assert.notEqual(print("a"), print("b"));
  assert.notEqual(print("a"), print("a\0"));
});

/** Headers are latin-1 on the wire. */
function encode(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join("");
}
