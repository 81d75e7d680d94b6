import assert from "node:assert/strict";
import fc from "fast-check";
import { parseEnv } from "node:util";
import { readDotenvLines } from "./dotenv_lines.ts";

const namesOf = (text: string) => readDotenvLines(text).names.map(({ name }) => name);

Deno.test("readDotenvLines() reads what parseEnv() reads: quotes, comments, export, CRLF", () => {
  const text = [
    "# a comment",
    "",
    "A=1",
    "  export B = two # more",
    'C="one # two"',
    'D="-----BEGIN',
    "not=a name",
    '-----END"',
    "E='x'",
    "F=`y`",
    "G=",
  ].join("\r\n");
  assert.deepEqual(namesOf(text), Object.keys(parseEnv(text)));
});

Deno.test("readDotenvLines() tells a quote that swallows settings, or is never closed", () => {
  assert.deepEqual(readDotenvLines('A="x\nB=hmac\nC="y"\n').faults, [
    { line: 1, message: "opens a quote that ends in line 3 only" },
  ]);
  assert.deepEqual(readDotenvLines("A='x\nB=1").faults, [
    { line: 1, message: "opens a quote that nothing closes" },
  ]);
});

Deno.test("readDotenvLines() tells a setting that the reader does not see", () => {
  const rows: [text: string, line: number][] = [
    ["A=  \nB=hmac\n", 2],
    ['A="a" B=hmac\n', 1],
    ["A='it's\n", 1],
    ["\uFEFFA=hmac\n", 1],
    ["\u00a0A=hmac\n", 1],
  ];
  for (const [text, line] of rows) {
    assert.deepEqual(readDotenvLines(text).faults.map((fault) => fault.line), [line], text);
  }
});

Deno.test("readDotenvLines() says of any text what is set, or that something is wrong", () => {
  const piece = fc.constantFrom(
    "A",
    "B",
    "=",
    " ",
    '"',
    "'",
    "`",
    "#",
    "x",
    "\n",
    "\uFEFF",
    "export ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
      const text = pieces.join("");
      const { names, faults } = readDotenvLines(text);
      if (faults.length > 0) return;
      // It also sees names that are none, as `#` or `export B`: nobody's settings.
      const seen = Object.keys(parseEnv(text)).filter((name) => /^[A-Za-z_][\w.-]*$/.test(name));
      assert.deepEqual(new Set(names.map(({ name }) => name)), new Set(seen));
    }),
    { numRuns: 20_000 },
  );
});

Deno.test("readDotenvLines() faults no line that is written NAME=value", () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,9}$/);
  const value = fc.stringMatching(/^[\w:/+.,-]{0,20}$/);
  fc.assert(fc.property(fc.array(fc.tuple(name, value)), (pairs) => {
    const text = pairs.map(([name, value]) => `${name}=${value}\n`).join("");
    assert.deepEqual(readDotenvLines(text).faults, []);
    assert.deepEqual(new Set(namesOf(text)), new Set(Object.keys(parseEnv(text))));
  }));
});
