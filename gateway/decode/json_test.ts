import assert from "node:assert/strict";
import fc from "fast-check";
import { readJson } from "./testing/records.ts";
import { findJsonFault } from "./json_fault.ts";

Deno.test("readJson() makes one record of an object, and one of each element of an array", () => {
  assert.deepEqual(readJson('{"msg":"a"}', 10), { ok: true, value: [{ msg: "a" }] });
  assert.deepEqual(readJson(' [{"msg":"a"},2,null]\n', 10), {
    ok: true,
    value: [{ msg: "a" }, 2, null],
  });
  assert.deepEqual(readJson("[]", 10), { ok: true, value: [] });
});

Deno.test("readJson() counts records against the limit", () => {
  assert.ok(readJson("[1,2]", 2).ok);
  assert.deepEqual(readJson("[1,2,3]", 2), {
    ok: false,
    failure: { kind: "too_many_records", limit: 2 },
  });
});

Deno.test("readJson() keeps __proto__ a field like any other", () => {
  const result = readJson('{"__proto__":{"level":"ERROR"}}', 1);
  assert.ok(result.ok);
  const record = result.value[0] as Record<string, unknown>;
  assert.deepEqual(Object.keys(record), ["__proto__"]);
  assert.equal(record.level, undefined);
});

Deno.test("readJson() says where the body is wrong, and what it expected", () => {
  const rows: [text: string, line: number, column: number, problem: string][] = [
    ["", 1, 1, "expected a value"],
    ["\n\n", 3, 1, "expected a value"],
    ["12", 1, 1, "expected an object or an array"],
    ['\n  "text"', 2, 3, "expected an object or an array"],
    ["null", 1, 1, "expected an object or an array"],
    ['{"a":1,\n "b":x}', 2, 6, "expected a value"],
    ['{"a":1 "b":2}', 1, 8, "expected ',' or '}'"],
    ["[1 2]", 1, 4, "expected ',' or ']'"],
    ["[1,]", 1, 4, "expected a value"],
    ['{"a":1,}', 1, 8, "expected a name in double quotes"],
    ["{'a':1}", 1, 2, "expected a name in double quotes"],
    ['{"a" 1}', 1, 6, "expected ':'"],
    ['{"a":{"b":[1,{"c":', 1, 19, "expected a value"],
    ['{"a":1} {"a":2}', 1, 9, "expected the end"],
    ['[{"a":1}]]', 1, 10, "expected the end"],
    ['["a\nb"]', 1, 4, "expected an escape: a control character"],
    ['["a\\x"]', 1, 4, "expected an escape that JSON knows"],
    ['["\\u12G4"]', 1, 3, "expected an escape that JSON knows"],
    ['["abc', 1, 6, "expected the '\"' that ends a string"],
    ["[01]", 1, 3, "expected ',' or ']'"],
    ["[-]", 1, 3, "expected a digit"],
    ["[1.]", 1, 4, "expected a digit"],
    ["[1e+]", 1, 5, "expected a digit"],
    ["[tru]", 1, 2, "expected a value"],
    ["[NaN]", 1, 2, "expected a value"],
  ];
  for (const [text, line, column, problem] of rows) {
    assert.deepEqual(readJson(text, 10), {
      ok: false,
      failure: {
        kind: "bad_json",
        detail: `Cannot read the JSON body at line ${line}, column ${column}: ${problem}`,
        place: { line, column },
      },
    }, text);
  }
});

Deno.test("readJson() says nothing of what stands in a bad body", () => {
  const secret = "hunter2";
  for (const text of [`{"a":${secret}}`, `["${secret}\n"]`, `{"a":"${secret}`, `${secret}`]) {
    assert.ok(!JSON.stringify(readJson(text, 10)).includes(secret), text);
  }
});

Deno.test("readJson() reads and refuses nesting of any depth", () => {
  const depth = 200_000;
  assert.ok(readJson("[".repeat(depth) + "]".repeat(depth), 1).ok);
  assert.ok(!readJson("[".repeat(depth) + "}", 1).ok);
  assert.ok(!readJson('{"a":'.repeat(depth), 1).ok);
});

Deno.test("findJsonFault() finds a fault exactly where JSON.parse does", () => {
  const edits = fc.array(
    fc.record({
      at: fc.nat(200),
      remove: fc.nat(2),
      insert: fc.constantFrom(
        "",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "\\",
        "\\u00",
        "0",
        "-",
        ".",
        "e",
        " ",
        "\t",
        "\u0001",
        "tr",
      ),
    }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(fc.json(), edits, (json, changes) => {
      let text = json;
      for (const { at, remove, insert } of changes) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + insert + text.slice(place + remove);
      }
      const fault = findJsonFault(text);
      assert.equal(fault === undefined, isJson(text), text);
      if (fault !== undefined) assert.ok(fault.offset >= 0 && fault.offset <= text.length);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("findJsonFault() agrees with the position where V8 gives one", () => {
  for (const text of ['{"a":1', "[1,2", '{"a" 1}', '{"a":1} x', '{"a":1,}', "[1 2]", "[-", "[1."]) {
    let message = "";
    try {
      JSON.parse(text);
    } catch (error) {
      message = (error as Error).message;
    }
    const position = /at position (\d+)/.exec(message)?.[1];
    assert.equal(String(findJsonFault(text)?.offset), position, text);
  }
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
