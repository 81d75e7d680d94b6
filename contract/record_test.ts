import assert from "node:assert/strict";
import { LEVELS, LogRecord } from "./record.ts";

const record = {
  ts: "2026-05-01T10:00:00.000Z",
  level: "INFO",
  msg: "login by j***@example.com",
  emitter: "json",
};

Deno.test("LogRecord takes a stored line and keeps its further fields", () => {
  const line = { ...record, scenario_id: "burst-42", seq: 7, user: { ip: "83.11.x.x" } };
  assert.deepEqual(LogRecord.parse(line), line);
});

Deno.test("LogRecord refuses what the journal never holds", () => {
  const rows = [
    { ...record, ts: "2026-05-01 10:00:00" },
    { ...record, ts: "2026-05-01T10:00:00+02:00" },
    { ...record, ts: 1_777_629_600 },
    { ...record, level: "warn" },
    { ...record, msg: null },
    { ...record, pii: {} },
    { ts: record.ts, level: "INFO", msg: "" },
    [],
    null,
  ];
  for (const row of rows) assert.ok(!LogRecord.safeParse(row).success, JSON.stringify(row));
});

Deno.test("LEVELS rise from DEBUG to ERROR", () => {
  assert.deepEqual(LEVELS, ["DEBUG", "INFO", "WARN", "ERROR"]);
});
