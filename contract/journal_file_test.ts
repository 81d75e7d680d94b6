import assert from "node:assert/strict";
import fc from "fast-check";
import {
  journalFileName,
  type JournalFileNameOptions,
  parseJournalFileName,
  ROTATIONS,
  tornFileName,
} from "./journal_file.ts";

const instant = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(9998, 11, 31) });
const options: fc.Arbitrary<JournalFileNameOptions> = fc.record({
  rotation: fc.constantFrom(...ROTATIONS),
  worker: fc.option(fc.integer({ min: 0, max: 999 }), { nil: undefined }),
});

Deno.test("parseJournalFileName() finds the period that journalFileName() named", () => {
  fc.assert(fc.property(instant, options, (atMs, { rotation, worker }) => {
    const name = journalFileName(atMs, { rotation, worker });
    const file = parseJournalFileName(name);
    assert.ok(file !== undefined);
    assert.ok(file.startMs <= atMs && atMs < file.endMs, name);
    assert.equal(file.endMs - file.startMs, rotation === "day" ? 86_400_000 : 3_600_000);
    assert.deepEqual(
      { name: file.name, rotation: file.rotation, worker: file.worker, content: file.content },
      { name, rotation, worker, content: "records" },
    );
  }));
});

Deno.test("journalFileName() gives one name to a period, and another to the next", () => {
  fc.assert(fc.property(instant, options, (atMs, named) => {
    const file = parseJournalFileName(journalFileName(atMs, named))!;
    assert.equal(journalFileName(file.startMs, named), file.name);
    assert.equal(journalFileName(file.endMs - 1, named), file.name);
    assert.notEqual(journalFileName(file.endMs, named), file.name);
    assert.ok(journalFileName(file.endMs, named) > file.name, "names sort by time");
  }));
});

Deno.test("journalFileName() counts in UTC", () => {
  const atMs = Date.parse("2026-05-01T23:30:00-02:00");
  assert.equal(journalFileName(atMs, { rotation: "day" }), "20260502.ndjson");
  assert.equal(journalFileName(atMs, { rotation: "hour" }), "2026050201.ndjson");
  assert.equal(journalFileName(atMs, { rotation: "day", worker: 2 }), "20260502.w2.ndjson");
});

Deno.test("tornFileName() names the file beside, which is read as torn", () => {
  fc.assert(fc.property(instant, options, (atMs, named) => {
    const records = parseJournalFileName(journalFileName(atMs, named))!;
    const torn = parseJournalFileName(tornFileName(records.name));
    assert.deepEqual(torn, { ...records, name: tornFileName(records.name), content: "torn" });
  }));
});

Deno.test("parseJournalFileName() knows no other names", () => {
  const names = [
    "20260231.ndjson", // no such day
    "20261301.ndjson",
    "20260100.ndjson",
    "2026050124.ndjson", // no such hour
    "2026051.ndjson",
    "202605011.ndjson",
    "20260501",
    "20260501.ndjson.zip",
    "20260501.ndjson.tmp",
    "20260501.json",
    "20260501.w.ndjson",
    "20260501.w1234.ndjson",
    "20260501.W1.ndjson",
    "x20260501.ndjson",
    "../20260501.ndjson",
    "20260501.ndjson\n",
    "",
  ];
  for (const name of names) assert.equal(parseJournalFileName(name), undefined, name);
});

Deno.test("parseJournalFileName() takes any text, and gives back only the text it took", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const file = parseJournalFileName(text);
    assert.ok(file === undefined || file.name === text);
  }));
});
