import assert from "node:assert/strict";
import { findTimeMs, lineOffsetsMs } from "./line_time.ts";

Deno.test("findTimeMs() reads the forms of its table", () => {
  const table: readonly [line: string, iso: string][] = [
    ["2015-10-18 18:01:47,978 INFO [main]", "2015-10-18T18:01:47.978Z"],
    ['{"ts":"2026-05-01T10:00:00.5+02:00"}', "2026-05-01T08:00:00.500Z"],
    ["<34>1 2026-05-01T10:00:00.123456Z web", "2026-05-01T10:00:00.123Z"],
    ["Jun 14 15:16:01 combo sshd", "2000-06-14T15:16:01.000Z"],
    ["<13>Jun  4 15:16:01 combo sshd", "2000-06-04T15:16:01.000Z"],
    ["[Sun Dec 04 04:47:44 2005] [notice]", "2005-12-04T04:47:44.000Z"],
    ['83.1.2.3 - - [01/May/2026:10:00:00 -0700] "GET /', "2026-05-01T17:00:00.000Z"],
    ["17/06/09 20:10:40 INFO executor", "2017-06-09T20:10:40.000Z"],
    ["081109 203615 148 INFO dfs", "2008-11-09T20:36:15.000Z"],
    ["- 1117838570 2005.06.03 R02", "2005-06-03T22:42:50.000Z"],
    ["1117838570.25 up", "2005-06-03T22:42:50.250Z"],
    ['{"time":1777629600123}', "2026-05-01T10:00:00.123Z"],
  ];
  for (const [line, iso] of table) {
    assert.equal(findTimeMs(line), Date.parse(iso), line);
  }
  for (const line of ["", "no time here", "order 4929120034550011", "build 2024.10.11"]) {
    assert.equal(findTimeMs(line), undefined, line);
  }
});

Deno.test("lineOffsetsMs() never falls, caps gaps, and lets lines without a time follow", () => {
  const lines = [
    "starting",
    "Dec 31 23:59:58 a",
    "  at stack frame",
    "Dec 31 23:59:59 b",
    "Dec 31 23:59:57 late",
    "Jan  1 00:00:01 new year",
    "Jan  1 00:00:03 c",
    "Jan  1 10:00:00 d",
  ];
  assert.deepEqual(lineOffsetsMs(lines, 60_000), [0, 0, 0, 1000, 1000, 1000, 3000, 63_000]);
  assert.deepEqual(lineOffsetsMs([], 60_000), []);
});
