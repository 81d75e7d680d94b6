import assert from "node:assert/strict";
import { readTargets } from "./targets.ts";

function allowed(items: string[], url: string): boolean {
  const targets = readTargets(items);
  assert.ok(typeof targets !== "string", String(targets));
  return targets.allows(url);
}

Deno.test("readTargets() allows what is on the list, by origin", () => {
  const rows: [items: string[], url: string, isAllowed: boolean][] = [
    [["loopback"], "http://127.0.0.1:8080/v1/logs", true],
    [["loopback"], "http://localhost:1/", true],
    [["loopback"], "http://[::1]:8080/v1/logs", true],
    [["loopback"], "http://0x7f.1:8080/v1/logs", true],
    [["loopback"], "http://10.0.0.1/v1/logs", false],
    [["loopback"], "http://169.254.169.254/latest", false],
    [["loopback"], "http://127.0.0.1.evil.example/", false],
    [["loopback"], "http://127.0.0.1@evil.example/", false],
    [["loopback"], "http://user:pw@127.0.0.1/", false],
    [["loopback"], "file:///etc/passwd", false],
    [["loopback"], "ftp://127.0.0.1/", false],
    [["loopback"], "nonsense", false],
    [["https://logs.example.org"], "https://logs.example.org/v1/logs", true],
    [["https://logs.example.org"], "https://LOGS.example.org:443/v1/logs", true],
    [["https://logs.example.org"], "http://logs.example.org/v1/logs", false],
    [["https://logs.example.org"], "https://logs.example.org:8443/v1/logs", false],
    [["https://logs.example.org"], "http://127.0.0.1:8080/v1/logs", false],
    [[], "http://127.0.0.1:8080/v1/logs", false],
  ];
  for (const [items, url, isAllowed] of rows) {
    assert.equal(allowed(items, url), isAllowed, `${items} ${url}`);
  }
});

Deno.test("readTargets() says what is no item of the list", () => {
  for (const item of ["everything", "https://logs.example.org/path", "ftp://logs.example.org"]) {
    assert.match(String(readTargets([item])), /must hold 'loopback' and origins/, item);
  }
});
