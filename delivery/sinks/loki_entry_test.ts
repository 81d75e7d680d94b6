/** Records as entries of Loki: times in nanoseconds that keep equal records apart. */
import assert from "node:assert/strict";
import { lokiEntry, saltOf, timeOf } from "./loki_entry.ts";

const line = (offset: number, text: string) => ({ offset, bytes: new TextEncoder().encode(text) });

Deno.test("timeOf() keeps the digits that a time has, and takes those that it leaves open from the place", () => {
  assert.equal(timeOf("2026-12-01T10:00:00Z", 81_920), 1_796_119_200_000_081_920n);
  assert.equal(timeOf("2026-12-01T10:00:00.123Z", 81_920), 1_796_119_200_123_081_920n);
  assert.equal(timeOf("2026-12-01T10:00:00.123456Z", 81_920), 1_796_119_200_123_456_920n);
  assert.equal(timeOf("2026-12-01T10:00:00.123456789Z", 7), 1_796_119_200_123_456_789n);
  for (const bad of ["2026-12-01", "2026-13-01T10:00:00Z", "2026-12-01T10:00:00+02:00", 5]) {
    assert.equal(timeOf(bad, 0), undefined, String(bad));
  }
});

Deno.test("lokiEntry() gives equal records at two places, or in two workers' files, two times", () => {
  const text = '{"ts":"2026-12-01T10:00:00.000Z","level":"WARN","msg":"m","emitter":"csv"}';
  const times = [
    lokiEntry(line(0, text), saltOf("20261201.w1.ndjson")),
    lokiEntry(line(75, text), saltOf("20261201.w1.ndjson")),
    lokiEntry(line(0, text), saltOf("20261201.w2.ndjson")),
  ].map((entry) => entry!.timeNs);
  assert.equal(new Set(times).size, 3);
  assert.equal(lokiEntry(line(0, text), 1)!.level, "WARN");
  assert.equal(lokiEntry(line(0, "[1]"), 1), undefined);
  assert.equal(lokiEntry(line(0, '{"ts":'), 1), undefined);
});
