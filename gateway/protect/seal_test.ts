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

const ivsOf = (fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void) =>
  createIvs(keys.keys[0].bytes(), fillRandom);
const counterOf = (iv: string) => parseInt(iv.slice(-6), 16);

Deno.test("createIvs() counts on from batch to batch, and draws anew when the count is spent", () => {
  let draws = 0;
  const ivs = ivsOf((bytes) => bytes.fill(++draws));
  const first = ivs(2, ["a", undefined, "b"]);
  assert.deepEqual([first().toHex(), first().toHex()].map(counterOf), [0, 1]);
  const large = ivs(2 ** 24 - 4, ["c"]);
  assert.equal(counterOf(large().toHex()), 2);
  const last = ivs(2, ["d"]);
  assert.deepEqual([last().toHex(), last().toHex()].map(counterOf), [2 ** 24 - 2, 2 ** 24 - 1]);
  assert.equal(draws, 1);
  assert.equal(counterOf(ivs(1, ["e"])().toHex()), 0);
  assert.equal(draws, 2);
});

Deno.test("createIvs() counts a batch off before the batch is sealed", () => {
  const ivs = ivsOf((bytes) => bytes.fill(1));
  const [one, two] = [ivs(2, ["a"]), ivs(2, ["a"])];
  const seen = [one, two, one, two].map((next) => counterOf(next().toHex()));
  assert.deepEqual(seen, [0, 2, 1, 3]);
});

Deno.test("createIvs() gives no IV twice, whatever is drawn", async () => {
  const ivs = ivsOf((bytes) => bytes.fill(7));
  const seen = new Set<string>();
  for (let batch = 0; batch < 2000; batch++) {
    const next = ivs(100, ["the same text"]);
    for (let i = 0; i < 100; i++) seen.add(next().toHex());
  }
  assert.equal(seen.size, 200_000);
  const texts = fc.array(fc.string(), { minLength: 1, maxLength: 5 });
  await fc.assert(fc.property(texts, texts, (a, b) => {
    // Two copies of one gateway, each with the same draw and counter.
    const [left, right] = [a, b].map((each) => ivsOf((bytes) => bytes.fill(7))(each.length, each));
    assert.equal(left!().toHex() === right!().toHex(), JSON.stringify(a) === JSON.stringify(b));
  }));
});

Deno.test("sealBatch() of a gateway that was copied while it ran reuses no IV for another text", async () => {
  const fillRandom = (bytes: Uint8Array<ArrayBuffer>) => void bytes.fill(7);
  const copies = [createSealer({ keys, fillRandom }), createSealer({ keys, fillRandom })];
  const records = (of: string) => Array.from({ length: 50 }, (_, i) => msg(`${of} ${i}`));
  const tokens: string[] = [];
  for (const [index, copy] of copies.entries()) {
    for (const batch of [records("before"), records(`copy ${index}`), records("after")]) {
      const sealed = await copy.sealBatch(batch);
      assert.ok(sealed.ok);
      tokens.push(...sealed.value.map((token) => token!));
    }
  }
  const textByIv = new Map<string, string>();
  for (const token of tokens) {
    const iv = token.split(".")[2]!;
    assert.equal(textByIv.get(iv) ?? token, token, "one IV, one token");
    textByIv.set(iv, token);
  }
  assert.equal(textByIv.size, 200, "what both sealed alike is alike, all else is not");
});
