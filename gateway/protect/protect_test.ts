import assert from "node:assert/strict";
import { compactDecrypt } from "jose";
import {
  blindIndexEntry,
  createKeyRing,
  createSecretKey,
  type KeyRing,
  type LogRecord,
} from "../../contract/mod.ts";
import { createBlindIndex } from "./blind_index.ts";
import { createPiiCounts, PII_KINDS } from "./detectors/mod.ts";
import { createMasker } from "./mask.ts";
import { createTakeOriginals } from "./originals.ts";
import { createProtect } from "./protect.ts";
import { createSealer } from "./seal.ts";

const newKey = (kid: string) => createSecretKey(kid, crypto.getRandomValues(new Uint8Array(32)));
const sealKey = newKey("k1");
const indexKey = newKey("i1");

function protectWith(keys: KeyRing) {
  const index = createBlindIndex(createKeyRing([indexKey]));
  return createProtect({
    masker: createMasker({ kinds: PII_KINDS, keepFields: [], onFound: index.onFound }),
    seal: {
      sealer: createSealer({ keys }),
      takeOriginals: createTakeOriginals(["client_ip", "user.mail"]),
    },
    index,
  });
}

const record = (fields: Record<string, unknown>): LogRecord => ({
  ts: "2026-05-01T10:00:00.000Z",
  level: "INFO",
  msg: "started",
  emitter: "json",
  ...fields,
});

const BATCH = [
  record({ msg: "login by John@Example.com from 83.11.23.45", client_ip: "83.11.23.45" }),
  record({ msg: "nothing to hide" }),
  record({ user: { mail: "jane@example.com" }, deep: [{ ip: "2001:DB8::1" }] }),
];

Deno.test("createProtect() stores masked text, sealed originals and index entries side by side", async () => {
  const stored = await protectWith(createKeyRing([sealKey]))(BATCH, createPiiCounts());
  assert.ok(stored.ok);
  const [first, second, third] = stored.value;
  const originals = await Promise.all([first!, third!].map(async ({ pii }) => {
    const { plaintext } = await compactDecrypt(pii!, sealKey.bytes());
    return JSON.parse(new TextDecoder().decode(plaintext));
  }));
  assert.deepEqual(originals, [
    { msg: BATCH[0]!.msg, client_ip: "83.11.23.45" },
    { "user.mail": "jane@example.com" },
  ]);
  assert.deepEqual(second, BATCH[1]);
  const entry = (kind: "email" | "ip", value: string) => blindIndexEntry(indexKey, kind, value);
  assert.deepEqual(first!.pii_index, [
    entry("email", "john@example.com"),
    entry("ip", "83.11.23.45"),
  ]);
  assert.deepEqual(third!.pii_index, [
    entry("email", "jane@example.com"),
    entry("ip", "2001:db8::1"),
  ]);
  const text = JSON.stringify(stored.value);
  for (const clear of ["John@", "jane@", "83.11.23.45", "2001:DB8::1"]) {
    assert.ok(!text.includes(clear), clear);
  }
});

Deno.test("createProtect() gives nothing of a batch of which one record cannot be sealed", async () => {
  let uses = 0;
  const failing = createKeyRing([{
    kid: "k9",
    bytes: () => {
      uses++;
      return new Uint8Array(31);
    },
  }]);
  const stored = await protectWith(failing)(BATCH, createPiiCounts());
  assert.ok(uses > 0 && !stored.ok);
  assert.equal(stored.failure.kind, "seal_failed");
  assert.doesNotMatch(JSON.stringify(stored), /john|jane|83\.11/i);
});
