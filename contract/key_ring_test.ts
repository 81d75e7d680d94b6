import assert from "node:assert/strict";
import { inspect } from "node:util";
import fc from "fast-check";
import { z } from "zod";
import {
  createSecretKey,
  formatKeyRing,
  KEY_BYTES,
  keyRing,
  KEYS_MAX,
  parseKeyRing,
  sharesKey,
} from "./key_ring.ts";
import { listSettings, readSettings } from "./settings.ts";

const secret = fc.uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES })
  .filter((bytes) => new Set(bytes).size >= 8);
const kid = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/);
const entries = fc.uniqueArray(fc.tuple(kid, secret), {
  minLength: 1,
  maxLength: 5,
  selector: ([name]) => name,
}).filter((list) => new Set(list.map(([, bytes]) => bytes.toBase64())).size === list.length);

/** Key bytes 0…31, offset by `n`: no random key, but a different one for each `n`. */
function bytesOf(n: number): Uint8Array {
  return Uint8Array.from({ length: KEY_BYTES }, (_, i) => (i * 7 + n) & 0xff);
}
const base64Of = (n: number) => bytesOf(n).toBase64();

Deno.test("parseKeyRing() reads what formatKeyRing() writes, the first key first", () => {
  fc.assert(fc.property(entries, (list) => {
    const text = formatKeyRing(list.map(([name, bytes]) => createSecretKey(name, bytes)));
    const parsed = parseKeyRing(text);
    assert.ok(parsed.ok);
    assert.deepEqual(
      parsed.ring.keys.map((key) => [key.kid, [...key.bytes()]]),
      list.map(([name, bytes]) => [name, [...bytes]]),
    );
    assert.equal(formatKeyRing(parsed.ring.keys), text);
    for (const [name] of list) assert.equal(parsed.ring.find(name)?.kid, name);
  }));
});

Deno.test("parseKeyRing() takes base64 in both alphabets, with and without padding", () => {
  const bytes = Uint8Array.from({ length: KEY_BYTES }, (_, i) => 255 - i);
  for (const alphabet of ["base64", "base64url"] as const) {
    for (const omitPadding of [true, false]) {
      const parsed = parseKeyRing(` a:${bytes.toBase64({ alphabet, omitPadding })} , `);
      assert.ok(parsed.ok);
      assert.deepEqual(parsed.ring.keys[0].bytes(), bytes);
    }
  }
});

Deno.test("parseKeyRing() says which entry is wrong and how, and nothing of what it holds", () => {
  const good = `k1:${base64Of(1)}`;
  const rows: [text: string, problem: RegExp][] = [
    ["", /^must hold at least one/],
    [" , ", /^must hold at least one/],
    [base64Of(2), /^must be kid:base64.*entry 1 is not$/],
    [`${good},${base64Of(2)}`, /entry 2 is not$/],
    [`${base64Of(2)}:k2`, /^must be kid:base64.*entry 1/],
    [`:${base64Of(2)}`, /^must be kid:base64/],
    [`${"k".repeat(33)}:${base64Of(2)}`, /^must be kid:base64/],
    [`k 2:${base64Of(2)}`, /^must be kid:base64/],
    ["k2:", /^must hold keys of 32 bytes in base64: entry 1/],
    [`k2:${bytesOf(2).subarray(1).toBase64()}`, /^must hold keys of 32 bytes/],
    [`k2:${base64Of(2)}AA`, /^must hold keys of 32 bytes/],
    [`k2:${base64Of(2).slice(0, 42)}B=`, /^must hold keys of 32 bytes/],
    [`k2:${base64Of(2).replace("=", "==")}`, /^must hold keys of 32 bytes/],
    [`k2:${new Uint8Array(KEY_BYTES).toBase64()}`, /^must hold random keys: entry 1/],
    [`${good},k1:${base64Of(2)}`, /each kid once: entry 2 repeats the kid of entry 1/],
    [`${good},k2:${base64Of(1)}`, /each key once: entry 2 repeats the key of entry 1/],
    [
      Array.from({ length: KEYS_MAX + 1 }, (_, i) => `k${i}:${base64Of(i)}`).join(","),
      /^must not hold more than 32 keys: it holds 33/,
    ],
  ];
  for (const [text, expected] of rows) {
    const parsed = parseKeyRing(text);
    assert.ok(!parsed.ok, text);
    assert.match(parsed.problem, expected);
    for (const piece of text.split(/[,:\s]/).filter((part) => part.length > 3)) {
      assert.ok(!parsed.problem.includes(piece), parsed.problem);
    }
  }
});

Deno.test("parseKeyRing() takes any text and throws at none", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string().map((text) => `k:${text}`)), (text) => {
    assert.equal(typeof parseKeyRing(text).ok, "boolean");
  }));
});

Deno.test("SecretKey shows its bytes to no printer, and gives copies of them", () => {
  const bytes = bytesOf(3);
  const key = createSecretKey("k3", bytes);
  const printed = JSON.stringify(key) + inspect(key, { depth: 9, showHidden: true }) +
    Deno.inspect(key, { depth: 9 }) + String(key);
  assert.ok(printed.includes("k3"));
  for (const form of [bytes.toBase64(), bytes.toHex(), [...bytes].join(","), "7, 10, 17"]) {
    assert.ok(!printed.includes(form));
  }
  key.bytes().fill(0);
  assert.deepEqual(key.bytes(), bytes);
  assert.throws(() => createSecretKey("k3", bytes.subarray(1)), RangeError);
  assert.throws(() => createSecretKey("k 3", bytes), RangeError);
});

Deno.test("sharesKey() knows a key under another name", () => {
  const ringOf = (...keys: [string, number][]) => {
    const parsed = parseKeyRing(keys.map(([name, n]) => `${name}:${base64Of(n)}`).join(","));
    assert.ok(parsed.ok);
    return parsed.ring;
  };
  assert.ok(sharesKey(ringOf(["a", 1], ["b", 2]), ringOf(["c", 3], ["d", 2])));
  assert.ok(!sharesKey(ringOf(["a", 1], ["b", 2]), ringOf(["a", 3], ["b", 4])));
});

Deno.test("keyRing() is a secret setting: its value never shows, good or bad", () => {
  const Settings = z.object({ APP_KEYS: keyRing().optional().describe("Keys") });
  const good = readSettings(Settings, { APP_KEYS: `k1:${base64Of(1)}` });
  assert.ok(good.ok);
  assert.equal(good.settings.APP_KEYS?.keys[0].kid, "k1");
  assert.deepEqual(listSettings(Settings, good.settings), [["APP_KEYS", "(set)"]]);
  const bad = readSettings(Settings, { APP_KEYS: base64Of(1) });
  assert.ok(!bad.ok);
  assert.match(
    bad.problems[0]!.message,
    /^'APP_KEYS' must be kid:base64.*current value is hidden$/,
  );
  assert.ok(!bad.problems[0]!.message.includes(base64Of(1)));
});
