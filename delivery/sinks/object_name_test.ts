/** Names and bodies of objects: the place and nothing else, the same each time. */
import assert from "node:assert/strict";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { createBatch } from "../journal/mod.ts";
import { objectBody, objectName } from "./object_name.ts";

const bytes = new TextEncoder().encode('{"a":1}\n{"a":2}\n');
const batch = (file: string, takes?: (line: Uint8Array) => boolean) =>
  createBatch({ file, start: 81_920, end: 81_920 + bytes.length }, bytes, takes);

Deno.test("objectName() is the place under the period of the journal's file", () => {
  const gzip = { prefix: "logs/", compression: "gzip" } as const;
  assert.equal(
    objectName(batch("20261201.ndjson"), gzip),
    "logs/dt=2026-12-01/20261201-000000081920.ndjson.gz",
  );
  assert.equal(
    objectName(batch("2026120113.w2.ndjson"), { ...gzip, compression: "zstd" }),
    "logs/dt=2026-12-01/hour=13/2026120113.w2-000000081920.ndjson.zst",
  );
});

Deno.test("objectBody() holds the journal's bytes, and is the same each time", () => {
  const whole = batch("20261201.ndjson");
  for (const compression of ["gzip", "zstd", "none"] as const) {
    const config = { prefix: "", compression };
    const body = objectBody(whole, config);
    assert.deepEqual(body, objectBody(whole, config));
    const open = { gzip: gunzipSync, zstd: zstdDecompressSync, none: (b: Uint8Array) => b };
    assert.deepEqual(new Uint8Array(open[compression](body)), bytes);
  }
  const some = batch("20261201.ndjson", (line) => line[5] === "2".charCodeAt(0));
  const body = objectBody(some, { prefix: "", compression: "none" });
  assert.equal(new TextDecoder().decode(body), '{"a":2}\n');
});
