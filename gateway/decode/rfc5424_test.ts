import assert from "node:assert/strict";
import fc from "fast-check";
import { readSyslog } from "./testing/records.ts";

const NOW_MS = Date.UTC(2026, 4, 2);
const EXAMPLE_TS = "2003-10-11T22:14:15.003Z";

Deno.test("readSyslog() reads every part of an RFC 5424 line", () => {
  const rows: [line: string, record: object][] = [
    [`<34>1 ${EXAMPLE_TS} box.example.com su - ID47 - \ufeff'su root' failed on /dev/pts/8`, {
      ts: EXAMPLE_TS,
      level: "ERROR",
      facility: "auth",
      host: "box.example.com",
      app: "su",
      msgid: "ID47",
      msg: "'su root' failed on /dev/pts/8",
    }],
    ["<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time.", {
      ts: "2003-08-24T12:14:15.000003Z",
      level: "INFO",
      facility: "local4",
      host: "192.0.2.1",
      app: "myproc",
      pid: 8710,
      msg: "%% It's time.",
    }],
    [
      `<165>1 ${EXAMPLE_TS} box app p-7 ID47 [ex@32473 iut="3" src="App"][prio@32473 class="high"]`,
      {
        ts: EXAMPLE_TS,
        level: "INFO",
        facility: "local4",
        host: "box",
        app: "app",
        pid: "p-7",
        msgid: "ID47",
        structured_data: { "ex@32473": { iut: "3", src: "App" }, "prio@32473": { class: "high" } },
        msg: "",
      },
    ],
    ["<0>1 - - - - - -", { level: "ERROR", facility: "kern", msg: "" }],
    ["<191>1 - - - - - - text", { level: "DEBUG", facility: "local7", msg: "text" }],
    ["<12>1 - - - - - -  two  spaces ", { level: "WARN", facility: "user", msg: " two  spaces " }],
    ["<13>1 - - - - - [a]", {
      level: "INFO",
      facility: "user",
      structured_data: { a: {} },
      msg: "",
    }],
    ["<13>1 - - - 007 - - -", { level: "INFO", facility: "user", pid: "007", msg: "-" }],
  ];
  for (const [line, record] of rows) assert.deepEqual(read(line), [record], line);
});

Deno.test("readSyslog() reads structured data, escapes and repeated names", () => {
  const rows: [data: string, parsed: object, msg: string][] = [
    ['[a b=""]', { a: { b: "" } }, ""],
    ['[a b="1" c="2"] text', { a: { b: "1", c: "2" } }, "text"],
    [String.raw`[a b="q\"q" c="s\\s" d="c\]c"] t`, { a: { b: 'q"q', c: "s\\s", d: "c]c" } }, "t"],
    [String.raw`[a b="\\" c="\\\""]`, { a: { b: "\\", c: '\\"' } }, ""],
    [String.raw`[a b="C:\new"]`, { a: { b: "C:\\new" } }, ""],
    ['[a b="[x] y=z"]', { a: { b: "[x] y=z" } }, ""],
    ['[a b="zażółć 🌍"]', { a: { b: "zażółć 🌍" } }, ""],
    ['[origin ip="192.0.2.1" ip="192.0.2.2" ip="192.0.2.3"]', {
      origin: { ip: ["192.0.2.1", "192.0.2.2", "192.0.2.3"] },
    }, ""],
    ['[a b="1"][a c="2"]', { a: { b: "1", c: "2" } }, ""],
    ['[a][b] [c d="1"]', { a: {}, b: {} }, '[c d="1"]'],
    [
      '[constructor toString="1" valueOf="2"]',
      { constructor: { toString: "1", valueOf: "2" } },
      "",
    ],
  ];
  for (const [data, structured_data, msg] of rows) {
    const record = { level: "INFO", facility: "user", structured_data, msg };
    assert.deepEqual(read(`<13>1 - - - - - ${data}`), [record], data);
  }
});

Deno.test("readSyslog() makes own fields of structured data named __proto__", () => {
  const [record] = read('<13>1 - - - - - [__proto__ level="x" __proto__="1" __proto__="2"]');
  const { structured_data } = record as { structured_data: Record<string, object> };
  assert.deepEqual(Object.keys(structured_data), ["__proto__"]);
  const element = Object.getOwnPropertyDescriptor(structured_data, "__proto__")?.value;
  assert.deepEqual(Object.entries(element), [["level", "x"], ["__proto__", ["1", "2"]]]);
  assert.equal(({} as Record<string, unknown>).level, undefined);
});

