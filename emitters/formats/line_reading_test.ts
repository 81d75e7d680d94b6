import assert from "node:assert/strict";
import { readLine } from "./line_reading.ts";

Deno.test("readLine() reads the level and what is missing", () => {
  const table: readonly [line: string, level: string, defect?: string][] = [
    ["<34>1 2026-05-01T10:00:00Z web su 77 ID47 - failed", "ERROR"],
    ['<12>1 2026-05-01T10:00:00.123456+02:00 web su - - [a b="c \\" d"] failed', "WARN"],
    ["<15>1 - web su 77 ID47 -", "DEBUG", "missing_ts"],
    ["<34>1 today web su 77 ID47 - failed", "ERROR", "missing_ts"],
    ["<34>1 2026-05-01T10:00:00Z web su 77 ID47 [broken", "ERROR", "missing_ts"],
    ["<13>Oct 11 22:14:15 web su[77]: failed", "INFO"],
    ["<13>2026-05-01T10:00:00+0200 web su[77]: failed", "INFO"],
    ["<13>failed", "INFO", "missing_ts"],
    ["<192>failed", "INFO", "missing_ts_and_level"],
    ["<013>failed", "INFO", "missing_ts_and_level"],
    ["<>failed", "INFO", "missing_ts_and_level"],
    ["Jun 14 15:16:01 combo sshd(pam_unix)[19939]: check pass", "INFO", "missing_level"],
    ["Jun  1 15:16:01 combo su: x", "INFO", "missing_level"],
    ["Feb 29 15:16:01 combo su: x", "INFO", "missing_level"],
    ["Feb 30 15:16:01 combo su: x", "INFO", "missing_ts_and_level"],
    ["Jun 31 15:16:01 combo su: x", "INFO", "missing_ts_and_level"],
    ["2026-05-01 10:00:00,123 ERROR web-1 checkout[77]: declined", "ERROR"],
    ["2026-05-01 10:00:00 Warning web-1 checkout[77]: slow", "WARN"],
    ["2026-05-01 10:00:00 LOUD web-1 checkout[77]: boo", "INFO", "unknown_level"],
    ["2026-02-30 10:00:00 ERROR web-1 checkout[77]: x", "INFO", "missing_ts_and_level"],
    ["2015-10-18 18:01:47,978 INFO [main] org.Main: x", "INFO", "missing_ts_and_level"],
    ['{"level":"ERROR"}', "INFO", "missing_ts_and_level"],
  ];
  for (const [line, level, defect] of table) {
    assert.deepEqual(readLine(line), defect === undefined ? { level } : { level, defect }, line);
  }
});
