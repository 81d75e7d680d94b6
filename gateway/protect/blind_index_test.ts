import assert from "node:assert/strict";
import fc from "fast-check";
import {
  blindIndexEntry,
  createKeyRing,
  createSecretKey,
  INDEX_ENTRIES_MAX,
  INDEX_IS_CUT,
  type IndexedKind,
} from "../../contract/mod.ts";
import { createBlindIndex } from "./blind_index.ts";

const key = createSecretKey("i1", crypto.getRandomValues(new Uint8Array(32)));
const keys = createKeyRing([key]);
const entry = (kind: IndexedKind, value: string) => blindIndexEntry(key, kind, value)!;

Deno.test("onFound() indexes an address as it is written whole, in all spellings of the @", () => {
  const rows: [text: string, local: string, email: string][] = [
    ["mail to john@example.com now", "john", "john@example.com"],
    ["<John@Example.COM>", "John", "john@example.com"],
    ["by john@example.com.", "john", "john@example.com"],
    ["john@example.com, jane@example.org", "jane", "jane@example.org"],
    ["jürgen@bücher.example|x", "jürgen", "jürgen@xn--bcher-kva.example"],
    ["x=john%2Bnews%40example.com&y", "john%2Bnews", "john+news@example.com"],
    ["100%john%40example.com", "100%john", "100%john@example.com"],
    ['{\\"m\\":\\"john\\u0040example.com\\"}', "john", "john@example.com"],
    ["john\\x40example.com", "john", "john@example.com"],
    ['"john doe"@example.com', '"john doe"', '"john doe"@example.com'],
    ["john@[192.0.2.1]:25", "john", "john@[192.0.2.1]"],
  ];
  for (const [text, local, email] of rows) {
    const index = createBlindIndex(keys);
    const start = text.indexOf(local);
    index.onFound("email", text, start, start + local.length);
    assert.deepEqual(index.take(), [entry("email", email)], text);
  }
});

Deno.test("onFound() indexes IP addresses in one form, and no other kinds", () => {
  const index = createBlindIndex(keys);
  const whole = (kind: string, text: string) => index.onFound(kind, text, 0, text.length);
  whole("ipv6", "2001:DB8::1");
  whole("ipv6", "2001%3Adb8%3A%3A1");
  whole("ipv4", "83.11.23.45");
  whole("ipv6", "::ffff:83.11.23.45");
  whole("card", "4111111111111111");
  whole("jwt", "83.11.23.46");
  assert.deepEqual(index.take(), [entry("ip", "2001:db8::1"), entry("ip", "83.11.23.45")]);
});

Deno.test("take() gives each entry once, and starts anew", () => {
  const index = createBlindIndex(keys);
  assert.equal(index.take(), undefined);
  for (let i = 0; i < 3; i++) index.onFound("ipv4", "10.0.0.1", 0, 8);
  assert.deepEqual(index.take(), [entry("ip", "10.0.0.1")]);
  assert.equal(index.take(), undefined);
});

Deno.test("take() says when a record holds more addresses than are indexed", () => {
  const index = createBlindIndex(keys);
  const note = (n: number) => index.onFound("ipv4", `10.0.0.${n}`, 0, `10.0.0.${n}`.length);
  for (let n = 0; n < INDEX_ENTRIES_MAX; n++) note(n);
  note(0);
  assert.equal(index.take()!.length, INDEX_ENTRIES_MAX);
  for (let n = 0; n < INDEX_ENTRIES_MAX + 5; n++) note(n);
  const taken = index.take()!;
  assert.equal(taken.length, INDEX_ENTRIES_MAX + 1);
  assert.equal(taken.at(-1), INDEX_IS_CUT);
  note(0);
  assert.deepEqual(index.take(), [entry("ip", "10.0.0.0")]);
});

Deno.test("onFound() gives the same entry from memory as anew", () => {
  const index = createBlindIndex(keys);
  for (let round = 0; round < 2; round++) {
    for (let n = 0; n < 5000; n++) {
      const ip = `10.1.${n >> 8}.${n & 255}`;
      index.onFound("ipv4", ip, 0, ip.length);
      const taken = index.take();
      if (n % 97 === 0) assert.deepEqual(taken, [entry("ip", ip)]);
    }
  }
});

Deno.test("onFound() takes any text at any place", () => {
  const index = createBlindIndex(keys);
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.nat(), fc.nat(), (text, a, b) => {
    const [start, end] = [a % (text.length + 1), b % (text.length + 1)];
    for (const kind of ["email", "ipv4", "ipv6"]) index.onFound(kind, text, start, end);
    index.take();
  }));
});
