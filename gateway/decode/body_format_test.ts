import assert from "node:assert/strict";
import { bodyFormat } from "./mod.ts";

Deno.test("bodyFormat() knows the four formats, their aliases and harmless parameters", () => {
  const rows: [contentType: string, format: string][] = [
    ["application/json", "json"],
    ["application/x-ndjson", "ndjson"],
    ["application/ndjson", "ndjson"],
    ["application/jsonl", "ndjson"],
    ["application/x-jsonlines", "ndjson"],
    ["application/jsonlines", "ndjson"],
    ["text/csv", "csv"],
    ["text/plain", "text"],
    ["Application/JSON", "json"],
    ["application/json; charset=utf-8", "json"],
    ["application/json;charset=UTF8", "json"],
    [' text/plain ; charset="US-ASCII"', "text"],
    ["text/csv; header=present; charset=utf-8", "csv"],
    ["text/plain; format=flowed", "text"],
    ["application/json;", "json"],
  ];
  for (const [contentType, format] of rows) {
    assert.deepEqual(bodyFormat(contentType), { ok: true, value: format }, contentType);
  }
});

Deno.test("bodyFormat() refuses what it cannot read, and says what it can", () => {
  const rows: [contentType: string | null, detail: RegExp][] = [
    [null, /is missing: .*json, application\/x-ndjson, text\/csv or text\/plain$/],
    ["", /is missing: /],
    ["application/xml", /must be application\/json, .*: current value is "application\/xml"$/],
    ["application/json+x", /current value is/],
    ["; charset=utf-8", /current value is ""$/],
    ["text/plain; charset=iso-8859-1", /charset .* utf-8: current value is "iso-8859-1"$/],
    ['text/csv; charset="utf-16"', /current value is "utf-16"$/],
    ["text/csv; header=absent", /header of text\/csv must be present/],
    ["x".repeat(10_000), /current value is "x{100}"$/],
  ];
  for (const [contentType, detail] of rows) {
    const result = bodyFormat(contentType);
    assert.ok(!result.ok, String(contentType));
    assert.ok(result.failure.kind === "unsupported_media_type");
    assert.match(result.failure.detail, detail);
  }
});
