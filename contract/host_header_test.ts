import { isHostAndPort } from "./host_header.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

const GOOD = [
  ...["x", "localhost", "example.org", "example.org:8080", "example.org:", "10.0.0.7:80"],
  ...["[::1]", "[::1]:8080", "[::ffff:10.0.0.7]:0", "a_b.c-d~e", "x:65535", "a%20b"],
];
const BAD = [
  ...["", " ", ":80", "x/metrics?", "x/v1/logs?", "x?", "x#", "x\\y", "a b", "u@x", "u:p@x"],
  ...["x:y", "x:80:80", "x:65536", "x:123456", "::1", "[::1", "[]", "[x]", "[::1]x", "x\t"],
  ...["a%zz", "ä.example", "x,\u00ff", "x".repeat(256)],
];

Deno.test("isHostAndPort() takes hosts, with a port and without", () => {
  for (const text of GOOD) assert.ok(isHostAndPort(text), text);
});

Deno.test("isHostAndPort() refuses whatever else", () => {
  for (const text of BAD) assert.ok(!isHostAndPort(text), text);
});

Deno.test("isHostAndPort() takes nothing that could reach a URL's path", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
    if (!isHostAndPort(text)) return;
    const url = URL.parse(`http://${text}/healthz`);
    // The URL parser knows more of names and addresses, and refuses some.
    if (url !== null) assert.deepEqual([url.pathname, url.search], ["/healthz", ""]);
  }));
});
