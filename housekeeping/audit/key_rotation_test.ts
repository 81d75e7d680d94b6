import assert from "node:assert/strict";
import { createKeyRing, KEYS_MAX, type SecretKey } from "../../contract/mod.ts";
import { KEY_PURPOSES, newKey, rotated } from "./key_rotation.ts";

const NOW_MS = Date.UTC(2026, 4, 1, 12);
const fillRandom = (bytes: Uint8Array<ArrayBuffer>) => void crypto.getRandomValues(bytes);
/** A key whose name no other has: names made of random bytes meet once in some hundred rings. */
let named = 0;
const fresh = (): SecretKey =>
  newKey("seal", {
    nowMs: NOW_MS,
    fillRandom: (bytes) => {
      fillRandom(bytes);
      const count = named++;
      for (let i = 1; i <= 4; i++) bytes[bytes.length - i] = count >> (4 * (i - 1));
    },
  });
const kidsOf = (keys: readonly SecretKey[]) => keys.map(({ kid }) => kid);

Deno.test("newKey() makes another key each time, named by purpose and day", () => {
  for (const purpose of KEY_PURPOSES) {
    const made = Array.from({ length: 200 }, () => newKey(purpose, { nowMs: NOW_MS, fillRandom }));
    for (const { kid } of made) assert.match(kid, /^[ki]20260501-[b-df-hj-np-tw-x]{4}$/);
    assert.ok(made.every(({ kid }) => kid.startsWith(purpose === "seal" ? "k" : "i")));
    assert.equal(new Set(made.map((key) => key.bytes().toBase64())).size, made.length);
    assert.ok(new Set(kidsOf(made)).size > 190);
  }
});

Deno.test("newKey() takes the key and the name from different random bytes", () => {
  const key = newKey("seal", {
    nowMs: NOW_MS,
    fillRandom: (bytes) => bytes.forEach((_, i) => bytes[i] = i),
  });
  assert.deepEqual([...key.bytes()], Array.from({ length: 32 }, (_, i) => i));
  assert.equal(key.kid, "k20260501-bcdf");
});

Deno.test("rotated() puts the new key first and keeps the others, but for those dropped", () => {
  const [a, b, c, d] = [fresh(), fresh(), fresh(), fresh()] as const;
  const ring = createKeyRing([a, b, c]);
  const kept = rotated(ring, d, []);
  assert.ok(kept.ok);
  assert.deepEqual(kidsOf(kept.ring.keys), kidsOf([d, a, b, c]));
  assert.deepEqual(kept.ring.find(b.kid)?.bytes(), b.bytes());
  const dropped = rotated(ring, d, [a.kid, c.kid]);
  assert.ok(dropped.ok);
  assert.deepEqual(kidsOf(dropped.ring.keys), kidsOf([d, b]));
});

Deno.test("rotated() refuses to drop a key that is not there, and a ring that grows too long", () => {
  const ring = createKeyRing([fresh()]);
  assert.deepEqual(rotated(ring, fresh(), ["k9"]), {
    ok: false,
    problem: "has no key k9 to drop",
  });
  const full = createKeyRing([fresh(), ...Array.from({ length: KEYS_MAX - 1 }, fresh)]);
  assert.ok(!rotated(full, fresh(), []).ok);
  assert.ok(rotated(full, fresh(), [full.keys.at(-1)!.kid]).ok);
  assert.ok(!rotated(ring, ring.keys[0], []).ok);
});