Deno.test("readSyslog() reads names of structured data right, whatever the line before had", () => {
  const lines = [
    '<13>1 - - - - - [ab c="1" d="2"]',
    '<13>1 - - - - - [abc c="1" de="2" f="3"]',
    '<13>1 - - - - - [a c="1"]',
    '<13>1 - - - - - [= c="1"]',
    '<13>1 - - - - - [ab d="1" c="2"][ab]',
  ];
  const records = read(lines.join("\n")) as { structured_data?: object; msg: string }[];
  assert.deepEqual(records.map(({ structured_data }) => structured_data), [
    { ab: { c: "1", d: "2" } },
    { abc: { c: "1", de: "2", f: "3" } },
    { a: { c: "1" } },
    undefined,
    { ab: { d: "1", c: "2" } },
  ]);
});

Deno.test("readSyslog() keeps what only looks like RFC 5424 as level, facility and message", () => {
  const rests = [
    "1",
    "1 ",
    "1 - - - - -",
    "1 -  - - - - text",
    "2 - - - - - - text",
    "11 - - - - - - text",
    `1 yesterday - - - - - text`,
    `1 ${EXAMPLE_TS}x - - - - - text`,
    "1 - - - - - text",
    "1 - - - - - -text",
    "1 - - - - - [",
    "1 - - - - - []",
    "1 - - - - - [a",
    "1 - - - - - [a b]",
    '1 - - - - - [a b="1]',
    String.raw`1 - - - - - [a b="1\"]`,
    '1 - - - - - [a b="1" ]',
    '1 - - - - - [a  b="1"]',
    '1 - - - - - [a b ="1"]',
    '1 - - - - - [a b="1"c="2"]',
    '1 - - - - - [a ="1"]',
    '1 - - - - - [a b="1"]text',
  ];
  for (const rest of rests) {
    assert.deepEqual(read(`<13>${rest}`), [{ level: "INFO", facility: "user", msg: rest }], rest);
  }
});

Deno.test("readSyslog() gives back what an RFC 5424 sender wrote", () => {
  const token = fc.string({
    unit: fc.constantFrom("a", "Z", "7", ".", "_", "/", "="),
    minLength: 1,
  });
  const name = fc.string({ unit: fc.constantFrom("a", "Z", "7", "@", "_"), minLength: 1 });
  const value = fc.string({ unit: fc.constantFrom("a", "é", "🌍", " ", '"', "\\", "]", "[", "=") });
  const parameters = fc.dictionary(name, value, { noNullPrototype: true, maxKeys: 4 });
  const line = fc.record({
    priority: fc.nat(191),
    ts: fc.option(fc.date({
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    })),
    host: fc.option(token),
    app: fc.option(token),
    pid: fc.option(fc.oneof(token.filter((text) => /\D/.test(text)), fc.nat())),
    msgid: fc.option(token),
    data: fc.option(fc.dictionary(name, parameters, { noNullPrototype: true, minKeys: 1 })),
    hasMark: fc.boolean(),
    msg: fc.string({ unit: fc.constantFrom("a", "é", "🌍", " ", "<", "[") }),
  });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      const written = lines.map((each) => {
        const elements = Object.entries(each.data ?? {}).map(([id, element]) => {
          const pairs = Object.entries(element).map(([key, text]) =>
            ` ${key}="${text.replace(/["\\\]]/g, "\\$&")}"`
          );
          return `[${id}${pairs.join("")}]`;
        });
        const head = [each.ts?.toISOString(), each.host, each.app, each.pid, each.msgid]
          .map((part) => part ?? "-").join(" ");
        const data = each.data === null ? "-" : elements.join("");
        return `<${each.priority}>1 ${head} ${data} ${each.hasMark ? "\ufeff" : ""}${each.msg}`;
      }).join("\n");
      const records = read(written) as Record<string, unknown>[];
      assert.equal(records.length, lines.length);
      lines.forEach((each, i) => {
        const { level: _, facility: __, ...record } = records[i]!;
        const given = {
          ts: each.ts?.toISOString(),
          host: each.host,
          app: each.app,
          pid: each.pid,
          msgid: each.msgid,
          structured_data: each.data,
          msg: each.msg,
        };
        const present = Object.entries(given).filter(([, part]) =>
          part !== null && part !== undefined
        );
        assert.deepEqual(record, Object.fromEntries(present));
      });
    }),
    { numRuns: 500 },
  );
});

Deno.test("readSyslog() takes a line with thousands of parameters for free text", () => {
  const line = (parameters: number) => `<14>1 - - - - - [a${' b="c"'.repeat(parameters)}] x`;
  const few = read(line(2000))[0] as { structured_data: { a: { b: string[] } } };
  assert.equal(few.structured_data.a.b.length, 2000);
  const many = line(5000);
  assert.deepEqual(read(many), [
    { level: "INFO", facility: "user", msg: many.slice("<14>".length) },
  ]);
});

function read(text: string): unknown[] {
  const result = readSyslog(text, { recordsMax: 100, nowMs: NOW_MS });
  assert.ok(result.ok);
  return result.value;
}
