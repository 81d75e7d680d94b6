import assert from "node:assert/strict";
import fc from "fast-check";
import { createCsvRows } from "./csv.ts";
import { readCsv } from "./testing/records.ts";

Deno.test("readCsv() makes one record of each row under the header", () => {
  const rows: [name: string, text: string, records: unknown[]][] = [
    ["LF", "a,b\n1,2\n3,4\n", [{ a: "1", b: "2" }, { a: "3", b: "4" }]],
    ["CRLF", "a,b\r\n1,2\r\n3,4\r\n", [{ a: "1", b: "2" }, { a: "3", b: "4" }]],
    ["no end of the last row", "a,b\n1,2", [{ a: "1", b: "2" }]],
    ["a header alone", "a,b", []],
    ["blank rows anywhere", "\n\r\na,b\n\n1,2\r\n\r\n\n3,4\n\n", [
      { a: "1", b: "2" },
      { a: "3", b: "4" },
    ]],
    ["one column", "a\n1\n\n2\n", [{ a: "1" }, { a: "2" }]],
    ["empty cells", "a,b,c\n,2,\n,,\n1,,3", [{ b: "2" }, {}, { a: "1", c: "3" }]],
    ["an empty cell at the end of the body", "a,b\n1,2\n\n3,", [{ a: "1", b: "2" }, { a: "3" }]],
    ["empty quoted cells", 'a,b\n"",2\n"",""\n', [{ b: "2" }, {}]],
    ["quoted cells", 'a,b\n"1","2"\n"3",4\n5,"6"', [
      { a: "1", b: "2" },
      { a: "3", b: "4" },
      { a: "5", b: "6" },
    ]],
    ["commas and doubled quotes", 'a,b\n"1,2,3","say ""hi"""\n', [{ a: "1,2,3", b: 'say "hi"' }]],
    ["only quotes", 'a,b\n"""",""""""\n', [{ a: '"', b: '""' }]],
    ["line ends in a cell", 'a,b\r\n"x\ny","x\r\ny"\r\n"\n",2\r\n', [
      { a: "x\ny", b: "x\r\ny" },
      { a: "\n", b: "2" },
    ]],
    ["quoted header", '"a,b","c ""d""","e\nf"\n1,2,3', [{ "a,b": "1", 'c "d"': "2", "e\nf": "3" }]],
    ["blanks are text", " a,b \n 1 ,\t\n", [{ " a": " 1 ", "b ": "\t" }]],
    ["values stay strings", "a,b,c\n1,true,null\n", [{ a: "1", b: "true", c: "null" }]],
    ["a carriage return at the end of the body", 'a,b\n1,"2"\r', [{ a: "1", b: "2" }]],
    ["characters beyond ASCII", "naïve,🌍\nzażółć,\u2028\n", [{
      "naïve": "zażółć",
      "🌍": "\u2028",
    }]],
  ];
  for (const [name, text, value] of rows) {
    assert.deepEqual(readCsv(text, 100), { ok: true, value }, name);
  }
});

Deno.test("readCsv() refuses what RFC 4180 does not allow, with the line where the row starts", () => {
  const rows: [text: string, line: number, problem: RegExp][] = [
    ["", 1, /expected a header row$/],
    ["\r\n\n", 1, /expected a header row$/],
    ["a,,c\n1,2,3", 1, /column 2 of the header has no name$/],
    ['a,""\n1,2', 1, /column 2 of the header has no name$/],
    ["a,b,", 1, /column 3 of the header has no name$/],
    ["\na,b,a\n1,2,3", 2, /column 3 of the header repeats a name$/],
    ['a,b\n"x\ny",2\n"p\n\nq",3\n1,2"3\n', 7, /a cell with a quote in it must be quoted$/],
    ['a,b\n1,"2\n3,4\n', 2, /a quoted cell does not end$/],
    ['a,b\n1,"', 2, /a quoted cell does not end$/],
    ['a,b\n1,"""', 2, /a quoted cell does not end$/],
    ['a,b\n"1"x,2\n', 2, /a quoted cell goes on after its closing quote$/],
    ['a,b\n"1" ,2\n', 2, /a quoted cell goes on after its closing quote$/],
    ['a,b\n"1"\r,2\n', 2, /a quoted cell goes on after its closing quote$/],
    ['a,b\n5" disk,2\n', 2, /a cell with a quote in it must be quoted$/],
    ['a,b\n "1",2\n', 2, /a cell with a quote in it must be quoted$/],
    ["a,b\r1,2\r3,4", 1, /a cell with a carriage return in it must be quoted$/],
    ["a,b\n1\r,2\n", 2, /a cell with a carriage return in it must be quoted$/],
    ["a,b\n1,2\r\r\n", 2, /a cell with a carriage return in it must be quoted$/],
  ];
  for (const [text, line, problem] of rows) {
    const result = readCsv(text, 100);
    assert.ok(!result.ok, JSON.stringify(text));
    assert.ok(result.failure.kind === "bad_csv", JSON.stringify(text));
    assert.match(result.failure.detail, problem, JSON.stringify(text));
    assert.ok(result.failure.detail.startsWith(`Cannot read the CSV body at line ${line}: `), text);
    assert.deepEqual(result.failure.place, { line }, JSON.stringify(text));
  }
});

