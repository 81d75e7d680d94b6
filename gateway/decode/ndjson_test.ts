import assert from "node:assert/strict";
import fc from "fast-check";
import { readNdjson } from "./testing/records.ts";

Deno.test("readNdjson() makes one record of each line that is not blank", () => {
  const rows: [text: string, records: unknown[]][] = [
    ["", []],
    ["\n\r\n  \n\t", []],
    ['{"a":1}', [{ a: 1 }]],
    ['{"a":1}\n', [{ a: 1 }]],
    ['{"a":1}\r\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
    ['\n{"a":1}\n\n \t{"a":2} \n\r\n', [{ a: 1 }, { a: 2 }]],
    ['1\n"x"\nnull\n[2]', [1, "x", null, [2]]],
    ['{"a":"x\\ny\u2028z"}', [{ a: "x\ny\u2028z" }]],
  ];
  for (const [text, value] of rows) {
    assert.deepEqual(readNdjson(text, 10), { ok: true, value }, JSON.stringify(text));
  }
});

Deno.test("readNdjson() takes a line for exactly one value", () => {
  const rows: [text: string, line: number, column: number, problem: string][] = [
    ['{"a":1},{"b":2}', 1, 8, "expected the end"],
    ['{"a":1}\n{"a":1} {"b":2}', 2, 9, "expected the end"],
    ['{"a":[1\n,2]}', 1, 8, "expected ',' or ']'"],
    ['{"a":1},{"b":2}\n{"c":[{}\n{}]}', 1, 8, "expected the end"],
    ['\n\r\n{"a":1}\r\n{"a":}\r\n', 4, 6, "expected a value"],
    ['{"a":"x\r\n"}', 1, 8, "expected an escape: a control character"],
    ["{}\nplain words", 2, 1, "expected a value"],
    ["\u00a0", 1, 1, "expected a value"],
  ];
  for (const [text, line, column, problem] of rows) {
    assert.deepEqual(readNdjson(text, 10), {
      ok: false,
      failure: {
        kind: "bad_ndjson",
        detail: `Cannot read the NDJSON body at line ${line}, column ${column}: ${problem}`,
        place: { line, column },
      },
    }, JSON.stringify(text));
  }
});

Deno.test("readNdjson() counts records, not lines, against the limit", () => {
  assert.ok(readNdjson("\n1\n\n2\n\n", 2).ok);
  assert.deepEqual(readNdjson("1\n2\n3\nbad", 2), {
    ok: false,
    failure: { kind: "too_many_records", limit: 2 },
  });
});

Deno.test("readNdjson() gives back what was written", () => {
  const lineEnd = fc.constantFrom("\n", "\r\n", "\n\n", " \r\n");
  fc.assert(fc.property(fc.array(fc.jsonValue()), lineEnd, (values, end) => {
    const written = values.map((value) => JSON.stringify(value) + end).join("");
    const value = values.map((each) => JSON.parse(JSON.stringify(each))); // -0 is written as 0
    assert.deepEqual(readNdjson(written, 100), { ok: true, value });
  }));
});
