import assert from "node:assert/strict";
import { compactDecrypt } from "jose";
import {
  blindIndexEntry,
  createKeyRing,
  createSecretKey,
  INDEX_ENTRIES_MAX,
  INDEX_IS_CUT,
  type KeyRing,
  ok,
} from "../../contract/mod.ts";
import { createBlindIndex, createSealer, PII_KINDS, type Sealer } from "../protect/mod.ts";
import { createTranscribe } from "./mod.ts";
import { bounds, encoder, NOW_MS, origins, storeBody, storeFields } from "./testing/mod.ts";

const newKey = (kid: string) => createSecretKey(kid, crypto.getRandomValues(new Uint8Array(32)));
const sealKey = newKey("k1");
const indexKey = newKey("i1");

function transcribeWith(keys: KeyRing) {
  return createTranscribe({
    ...{ kinds: PII_KINDS, keepFields: [], ...bounds },
    seal: { sealer: createSealer({ keys }), fields: ["client_ip", "user.mail"] },
    index: createBlindIndex(createKeyRing([indexKey])),
  });
}

const BATCH = [
  { msg: "login by John@Example.com from 83.11.23.45", client_ip: "83.11.23.45" },
  { msg: "nothing to hide" },
  { user: { mail: "jane@example.com" }, deep: [{ ip: "2001:DB8::1" }] },
];
const body = encoder.encode(JSON.stringify(BATCH));

Deno.test("a batch has masked text, sealed originals and index entries side by side", async () => {
  const stored = await transcribeWith(createKeyRing([sealKey]))("json", body, origins[0]!, NOW_MS);
  assert.ok(stored.ok);
  const { lines } = stored.value;
  const records = lines.trimEnd().split("\n").map((line) => JSON.parse(line));
  const [first, second, third] = records;
  const originals = await Promise.all([first, third].map(async ({ pii }) => {
    const { plaintext } = await compactDecrypt(pii, sealKey.bytes());
    return JSON.parse(new TextDecoder().decode(plaintext));
  }));
  assert.deepEqual(originals, [
    { msg: BATCH[0]!.msg, client_ip: "83.11.23.45" },
    { "user.mail": "jane@example.com" },
  ]);
  assert.deepEqual(Object.keys(second), ["ts", "level", "msg", "emitter"]);
  const entry = (kind: "email" | "ip", value: string) => blindIndexEntry(indexKey, kind, value);
  assert.deepEqual(first.pii_index, [
    entry("email", "john@example.com"),
    entry("ip", "83.11.23.45"),
  ]);
  assert.deepEqual(third.pii_index, [
    entry("email", "jane@example.com"),
    entry("ip", "2001:db8::1"),
  ]);
  assert.deepEqual(Object.keys(first).slice(-2), ["pii_index", "pii"]);
  for (const clear of ["John@", "jane@", "83.11.23.45", "2001:DB8::1"]) {
    assert.ok(!lines.includes(clear), clear);
  }
});

Deno.test("nothing is stored of a batch of which one record cannot be sealed", async () => {
  let uses = 0;
  const failing = createKeyRing([{
    kid: "k9",
    bytes: () => {
      uses++;
      return new Uint8Array(31);
    },
  }]);
  const stored = await transcribeWith(failing)("json", body, origins[0]!, NOW_MS);
  assert.ok(uses > 0 && !stored.ok);
  assert.equal(stored.failure.kind, "seal_failed");
  assert.doesNotMatch(JSON.stringify(stored), /john|jane|83\.11/i);
});

Deno.test("the index of a record is cut where it would be too long", async () => {
  const ips = Array.from({ length: INDEX_ENTRIES_MAX + 5 }, (_, i) => `83.11.${i >> 8}.${i & 255}`);
  const index = createBlindIndex(createKeyRing([indexKey]));
  const entries = (await storeFields({ ips }, { index })).fields.pii_index as string[];
  assert.equal(entries.length, INDEX_ENTRIES_MAX + 1);
  assert.equal(entries.at(-1), INDEX_IS_CUT);
});

/** What would be sealed of a record with these fields. */
async function sealedOf(fields: readonly string[], json: string): Promise<unknown> {
  let sealed: string | undefined;
  const sealer: Sealer = {
    kid: "none",
    sealBatch: ([first]) => {
      sealed = first;
      return Promise.resolve(ok([undefined]));
    },
  };
  await storeBody(json, { seal: { sealer, fields } });
  return sealed === undefined ? undefined : JSON.parse(sealed);
}

Deno.test("originals are those of msg and of listed fields that masking changed, and no others", async () => {
  const mail = "john@example.com";
  const rows: [fields: string[], content: Record<string, unknown>, expected: unknown][] = [
    [[], {}, undefined],
    [[], { msg: `by ${mail}` }, { msg: `by ${mail}` }],
    [["msg"], { msg: `by ${mail}` }, { msg: `by ${mail}` }],
    [[], { user_email: mail }, undefined],
    [["user_email"], { user_email: mail }, { user_email: mail }],
    [["user_email"], { user_email: "j***@example.com" }, undefined],
    [["user_email", "client_ip"], { client_ip: "83.11.23.45", user_email: 7 }, {
      client_ip: "83.11.23.45",
    }],
    [["pan"], { pan: 4111111111111111 }, { pan: 4111111111111111 }],
    [["password"], { password: "hunter2" }, { password: "hunter2" }],
    [["user.mail"], { user: { mail, id: 7 } }, { "user.mail": mail }],
    [["user.id"], { user: { mail, id: 7 } }, undefined],
    [["user"], { user: { mail, id: 7 } }, { user: { mail, id: 7 } }],
    [["user.mail"], { "user.mail": mail, user: { mail: "x" } }, { "user.mail": mail }],
    [["users.1.mail"], { users: [{ mail: "x" }, { mail }] }, { "users.1.mail": mail }],
    [["users.mail"], { users: [{ mail }] }, undefined],
    [["user.mail"], { user: mail }, undefined],
    [["toString", "constructor.name", "__proto__.x"], { msg: mail }, { msg: mail }],
    [[mail], { [mail]: 1 }, { [mail]: 1 }],
    [["n"], { n: { a: 9007199254740991, mail } }, { n: { a: 9007199254740991, mail } }],
    [["message", "msg"], { message: `by ${mail}` }, { msg: `by ${mail}` }],
  ];
  for (const [fields, content, expected] of rows) {
    const json = JSON.stringify({ msg: "", ...content });
    assert.deepEqual(await sealedOf(fields, json), expected, json);
  }
  assert.equal(
    JSON.stringify(await sealedOf(["__proto__"], `{"__proto__":"${mail}"}`)),
    `{"__proto__":"${mail}"}`,
  );
});
