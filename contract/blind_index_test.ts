import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { blindIndexEntry, type IndexedKind, normalAddress } from "./blind_index.ts";
import { createSecretKey } from "./key_ring.ts";

const key = createSecretKey("i1", crypto.getRandomValues(new Uint8Array(32)));
const other = createSecretKey("i2", crypto.getRandomValues(new Uint8Array(32)));

Deno.test("normalAddress() gives all spellings of an address one form", () => {
  const rows: [IndexedKind, string, string[]][] = [
    ["email", "john@example.com", [
      "john@example.com",
      " John@EXAMPLE.com\n",
      "JOHN@example.com.",
    ]],
    ["email", "john+news@example.com", ["John+News@example.com"]],
    ["email", "jürgen@xn--bcher-kva.example", [
      "jürgen@bücher.example",
      "JÜRGEN@BÜCHER.EXAMPLE",
      "ju\u0308rgen@xn--bcher-kva.example",
    ]],
    ["email", '"john doe"@example.com', ['"John Doe"@example.com']],
    ["email", "john@[192.0.2.1]", ["john@[192.0.2.1]"]],
    ["ip", "83.11.23.45", [
      "83.11.23.45",
      " 083.011.023.045",
      "::ffff:83.11.23.45",
      "[::FFFF:530b:172d]",
      "0:0:0:0:0:ffff:83.11.23.45",
    ]],
    ["ip", "2001:db8::8:800:200c:417a", [
      "2001:db8::8:800:200c:417a",
      "2001:DB8:0:0:8:800:200C:417A",
      "2001:0db8:0000:0000:0008:0800:200c:417a",
      "[2001:db8::8:800:200c:417a]",
    ]],
    ["ip", "fe80::1", ["fe80::1%eth0", "FE80:0::0001"]],
  ];
  for (const [kind, expected, spellings] of rows) {
    for (const spelling of spellings) {
      assert.equal(normalAddress(kind, spelling), expected, spelling);
      assert.equal(normalAddress(kind, expected), expected);
    }
  }
});

Deno.test("normalAddress() takes no other text for an address", () => {
  const rows: [IndexedKind, string][] = [
    ["email", ""],
    ["email", "john"],
    ["email", "@example.com"],
    ["email", "john@"],
    ["email", `${"j".repeat(600)}@example.com`],
    ["ip", ""],
    ["ip", "83.11.23"],
    ["ip", "83.11.23.256"],
    ["ip", "83.11.23.45.6"],
    ["ip", "1:2:3"],
    ["ip", "::1/64"],
    ["ip", "example.com"],
    ["ip", "12345::"],
  ];
  for (const [kind, text] of rows) assert.equal(normalAddress(kind, text), undefined, text);
});

Deno.test("normalAddress() changes nothing twice, and throws at no text", () => {
  fc.assert(fc.property(
    fc.constantFrom<IndexedKind>("email", "ip"),
    fc.oneof(fc.emailAddress(), fc.ipV4(), fc.ipV6(), fc.string({ unit: "binary" })),
    (kind, text) => {
      const normal = normalAddress(kind, text);
      if (normal !== undefined) assert.equal(normalAddress(kind, normal), normal);
    },
  ));
});

Deno.test("blindIndexEntry() is a truncated HMAC-SHA256, of a kind and under a key", () => {
  const expected = createHmac("sha256", key.bytes()).update("email\njohn@example.com").digest();
  assert.equal(
    blindIndexEntry(key, "email", "John@Example.com"),
    `e:${expected.subarray(0, 16).toString("base64url")}`,
  );
  assert.match(blindIndexEntry(key, "ip", "83.11.23.45")!, /^i:[\w-]{22}$/);
  assert.equal(blindIndexEntry(key, "ip", "john@example.com"), undefined);
  assert.notEqual(
    blindIndexEntry(key, "email", "john@example.com"),
    blindIndexEntry(other, "email", "john@example.com"),
  );
});

Deno.test("blindIndexEntry() parts different addresses", () => {
  fc.assert(fc.property(fc.ipV4(), fc.ipV4(), (a, b) => {
    const same = normalAddress("ip", a) === normalAddress("ip", b);
    assert.equal(blindIndexEntry(key, "ip", a) === blindIndexEntry(key, "ip", b), same);
  }));
});
