import assert from "node:assert/strict";
import fc from "fast-check";
import { compactDecrypt, CompactEncrypt } from "jose";
import { createKeyRing, createSecretKey, type SecretKey } from "../../contract/mod.ts";
import { createOpenToken, kidOf } from "./open_sealed.ts";

const newKey = (kid: string) => createSecretKey(kid, crypto.getRandomValues(new Uint8Array(32)));
const [k1, k2, k3] = [newKey("k1"), newKey("k2"), newKey("k3")] as const;

/** Sealed by jose, which knows nothing of us. */
function sealWithJose(
  key: SecretKey,
  content: unknown,
  header: Record<string, unknown> = {},
): Promise<string> {
  const plaintext = typeof content === "string" ? content : JSON.stringify(content);
  return new CompactEncrypt(new TextEncoder().encode(plaintext))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: key.kid, ...header })
    .encrypt(key.bytes());
}

Deno.test("createOpenToken() opens what jose sealed, with any key of the ring", async () => {
  const open = createOpenToken(createKeyRing([k3, k2, k1]));
  const content = fc.dictionary(
    fc.string(),
    fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(k1, k2, k3), content, async (key, originals) => {
      const expected = JSON.parse(JSON.stringify(originals));
      const opened = await open(await sealWithJose(key, originals));
      assert.deepEqual(opened, { outcome: "opened", kid: key.kid, originals: expected });
    }),
    { numRuns: 60 },
  );
});

Deno.test("createOpenToken() opens no token of which any character was changed", async () => {
  const open = createOpenToken(createKeyRing([k1]));
  const token = await sealWithJose(k1, { msg: "login by john@example.com from 83.11.23.45" });
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0é";
  const change = fc.tuple(fc.nat(token.length - 1), fc.constantFrom(...alphabet));
  await fc.assert(
    fc.asyncProperty(change, async ([at, character]) => {
      const forged = token.slice(0, at) + character + token.slice(at + 1);
      const { outcome } = await open(forged);
      if (forged === token) assert.equal(outcome, "opened");
      else assert.notEqual(outcome, "opened", `${at}`);
    }),
    { numRuns: 1500 },
  );
});

Deno.test("createOpenToken() opens no token with every other last character of each part", async () => {
  const open = createOpenToken(createKeyRing([k1]));
  const token = await sealWithJose(k1, { msg: "x" });
  const ends = [...token.matchAll(/[\w-](?=\.|$)/g)].map(({ index }) => index);
  assert.equal(ends.length, 4);
  let decodesTheSame = 0;
  for (const at of ends) {
    for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
      const forged = token.slice(0, at) + character + token.slice(at + 1);
      if (forged === token) continue;
      assert.notEqual((await open(forged)).outcome, "opened");
      const lenient = await compactDecrypt(forged, k1.bytes()).then(() => 1, () => 0);
      decodesTheSame += lenient;
    }
  }
  assert.ok(decodesTheSame > 0, "a lenient reader is fooled, so the check is needed");
});

Deno.test("createOpenToken() opens old tokens after two rotations", async () => {
  const sealed = await Promise.all([k1, k2, k3].map((key) => sealWithJose(key, { msg: key.kid })));
  for (const ring of [[k2, k1], [k3, k2, k1]] as const) {
    const open = createOpenToken(createKeyRing(ring));
    for (const [index, key] of [k1, k2, k3].entries()) {
      const opened = await open(sealed[index]!);
      const isInRing = (ring as readonly SecretKey[]).includes(key);
      assert.equal(opened.outcome, isInRing ? "opened" : "unknown_key");
    }
  }
});

Deno.test("createOpenToken() cannot open what a removed key sealed, under any name", async () => {
  const token = await sealWithJose(k1, { msg: "john@example.com" });
  assert.deepEqual(await createOpenToken(createKeyRing([k3, k2]))(token), {
    outcome: "unknown_key",
    kid: "k1",
  });
  for (const other of [k2, k3]) {
    const posing = createKeyRing([createSecretKey("k1", other.bytes())]);
    assert.deepEqual(await createOpenToken(posing)(token), { outcome: "failed", kid: "k1" });
    await assert.rejects(compactDecrypt(token, other.bytes()));
  }
  assert.equal((await createOpenToken(createKeyRing([k2, k1]))(token)).outcome, "opened");
});

Deno.test("createOpenToken() refuses other JWEs, authentic as they may be", async () => {
  const open = createOpenToken(createKeyRing([k1]));
  const refused = [
    await sealWithJose(k1, { msg: "x" }, { cty: "json" }),
    await sealWithJose(k1, { msg: "x" }, { kid: "k 1" }),
    await sealWithJose(k1, "not JSON"),
    await sealWithJose(k1, "[]"),
    await sealWithJose(k1, "null"),
    await sealWithJose(k1, '"text"'),
    await sealWithJose(k1, ""),
  ];
  for (const token of refused) assert.equal((await open(token)).outcome, "failed");
});

Deno.test("createOpenToken() takes any text", async () => {
  const open = createOpenToken(createKeyRing([k1]));
  const part = fc.stringMatching(/^[A-Za-z0-9_-]{0,40}$/);
  const text = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 7 }).map((parts) => parts.join(".")),
  );
  await fc.assert(fc.asyncProperty(text, async (token) => {
    assert.equal((await open(token)).outcome, "failed");
  }));
});

Deno.test("kidOf() reads a token's kid without a key", async () => {
  assert.equal(kidOf(await sealWithJose(k2, {})), "k2");
  for (const text of ["", ".", "e30.", "a.b.c", "eyJhbGciOiJub25lIn0."]) {
    assert.equal(kidOf(text), undefined);
  }
});
