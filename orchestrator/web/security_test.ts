import assert from "node:assert/strict";
import { isLoopback, isOwnHost, refusal } from "./security.ts";

Deno.test("isOwnHost() takes localhost, addresses and listed names, which DNS cannot rebind", () => {
  const rows: [host: string, isOwn: boolean][] = [
    ["localhost", true],
    ["localhost:8090", true],
    ["LOCALHOST:8090", true],
    ["127.0.0.1:8090", true],
    ["[::1]:8090", true],
    ["192.168.1.7:8090", true],
    ["logs.example.org", true],
    ["Logs.Example.Org:8090", true],
    ["evil.example:8090", false],
    ["localhost.evil.example", false],
    ["127.0.0.1.evil.example", false],
    ["notlogs.example.org", false],
    ["", false],
    ["user@localhost", false],
    ["localhost/path", false],
    ["evil.example#localhost", false],
  ];
  for (const [host, isOwn] of rows) {
    assert.equal(isOwnHost(host, ["logs.example.org"]), isOwn, host);
  }
});

const at = (method: string, headers: Record<string, string>) =>
  refusal(new Request("http://127.0.0.1:8090/x", { method, headers }), [])?.kind;
const host = "127.0.0.1:8090";

Deno.test("refusal() refuses what another site asks for, by Origin and by Sec-Fetch-Site", () => {
  const rows: [headers: Record<string, string>, kind: string | undefined][] = [
    [{ host }, undefined],
    [{ host, origin: "http://127.0.0.1:8090" }, undefined],
    [{ host, origin: "https://127.0.0.1:8090" }, undefined],
    [{ host, origin: "http://127.0.0.1:8091" }, "cross_site"],
    [{ host, origin: "http://localhost:8090" }, "cross_site"],
    [{ host, origin: "http://evil.example" }, "cross_site"],
    [{ host, origin: "null" }, "cross_site"],
    [{ host, origin: "" }, "cross_site"],
    [{ host, "sec-fetch-site": "same-origin" }, undefined],
    [{ host, "sec-fetch-site": "none" }, undefined],
    [{ host, "sec-fetch-site": "same-site" }, "cross_site"],
    [{ host, "sec-fetch-site": "cross-site" }, "cross_site"],
    [{ host: "evil.example:8090", origin: "http://evil.example:8090" }, "wrong_host"],
  ];
  for (const [headers, kind] of rows) {
    assert.equal(at("POST", headers), kind, JSON.stringify(headers));
    assert.equal(at("DELETE", headers), kind, JSON.stringify(headers));
    const upgrade = { ...headers, upgrade: "WebSocket" };
    assert.equal(at("GET", upgrade), kind, `upgrade ${JSON.stringify(headers)}`);
  }
});

Deno.test("refusal() lets reading through from any link, but by no strange name", () => {
  assert.equal(at("GET", { host, "sec-fetch-site": "cross-site" }), undefined);
  assert.equal(at("GET", { host: "evil.example" }), "wrong_host");
});

Deno.test("refusal() takes no Host that is none: it would be in the URL, and so in the path", () => {
  for (const host of ["localhost?", "localhost/x", "localhost#", "u@localhost", "local host"]) {
    assert.equal(at("GET", { host }), "bad_host", host);
  }
  assert.equal(at("GET", {}), "bad_host");
});

Deno.test("isLoopback() knows what reaches no further than this machine", () => {
  for (const name of ["127.0.0.1", "127.1.2.3", "localhost", "::1"]) assert.ok(isLoopback(name));
  for (const name of ["0.0.0.0", "::", "10.0.0.1", "128.0.0.1", "127.0.0.1.example"]) {
    assert.ok(!isLoopback(name), name);
  }
});
