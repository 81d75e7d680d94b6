import assert from "node:assert/strict";
import fc from "fast-check";
import { compactDecrypt, decodeProtectedHeader } from "jose";
import { createKeyRing, createSecretKey, type KeyRing } from "../../contract/mod.ts";
import { createIvs, createSealer, SLICE_RECORDS_MAX } from "./seal.ts";

const msg = (text: string) => JSON.stringify({ msg: text });
const randomKey = () => crypto.getRandomValues(new Uint8Array(32));
const keys = createKeyRing([
  createSecretKey("k2", randomKey()),
  createSecretKey("k1", randomKey()),
]);

const originals: fc.Arbitrary<string> = fc.dictionary(
  fc.constantFrom("msg", "user_email", "client_ip", "user.address.street"),
  fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.integer(), fc.jsonValue()),
  { minKeys: 1 },
).map((fields) => JSON.stringify(fields));

async function tokensOf(batch: readonly (string | undefined)[], ring = keys) {
  const sealed = await createSealer({ keys: ring }).sealBatch(batch);
  assert.ok(sealed.ok);
  return sealed.value;
}

async function openWithJose(token: string, key: Uint8Array): Promise<unknown> {
  const { plaintext } = await compactDecrypt(token, key, {
    keyManagementAlgorithms: ["dir"],
    contentEncryptionAlgorithms: ["A256GCM"],
  });
  return JSON.parse(new TextDecoder().decode(plaintext));
}

Deno.test("sealBatch() gives tokens that jose opens with the first key", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(originals, { nil: undefined })), async (batch) => {
      const tokens = await tokensOf(batch);
      assert.equal(tokens.length, batch.length);
      for (const [index, entry] of batch.entries()) {
        const token = tokens[index];
        assert.equal(token === undefined, entry === undefined);
        if (token === undefined) continue;
        assert.deepEqual(decodeProtectedHeader(token), {
          alg: "dir",
          enc: "A256GCM",
          kid: "k2",
        });
        const opened = await openWithJose(token, keys.keys[0].bytes());
        assert.deepEqual(opened, JSON.parse(entry!));
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("sealBatch() writes five parts of base64url, the second empty", async () => {
  const [token] = await tokensOf([msg("x")]);
  assert.match(token!, /^[\w-]+\.\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
});

Deno.test("sealBatch() seals the same text to another token each time", async () => {
  const tokens = await tokensOf(Array.from({ length: 1000 }, () => msg("same")));
  assert.equal(new Set(tokens).size, 1000);
  const ivs = new Set(tokens.map((token) => token!.split(".")[2]));
  assert.equal(ivs.size, 1000);
});

Deno.test("a token with any character changed does not open", async () => {
  const secret = keys.keys[0].bytes();
  const [token] = await tokensOf([msg("login by john@example.com")]);
  const parts = token!.split(".").map((part) =>
    Uint8Array.fromBase64(part, { alphabet: "base64url" })
  );
  const place = fc.constantFrom(0, 2, 3, 4).chain((part) =>
    fc.tuple(fc.constant(part), fc.nat(parts[part]!.length - 1), fc.integer({ min: 0, max: 7 }))
  );
  await fc.assert(fc.asyncProperty(place, async ([part, at, bit]) => {
    const changed = parts.map((bytes) => bytes.slice());
    changed[part]![at]! ^= 1 << bit;
    const forged = changed
      .map((bytes) => bytes.toBase64({ alphabet: "base64url", omitPadding: true })).join(".");
    await assert.rejects(openWithJose(forged, secret));
  }));
});

Deno.test("sealBatch() fails whole, and shows no plaintext, when a record cannot be sealed", async () => {
  const secretText = "john@example.com";
  const short: KeyRing = createKeyRing([{ kid: "k9", bytes: () => new Uint8Array(16) }]);
  const rows: [KeyRing, (string | undefined)[]][] = [
    [short, [msg(secretText)]],
    [short, [undefined, msg(secretText), undefined]],
    [short, [msg("fine"), msg(secretText)]],
  ];
  for (const [ring, batch] of rows) {
    let counted = 0;
    const sealer = createSealer({
      keys: ring,
      onSealed: (_, records) => void (counted += records),
    });
    const sealed = await sealer.sealBatch(batch);
    assert.ok(!sealed.ok);
    assert.equal(sealed.failure.kind, "seal_failed");
    assert.ok(!JSON.stringify(sealed).includes(secretText));
    assert.equal(counted, 0);
  }
});

Deno.test("sealBatch() needs no key for a batch with nothing to seal", async () => {
  const broken = createKeyRing([{ kid: "k9", bytes: () => new Uint8Array(16) }]);
  assert.deepEqual(await tokensOf([undefined, undefined], broken), [undefined, undefined]);
  assert.deepEqual(await tokensOf([]), []);
});

Deno.test("sealBatch() counts by kid, once for a batch", async () => {
  const counted: [string, number][] = [];
  const sealer = createSealer({ keys, onSealed: (...args) => void counted.push(args) });
  await sealer.sealBatch([msg("a"), undefined, msg("b")]);
  await sealer.sealBatch([undefined]);
  assert.deepEqual(counted, [["k2", 2]]);
});

Deno.test("sealBatch() lets others go first between slices of a large batch", async () => {
  const large = Array.from({ length: SLICE_RECORDS_MAX * 2 }, (_, i) => msg(`m${i}`));
  const sealer = createSealer({ keys });
  const order: string[] = [];
  await Promise.all([
    sealer.sealBatch(large).then(() => order.push("large")),
    sealer.sealBatch([msg("small")]).then(() => order.push("small")),
  ]);
  assert.deepEqual(order, ["small", "large"]);
});

Deno.test("createIvs() counts under a prefix, and draws a new one when the count is spent", () => {
  let draws = 0;
  const next = createIvs((bytes) => bytes.fill(++draws));
  const text = () => next().toHex();
  assert.equal(text(), "010101010101010101000000");
  assert.equal(text(), "010101010101010101000001");
  for (let i = 2; i < 2 ** 24 - 1; i++) next();
  assert.equal(text(), "010101010101010101ffffff");
  assert.equal(draws, 1);
  assert.equal(text(), "020202020202020202000000");
});

Deno.test("createIvs() gives no IV twice", () => {
  const next = createIvs((bytes) => void crypto.getRandomValues(bytes));
  const seen = new Set(Array.from({ length: 200_000 }, () => next().toHex()));
  assert.equal(seen.size, 200_000);
});
