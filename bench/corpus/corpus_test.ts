import { jsonBody, jsonShapes, textBody, textShapes } from "./mod.ts";
import assert from "node:assert/strict";

Deno.test("every shape is JSON, the same each time, and another in each record", () => {
  assert.ok(Object.keys(jsonShapes).length >= 16);
  for (const [name, shape] of Object.entries(jsonShapes)) {
    const body = jsonBody(shape, "json", 20);
    assert.equal(jsonBody(shape, "json", 20), body, name);
    const records = JSON.parse(body) as unknown[];
    assert.equal(new Set(records.map((record) => JSON.stringify(record))).size, 20, name);
    assert.equal(jsonBody(shape, "ndjson", 20).trimEnd().split("\n").length, 20, name);
    const columns = Object.keys(records[0] as object).length;
    assert.ok(columns >= 3 && jsonBody(shape, "csv", 20).includes("\n"), name);
  }
});

Deno.test("every shape of text is a line a record", () => {
  for (const [name, line] of Object.entries(textShapes)) {
    assert.equal(new Set(textBody(line, 20).trimEnd().split("\n")).size, 20, name);
  }
});
