import assert from "node:assert/strict";
import fc from "fast-check";
import type { BodyFormat } from "./mod.ts";
import { decode } from "./testing/records.ts";

const FORMATS: readonly BodyFormat[] = ["json", "ndjson", "csv", "text"];
const RECORDS_MAX = 20;
const OPTIONS = { recordsMax: RECORDS_MAX, nowMs: Date.UTC(2026, 4, 2) };
const FAILURE_BY_FORMAT: Readonly<Record<BodyFormat, string>> = {
  json: "bad_json",
  ndjson: "bad_ndjson",
  csv: "bad_csv",
  text: "none: any text is lines",
};

Deno.test("decode() reads a body by its format", () => {
  const rows: [format: BodyFormat, body: string, records: unknown[]][] = [
    ["json", '\ufeff{"msg":"é"}', [{ msg: "é" }]],
    ["ndjson", '\ufeff{"msg":"a"}\r\n{"msg":"b"}', [{ msg: "a" }, { msg: "b" }]],
    ["csv", "\ufeffts,msg\n,a", [{ msg: "a" }]],
    ["text", "\ufeff<34>failed", [{ level: "ERROR", facility: "auth", msg: "failed" }]],
  ];
  for (const [format, body, value] of rows) {
    assert.deepEqual(decode(format, new TextEncoder().encode(body), OPTIONS), { ok: true, value });
  }
});

Deno.test("decode() refuses bad UTF-8 in every format", () => {
  for (const format of FORMATS) {
    const result = decode(format, Uint8Array.of(0x7b, 0x0a, 0xc3), OPTIONS);
    assert.ok(!result.ok);
    assert.equal(result.failure.kind, "bad_utf8");
  }
});

Deno.test("decode() reads a part of a larger buffer", () => {
  const buffer = new TextEncoder().encode('xx{"a":1}yy');
  const result = decode("json", buffer.subarray(2, -2), OPTIONS);
  assert.deepEqual(result, { ok: true, value: [{ a: 1 }] });
});

Deno.test("decode() makes records or a failure of any bytes, and never throws", () => {
  const pieces = fc.constantFrom(
    ...'{}[],:"\\\n\r\t <>=-+.0159TZé🌍'.split(""),
    ...["\r\n", '""', '"a"', '{"a":1}', "null", "1e9", "\\u00", "\u0000", "\ufeff", "\ufffd"],
    ...["<34>", "<165>1 ", "- - - - - ", '[a b="c"]', "__proto__", "constructor", "a,b\n"],
    ...["May  1 10:00:00 ", "2026-05-01T10:00:00Z ", "2026-05-01 10:00:00 ", "INFO box su[7]: "],
  );
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(pieces, { maxLength: 30 }).map((parts) => new TextEncoder().encode(parts.join(""))),
    fc.tuple(fc.array(pieces), fc.uint8Array({ maxLength: 2 })).map(([parts, tail]) =>
      Uint8Array.from([...new TextEncoder().encode(parts.join("")), ...tail])
    ),
  );
  const text = new TextDecoder();
  fc.assert(
    fc.property(body, fc.constantFrom(...FORMATS), (bytes, format) => {
      const result = decode(format, bytes, OPTIONS);
      if (result.ok) {
        assert.ok(result.value.length <= RECORDS_MAX);
        JSON.stringify(result.value);
        if (format === "text") holdsAllText(text.decode(bytes), result.value);
      } else {
        const kinds = ["bad_utf8", "too_many_records", FAILURE_BY_FORMAT[format]];
        assert.ok(kinds.includes(result.failure.kind), result.failure.kind);
      }
    }),
    { numRuns: 5000 },
  );
});

Deno.test("decode() takes a time in proportion to the body, whatever the body", () => {
  const rows: [format: BodyFormat, unit: string][] = [
    ["json", "["],
    ["json", '"'],
    ["ndjson", "\n"],
    ["ndjson", " \n"],
    ["csv", '"'],
    ["csv", ","],
    ["csv", '""\n'],
    ["csv", "a,"],
    ["text", "<"],
    ["text", "["],
    ["text", "May  1 10:00:00 b a["],
    ["text", '<1>1 - - - - - [a b="'],
    ["text", '\\"'],
    ["text", " "],
  ];
  const bytesMax = 2 ** 19;
  for (const [format, unit] of rows) {
    for (const start of ["", "a\n", "May  1 10:00:00 b a", '<1>1 - - - - - [a b="']) {
      const body = new TextEncoder().encode(start + unit.repeat(bytesMax / unit.length));
      const startMs = performance.now();
      decode(format, body, { ...OPTIONS, recordsMax: bytesMax });
      const tookMs = performance.now() - startMs;
      assert.ok(tookMs < 5000, `${format}, ${JSON.stringify(start + unit)}: ${tookMs} ms`);
    }
  }
});

/** Each message that is no JSON stands in the text, and no line makes two records. */
function holdsAllText(text: string, records: readonly unknown[]): void {
  const lines = text.split("\n").filter((line) => line !== "" && line !== "\r");
  assert.ok(records.length <= lines.length);
  assert.ok(records.length > 0 || lines.length === 0 || text.startsWith("#"));
  for (const record of records) {
    const { msg } = record as { msg: unknown };
    assert.ok(typeof msg !== "string" || text.includes(msg) || text.includes("{"));
  }
}
