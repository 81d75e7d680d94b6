import { readClients } from "./clients.ts";
import assert from "node:assert/strict";

const SALT = new Uint8Array(32).fill(7);
const read = (text: string) => readClients(text, "clients.yaml", SALT);

Deno.test("readClients() finds a client by its key, and by no other", () => {
  const result = read(`
clients:
  - id: shop
    key: shop-key-1
    secret: 0123456789abcdef
    emitter: shop
    limits: { requests_per_sec: 10, bytes_per_sec: 1e6 }
  - { id: any, key: any-key-1, emitter: "*" }
`);
  assert.ok(result.ok);
  const { clients } = result;
  assert.equal(clients.count, 2);
  assert.equal(clients.byKey("shop-key-1")?.limits.requests_per_sec, 10);
  assert.equal(clients.byKey("any-key-1")?.emitter, "*");
  for (const key of ["", "shop-key-2", "shop-key-", "shop-key-1 ", "__proto__"]) {
    assert.equal(clients.byKey(key), undefined);
  }
});

const BAD: readonly [title: string, text: string, problem: RegExp][] = [
  ["broken YAML", "clients:\n  - { id: a, key: 'hidden-", /clients\.yaml:2:\d+: not valid YAML/],
  ["nothing", "", /clients\.yaml:1:1: .*must be a/],
  ["an empty list", "clients: []\n", /:1:10: 'clients' must have at least 1/],
  [
    "a misspelt key",
    "clients:\n  - { id: a, kee: hidden-1, emitter: a }\n",
    /:2:14: unknown key 'kee' \(did you mean 'key'\?\)/,
  ],
  [
    "a misspelt key, not of its item,",
    "clients:\n  - id: a\n    keys: hidden-1\n    emitter: a\n",
    /:3:5: unknown key 'keys' \(did you mean 'key'\?\)/,
  ],
  [
    "an unknown limit",
    "clients:\n  - id: a\n    key: hidden-1\n    emitter: a\n    limits:\n      rate: 1\n",
    /:6:7: unknown key 'rate' \(known: requests_per_sec, requests_burst, bytes_per_sec, bytes_burst\)/,
  ],
  [
    "a misspelt top",
    "client:\n  - { id: a, key: hidden-1, emitter: a }\n",
    /:1:1: unknown key 'client' \(did you mean 'clients'\?\)/,
  ],
  [
    "a short key",
    "clients:\n  - { id: a, key: hidden, emitter: a }\n",
    /:2:19: 'key' must have at least 8/,
  ],
  [
    "a short secret",
    "clients:\n  - id: a\n    key: hidden-1\n    secret: hidden\n    emitter: a\n",
    /:4:13: 'secret' must have at least 16 characters/,
  ],
  [
    "a number for a key",
    "clients:\n  - { id: a, key: 12345678, emitter: a }\n",
    /:2:19: 'key' must be a string/,
  ],
  [
    "a bad id",
    "clients:\n  - { id: a b, key: hidden-1, emitter: a }\n",
    /:2:11: 'id' must be letters/,
  ],
  [
    "a limit of zero",
    "clients:\n  - { id: a, key: hidden-1, emitter: a, limits: { requests_per_sec: 0 } }\n",
    /:2:\d+: 'requests_per_sec' must/,
  ],
  [
    "two clients of one key",
    "clients:\n  - { id: a, key: hidden-1, emitter: a }\n  - { id: b, key: hidden-1, emitter: b }\n",
    /:3:19: 'key' is another client's already/,
  ],
  [
    "two clients of one id",
    "clients:\n  - { id: a, key: hidden-1, emitter: a }\n  - { id: a, key: hidden-2, emitter: b }\n",
    /:3:11: 'id' is another client's already/,
  ],
];

for (const [title, text, problem] of BAD) {
  Deno.test(`readClients() names the place of ${title}, and shows no key`, () => {
    const result = read(text);
    assert.ok(!result.ok);
    assert.match(result.problems[0]!, problem);
    assert.ok(!result.problems.join().includes("hidden"));
  });
}