Deno.test("readCsv() reads rows of fewer and of more cells than there are columns", () => {
  assert.deepEqual(readCsv('a,b\n1\n2,3,x, y\n4,5,"z"\n', 100), {
    ok: true,
    value: [{ a: "1" }, { a: "2", b: "3", csv_rest: "x, y" }, { a: "4", b: "5", csv_rest: '"z"' }],
  });
});

Deno.test("readCsv() takes the delimiter that the header shows", () => {
  for (const [delimiter, name] of [[";", "a"], ["\t", "a"], ["|", '"a,;|"'], [",", "a;;|"]]) {
    const text = `${name}${delimiter}b\r\n1${delimiter}"x${delimiter}""y"\n`;
    const result = readCsv(text, 100);
    assert.ok(result.ok, text);
    assert.deepEqual(Object.values(result.value[0] as object), ["1", `x${delimiter}"y`], text);
  }
  assert.deepEqual(readCsv("a b\n1;2\n", 9), { ok: true, value: [{ "a b": "1;2" }] });
});

Deno.test("readCsv() counts records against the limit", () => {
  assert.ok(readCsv("a\n1\n2\n\n", 2).ok);
  assert.deepEqual(readCsv("a\n1\n2\n3", 2), {
    ok: false,
    failure: { kind: "too_many_records", limit: 2 },
  });
  const isBroken = readCsv('a\n1\n2\n"', 2);
  assert.equal(!isBroken.ok && isBroken.failure.kind, "too_many_records", "before what is wrong");
});

Deno.test("createCsvRows() keeps no more cells than there are columns, whatever the row", () => {
  const rows = createCsvRows(`a,b\n${",".repeat(100_000)}\n`);
  assert.equal(rows.next(), true);
  assert.equal(rows.problem, undefined);
  assert.ok(rows.row.cells.length <= 2 && rows.row.starts.length <= 2);

  const header = createCsvRows(",".repeat(100_000));
  assert.equal(header.problem, "column 1 of the header has no name");
  assert.ok(header.row.cells.length <= 1);
});

Deno.test("readCsv() makes own fields of names that objects inherit", () => {
  const result = readCsv("__proto__,constructor,toString\npolluted,1,\n", 10);
  assert.ok(result.ok);
  const record = result.value[0] as object;
  assert.equal(Object.getPrototypeOf(record), Object.prototype);
  assert.deepEqual(Object.entries(record), [["__proto__", "polluted"], ["constructor", "1"]]);
});

Deno.test("readCsv() gives back what was written", () => {
  const cell = fc.string({
    unit: fc.constantFrom("a", "b", "é", "🌍", " ", ",", '"', "\r", "\n", "\r\n", ""),
    maxLength: 8,
  });
  const table = fc.integer({ min: 1, max: 5 }).chain((columns) =>
    fc.record({
      names: fc.uniqueArray(cell.filter((name) => name !== ""), {
        minLength: columns,
        maxLength: columns,
      }),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 6 }),
      quoteAll: fc.boolean(),
      lineEnd: fc.constantFrom("\n", "\r\n"),
    })
  );
  fc.assert(
    fc.property(table, ({ names, rows, quoteAll, lineEnd }) => {
      const quote = (text: string) =>
        quoteAll || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      // A row of one empty cell that is not quoted is a blank row.
      const isBlank = (row: string[]) => row.length === 1 && row[0] === "" && !quoteAll;
      const written = [names, ...rows].map((row) => row.map(quote).join(",") + lineEnd).join("");
      const value = rows.filter((row) => !isBlank(row)).map((row) =>
        Object.fromEntries(names.map((name, i) => [name, row[i]]).filter(([, text]) => text !== ""))
      );
      assert.deepEqual(readCsv(written, 100), { ok: true, value });
    }),
    { numRuns: 1000 },
  );
});
