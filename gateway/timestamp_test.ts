import { readEpochNumber, readTimestamp } from "./timestamp.ts";
import assert from "node:assert/strict";
import fc from "fast-check";

const READABLE: readonly [given: unknown, stored: string][] = [
  ["2026-05-01T10:00:00.000Z", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01T10:00:00Z", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01T10:00:00.5Z", "2026-05-01T10:00:00.500Z"],
  ["2026-05-01T10:00:00.123456789Z", "2026-05-01T10:00:00.123456789Z"],
  ["2026-05-01T10:00:00.1234567891234Z", "2026-05-01T10:00:00.123456789Z"],
  ["2026-05-01T12:00:00+02:00", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01T12:00:00+0200", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01T12:00:00+02", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01T04:30:00.250-05:30", "2026-05-01T10:00:00.250Z"],
  ["2026-05-01 10:00:00", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01 10:00:00,123", "2026-05-01T10:00:00.123Z"],
  ["2026-05-01T10:00:00,1234567Z", "2026-05-01T10:00:00.1234567Z"],
  ["2024-03-01T00:00:00.12+00:30", "2024-02-29T23:30:00.120Z"],
  ["2100-03-01T00:00:00+00:30", "2100-02-28T23:30:00.000Z"],
  ["2026-12-31T23:59:60-01:00", "2027-01-01T01:00:00.000Z"],
  ["2026-05-01 10:00 +0200", "2026-05-01T08:00:00.000Z"],
  ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
  ["2026-05-01 10:00:00 UTC", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01t10:00:00z", "2026-05-01T10:00:00.000Z"],
  ["2026-05-01T10:00Z", "2026-05-01T10:00:00.000Z"],
  ["  2026-05-01T10:00:00Z ", "2026-05-01T10:00:00.000Z"],
  ["2024-02-29T00:00:00.000Z", "2024-02-29T00:00:00.000Z"],
  ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"],
  ["2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000Z"],
  ["0099-01-01T00:00:00Z", "0099-01-01T00:00:00.000Z"],
  [1777629600, "2026-05-01T10:00:00.000Z"],
  [1777629600.25, "2026-05-01T10:00:00.250Z"],
  [1.7776296e9, "2026-05-01T10:00:00.000Z"],
  [1777629600123, "2026-05-01T10:00:00.123Z"],
  [1777629600123456, "2026-05-01T10:00:00.123456Z"],
  ["1777629600.1234567891", "2026-05-01T10:00:00.123456789Z"],
  ["1777629600123.4", "2026-05-01T10:00:00.1234Z"],
  ["1777629600123456789", "2026-05-01T10:00:00.123456789Z"],
  ["1777629600", "2026-05-01T10:00:00.000Z"],
  [0, "1970-01-01T00:00:00.000Z"],
];

/** A text, or a number as it stands in JSON. */
function read(given: unknown): string | undefined {
  return typeof given === "string" ? readTimestamp(given) : readEpochNumber(String(given));
}

Deno.test("readTimestamp() reads the usual spellings, and keeps every fractional digit", () => {
  for (const [given, stored] of READABLE) {
    assert.equal(read(given), stored, JSON.stringify(given));
  }
});

const UNREADABLE: readonly unknown[] = [
  ...["", "yesterday", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00.000Z", "2026-04-31T00:00:00Z"],
  ...["2026-05-01T24:00:00.000Z", "2026-05-01T10:60:00.000Z", "2026-05-01T10:00:61.000Z"],
  ...["2026-05-01", "2026-00-10T00:00:00.000Z", "2026-05-00T00:00:00.000Z", "-5", "1e9"],
  ...[
    "0000-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "2026-05-01T10:00:00.Z",
    "1.",
    "12a",
  ],
  ...["2026-05-01T10:00:00+", "2026-05-01T10:00:00+2", "2026-05-01T10:00:00+02:0", "1e400"],
  ...["2026-05-01T10:00:00+25:00", "2026-05-01T10:00:00.000Zx"],
  ...[-1, NaN, Infinity, 1e21, true, {}, [], undefined],
];

Deno.test("readTimestamp() says so when it cannot read", () => {
  for (const given of UNREADABLE) assert.equal(read(given), undefined, String(given));
});

Deno.test("readTimestamp() agrees with Date on every time, in every unit", () => {
  const anyTime = fc.date({
    min: new Date("1990-01-01T00:00:00Z"),
    max: new Date("2100-01-01T00:00:00Z"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(anyTime, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offsetMin) => {
    const canonical = date.toISOString();
    assert.equal(readTimestamp(canonical), canonical);
    assert.equal(readEpochNumber(String(date.getTime())), canonical);
    assert.equal(readTimestamp(String(date.getTime()) + "000"), canonical.replace("Z", "000Z"));
    const local = new Date(date.getTime() + offsetMin * 60_000).toISOString().slice(0, -1);
    const sign = offsetMin < 0 ? "-" : "+";
    const pad = (n: number) => String(Math.trunc(n)).padStart(2, "0");
    const zone = `${sign}${pad(Math.abs(offsetMin) / 60)}:${pad(Math.abs(offsetMin) % 60)}`;
    assert.equal(readTimestamp(local + zone), canonical);
  }));
});

Deno.test("readTimestamp() gives a valid time or nothing for any text", () => {
  const near = fc.stringMatching(
    /^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/,
  );
  fc.assert(fc.property(fc.oneof(near, fc.string(), fc.double()), (given) => {
    const stored = read(given);
    if (stored !== undefined) assert.ok(!Number.isNaN(Date.parse(stored)), stored);
  }));
});
