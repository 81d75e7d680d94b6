import assert from "node:assert/strict";
import fc from "fast-check";
import { createBsdTimeReader, readIsoTime } from "./syslog_time.ts";

Deno.test("readIsoTime() reads RFC 3339 and its slips, and keeps all digits", () => {
  const rows: [stamp: string, time: string][] = [
    ["2026-05-01T10:00:00.123Z", "2026-05-01T10:00:00.123Z"],
    ["2026-05-01T10:00:00Z", "2026-05-01T10:00:00.000Z"],
    ["2026-05-01T10:00:00.1Z", "2026-05-01T10:00:00.100Z"],
    ["2026-05-01T10:00:00.123456Z", "2026-05-01T10:00:00.123456Z"],
    ["2026-05-01T10:00:00.999999999Z", "2026-05-01T10:00:00.999999999Z"],
    ["2026-05-01T10:00:00.1234", "2026-05-01T10:00:00.1234Z"],
    ["2026-05-01T10:00:00", "2026-05-01T10:00:00.000Z"],
    ["2026-05-01 10:00:00", "2026-05-01T10:00:00.000Z"],
    ["2026-05-01 10:00:00,123", "2026-05-01T10:00:00.123Z"],
    ["2026-05-01 10:00:00.123Z", "2026-05-01T10:00:00.123Z"],
    ["2026-05-01T12:00:00+02:00", "2026-05-01T10:00:00.000Z"],
    ["2026-05-01T12:00:00.5+0200", "2026-05-01T10:00:00.500Z"],
    ["2026-05-01T04:30:00-05:30", "2026-05-01T10:00:00.000Z"],
    ["2026-05-01T00:30:00+01:00", "2026-04-30T23:30:00.000Z"],
    ["2026-12-31T23:30:00-00:45", "2027-01-01T00:15:00.000Z"],
    ["2026-05-01T10:00:00-00:00", "2026-05-01T10:00:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"],
    ["0001-01-01T00:00:00+00:01", "0000-12-31T23:59:00.000Z"],
    ["2026-05-01T10:00:00z", "2026-05-01T10:00:00.000Z"],
    ["2026-05-01t10:00:00Z", "2026-05-01T10:00:00.000Z"],
    ["2026-05-01T23:59:60Z", "2026-05-02T00:00:00.000Z"],
    ["2026-05-01T10:00:00.1234567890Z", "2026-05-01T10:00:00.123456789Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
  ];
  for (const [stamp, time] of rows) assert.equal(readIsoTime(stamp), time, stamp);
});

Deno.test("readIsoTime() refuses what is no time", () => {
  const stamps = [
    "",
    "-",
    "2026",
    "2026-05-01",
    "2026-05-01T10:00",
    "2026-05-01T10:00:00.Z",
    "2026-05-01T10:00:00ZZ",
    "2026-05-01T10:00:00.123Zx",
    "2026-05-01T10:00:00+2",
    "2026-05-01T10:00:00+02:0",
    "2026-05-01T10:00:00+02-00",
    "2026-05-01T10:00:00+24:00",
    "2026-05-01T10:00:00+02:60",
    "2026-05-01T10:00:00*02:00",
    "2026-5-01T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "2026-00-01T10:00:00Z",
    "2026-04-31T10:00:00Z",
    "2026-02-29T10:00:00Z",
    "1900-02-29T10:00:00Z",
    "2026-05-00T10:00:00Z",
    "2026-05-01T24:00:00Z",
    "2026-05-01T10:60:00Z",
    "2O26-05-01T10:00:00Z",
    "20x6-05-01T10:00:00Z",
    "2026/05/01T10:00:00Z",
    "+026-05-01T10:00:00Z",
    "0000-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
  ];
  for (const stamp of stamps) assert.equal(readIsoTime(stamp), undefined, stamp);
});

Deno.test("readIsoTime() tells the same instant as Date", () => {
  const local = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9998-12-31T00:00:00Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(local, fc.integer({ min: -1439, max: 1439 }), (date, offset) => {
      const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, "0");
      const minutes = String(Math.abs(offset) % 60).padStart(2, "0");
      const stamp = date.toISOString().replace("Z", `${offset < 0 ? "-" : "+"}${hours}:${minutes}`);
      assert.equal(readIsoTime(stamp), new Date(stamp).toISOString());
    }),
  );
});

Deno.test("createBsdTimeReader() reads days of one and two digits, padded or not", () => {
  const read = createBsdTimeReader(Date.UTC(2026, 6, 15));
  assert.equal(read("Jul  9 12:34:56"), "2026-07-09T12:34:56.000Z");
  assert.equal(read("Jul 9 12:34:56"), "2026-07-09T12:34:56.000Z");
  assert.equal(read("Jul 09 12:34:56"), "2026-07-09T12:34:56.000Z");
  assert.equal(read("Jan 31 00:00:00"), "2026-01-31T00:00:00.000Z");
});

Deno.test("createBsdTimeReader() takes the year that puts the time nearest before a day from now", () => {
  const rows: [now: string, stamp: string, time: string][] = [
    ["2026-05-01T10:00:00Z", "May  1 10:00:00", "2026-05-01T10:00:00.000Z"],
    ["2026-05-01T10:00:00Z", "May  2 10:00:00", "2026-05-02T10:00:00.000Z"],
    ["2026-05-01T10:00:00Z", "May  2 10:00:01", "2025-05-02T10:00:01.000Z"],
    ["2026-01-01T00:00:05Z", "Dec 31 23:59:59", "2025-12-31T23:59:59.000Z"],
    ["2025-12-31T23:00:00Z", "Jan  1 00:30:00", "2026-01-01T00:30:00.000Z"],
    ["2025-12-30T23:00:00Z", "Jan  1 00:30:00", "2025-01-01T00:30:00.000Z"],
    ["2024-02-28T12:00:00Z", "Feb 29 11:00:00", "2024-02-29T11:00:00.000Z"],
    ["2024-02-28T12:00:00Z", "Feb 29 13:00:00", "2020-02-29T13:00:00.000Z"],
    ["2026-05-01T10:00:00Z", "Feb 29 10:00:00", "2024-02-29T10:00:00.000Z"],
    ["1904-02-01T00:00:00Z", "Feb 29 10:00:00", "1896-02-29T10:00:00.000Z"],
    ["2000-03-01T00:00:00Z", "Feb 29 10:00:00", "2000-02-29T10:00:00.000Z"],
  ];
  for (const [now, stamp, time] of rows) {
    assert.equal(createBsdTimeReader(Date.parse(now))(stamp), time, `${stamp} on ${now}`);
  }
});

Deno.test("createBsdTimeReader() refuses what is no time, also after one that was", () => {
  const read = createBsdTimeReader(Date.UTC(2026, 6, 15));
  const stamps = [
    "Jun 31 10:00:00",
    "Feb 30 10:00:00",
    "Jul  0 10:00:00",
    "Jul 32 10:00:00",
    "Jul +1 10:00:00",
    "Jul 1. 10:00:00",
    "Jul    10:00:00",
    "jul  1 10:00:00",
    "Juli 1 10:00:00",
    "Jul  1 24:00:00",
    "Jul  1 10:60:00",
    "Jul  1 10:00:60",
    "Jul  1 1o:00:00",
    "Jul  1 10-00-00",
    "",
  ];
  for (const stamp of stamps) {
    assert.equal(read("Jul  1 10:00:00"), "2026-07-01T10:00:00.000Z");
    assert.equal(read(stamp), undefined, stamp);
  }
});
