import assert from "node:assert/strict";
import { hostsOf, isStoreAddress, parseStoreAddress } from "./address.ts";

Deno.test("parseStoreAddress() takes store, host or bucket, path and options apart", () => {
  const cases = [
    ["loki://127.0.0.1", "127.0.0.1:3100", "", ["127.0.0.1:3100"]],
    ["loki://loki.example.org:443?tls=true&tenant=a", "loki.example.org:443", "", [
      "loki.example.org:443",
    ]],
    ["elasticsearch://es:9200/logs-app", "es:9200", "logs-app", ["es:9200"]],
    ["s3://my-logs/a/b/?endpoint=http://127.0.0.1:9000", "my-logs", "a/b/", ["127.0.0.1:9000"]],
    ["s3://my-logs?region=eu-central-1", "my-logs", "", ["s3.eu-central-1.amazonaws.com:443"]],
    ["https://example.org/x?q=1", "example.org", "x", ["example.org:443"]],
  ] as const;
  for (const [text, host, path, hosts] of cases) {
    const address = parseStoreAddress(text);
    assert.ok(!("fault" in address), text);
    assert.deepEqual([address.host, address.path, hostsOf(address)], [host, path, hosts], text);
  }
});

Deno.test("parseStoreAddress() says what is wrong, and shows no secret", () => {
  const cases = [
    ["ftp://host/x", /'ftp' is no store: must be one of loki, victorialogs/],
    ["loki://", /must/],
    ["loki://me:hunter2@host", /must hold no user or password: set LOGOPS_VERIFY_USER/],
    ["loki://host?tennant=a", /'tennant' is no option of loki: there are tenant, selector/],
    ["loki://host?days=40", /'days' must be a whole number from 1 to 29/],
    ["s3://bucket?endpoint=127.0.0.1:9000", /'endpoint' must be http:/],
  ] as const;
  for (const [text, expected] of cases) {
    const address = parseStoreAddress(text);
    assert.ok("fault" in address, text);
    assert.match(address.fault, expected);
    assert.doesNotMatch(address.fault, /hunter2/);
  }
});

Deno.test("isStoreAddress() tells an address from a path", () => {
  assert.deepEqual(
    ["loki://h", "s3://b/p", "data/ingest", "/var/log", "C:\\logs", "./a:b"].map(isStoreAddress),
    [true, true, false, false, false, false],
  );
});
