import assert from "node:assert/strict";
import { contentTypeOf, describeBad, readQuarantine } from "./quarantine.ts";

const KEPT = {
  ...{ ts: "2026-05-01T10:00:00.000Z", emitter: "shop", format: "csv", reason: "bad_csv" },
  ...{ line: 3, bytes: 5, sha256: "ab", text: 'b"x,2' },
};

Deno.test("readQuarantine() reads whole lines, and leaves out what is none", () => {
  const text = `${JSON.stringify(KEPT)}\n{"ts":1}\n{"ts":"2026\n`;
  assert.deepEqual(readQuarantine(text), [KEPT]);
});

Deno.test("describeBad() and contentTypeOf() say what a record is, and what it is sent as", () => {
  const [record] = readQuarantine(JSON.stringify(KEPT));
  assert.equal(
    describeBad(record!),
    '2026-05-01T10:00:00.000Z  shop  bad_csv, csv line 3, 5 bytes  "b\\"x,2"',
  );
  assert.equal(contentTypeOf(record!, false), "text/plain");
  assert.equal(contentTypeOf({ ...record!, format: "json" }, false), "application/x-ndjson");
  assert.equal(contentTypeOf({ ...record!, format: "json" }, true), "text/plain");
});
