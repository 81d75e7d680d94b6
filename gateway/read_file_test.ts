import assert from "node:assert/strict";
import { formatOf, readFile } from "./read_file.ts";

const NOW_MS = Date.UTC(2026, 11, 1);
const encoder = new TextEncoder();

Deno.test("readFile() says which reader took how many lines, and shows records as stored", async () => {
  const text = "[ERROR] john@example.com\nplain\n2026-05-01 10:00:00 CST ERROR x\n";
  const { report, shown } = await readFile(encoder.encode(text), {
    ...{ format: "text", nowMs: NOW_MS, joins: true, shownMax: 2 },
  });
  assert.equal(report.records, 3);
  assert.deepEqual(report.readers, { level_first: 1, text: 1, headed: 1 });
  assert.deepEqual(report.masked, { email: 1 });
  assert.equal(report.unreadable_ts, 1);
  assert.deepEqual(shown.map(({ reader }) => reader), ["level_first", "text"]);
  assert.equal(JSON.parse(shown[0]!.line).msg, "j***@example.com");
});

Deno.test("readFile() reads large files in pieces of whole lines, and goes on after a bad one", async () => {
  const line = `{"msg":"${"x".repeat(1000)}"}\n`;
  const body = line.repeat(6000) + "{broken\n" + line.repeat(6000);
  const { report } = await readFile(encoder.encode(body), {
    ...{ format: "ndjson", nowMs: NOW_MS, joins: true, shownMax: 0 },
  });
  assert.equal(report.refused.length, 1);
  assert.match(report.refused[0]!, /^Cannot read the NDJSON body at line \d+, column 2/);
  assert.ok(report.records >= 6000 && report.records < 12_000, String(report.records));
  const whole = await readFile(encoder.encode(line.repeat(9000)), {
    ...{ format: "ndjson", nowMs: NOW_MS, joins: true, shownMax: 0 },
  });
  assert.equal(whole.report.records, 9000);
});

Deno.test("formatOf() goes by the name, and takes anything else for text", () => {
  assert.equal(formatOf("a/b.JSON"), "json");
  assert.equal(formatOf("a.jsonl"), "ndjson");
  assert.equal(formatOf("a.csv"), "csv");
  assert.equal(formatOf("/var/log/syslog.1"), "text");
});
