import { equal, ok } from "node:assert/strict";
import type { Batch } from "../batch.ts";
import { PII_KINDS } from "../protect/mod.ts";
import { compare, createWays, encoder, NOW_MS, origins, RUNS, TEXTS } from "./testing/ways.ts";
import fc from "fast-check";

const NAMES = [
  ...["ts", "timestamp", "time", "level", "severity", "msg", "message", "log", "text", "body"],
  ...["emitter", "scenario_id", "tenant_id", "pii", "ts_raw", "level_raw", "emitter_raw", "seq"],
  ...["host", "user", "password", "api_key", "Authorization", "name", "key", "value", "card"],
  ...["__proto__", "constructor", "0", "17", "4294967295", "john@example.com", "83.11.23.45"],
  ...["k\\u0061", 'q\\"', "é", "", "a b", "@timestamp", "log.level", "x".repeat(70)],
];
const NUMBERS = [
  ...["0", "-0", "1", "-17", "12.5", "1.0", "1.50", "0.1", "0.0000001", "1e3", "1E-7", "01", "1."],
  ...[
    "123456789012",
    "1234567890123",
    "4111111111111111",
    "4111111111111111.0",
    "-4111111111111111",
  ],
  ...["12345678901234567890", "0.123456789012345678", "1e999", ".5", "+1", "1777629600", "6"],
];

const blank = fc.constantFrom("", "", "", " ", "\n", "\r\n", "\t");
const string = fc.array(fc.constantFrom(...TEXTS), { maxLength: 5 })
  .map((parts) => `"${parts.join("")}"`);
const stamp = fc.constantFrom(
  ...['"2026-05-01T10:00:00.000Z"', '"2026-02-30T10:00:00.000Z"', '"2026-05-01 12:00:00,5+02:00"'],
  ...["1777629600", "1777629600.25", '"1777629600000"', '"yesterday"', "null", '""', '"2026"'],
);
const level = fc.constantFrom(
  ...[
    '"INFO"',
    '"warn"',
    '"Error"',
    "3",
    "30",
    '"6"',
    '"x"',
    "null",
    '""',
    "1.5",
    "[]",
    '" debug "',
  ],
);

const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    string,
    fc.constantFrom(...NUMBERS),
    fc.constantFrom("true", "false", "null", "nul", "tru"),
    fc.tuple(blank, fc.array(tie("value"), { maxLength: 3 }), blank)
      .map(([before, items, after]) => `[${before}${items.join(`${after},${before}`)}${after}]`),
    tie("object"),
  ),
  object: fc.tuple(
    blank,
    fc.array(fc.tuple(fc.constantFrom(...NAMES), blank, tie("value")), { maxLength: 4 }),
    blank,
  ).map(([before, fields, after]) => {
    const inside = fields.map(([name, gap, inner]) => `"${name}"${gap}:${before}${inner}`);
    return `{${before}${inside.join(`${after},${before}`)}${after}}`;
  }),
}));

/** Mostly what services write, now and then with something odd in it. */
const record = fc.tuple(
  blank,
  fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom("ts", "timestamp"), stamp),
      fc.tuple(fc.constantFrom("level", "lvl"), level),
      fc.tuple(fc.constantFrom("msg", "message"), string),
      fc.tuple(
        fc.constantFrom("scenario_id", "emitter"),
        fc.constantFrom('"run-1"', '"json"', "7"),
      ),
      fc.tuple(fc.constantFrom("seq", "host", "user", "a", "b", "c", "d"), value),
      fc.tuple(fc.constantFrom("name", "key", "value"), string),
      fc.tuple(fc.constantFrom(...NAMES), value),
    ),
    { maxLength: 7 },
  ),
  blank,
).map(([before, fields, after]) =>
  `{${before}${fields.map(([name, inner]) => `"${name}":${before}${inner}${after}`).join(",")}}`
);

Deno.test("transcribe() gives the lines and counts of the long way, whatever the JSON", async () => {
  const ways = createWays();
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { maxLength: 4 }),
      fc.constantFrom(...origins),
      blank,
      async (records, origin, gap) => {
        const isTaken = await compare(ways, "json", `${gap}[${records.join(`${gap},`)}]`, origin);
        if (isTaken) taken++;
      },
    ),
    { numRuns: RUNS },
  );
  ok(taken > RUNS / 10, `only ${taken} bodies of ${RUNS} went the short way`);
});

Deno.test("transcribe() reads NDJSON as the long way does, line by line", async () => {
  const ways = createWays();
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(record, fc.constantFrom("\n", "\n", "\r\n", "\n\n", " ", "", ",\n")), {
        maxLength: 4,
      }),
      async (lines) => {
        if (await compare(ways, "ndjson", lines.flat().join(""))) taken++;
      },
    ),
    { numRuns: RUNS },
  );
  ok(taken > RUNS / 20, `only ${taken} bodies of ${RUNS} went the short way`);
});

Deno.test("transcribe() takes no body that the long way refuses, broken anywhere", async () => {
  const ways = createWays();
  const whole = JSON.stringify([
    {
      ts: "2026-05-01T10:00:00.000Z",
      level: "INFO",
      msg: "hi john@example.com",
      n: [1, { a: 2.5 }],
    },
    { ts: "2026-05-01T10:00:00.000Z", level: "INFO", msg: 'é "x"', ok: true, user: { id: null } },
  ]);
  await compare(ways, "json", whole);
  const characters = ['"', "\\", "{", "}", "[", "]", ",", ":", " ", "\n", "\0", "x", "1", "é", ""];
  for (let at = 0; at < whole.length; at++) {
    for (const character of characters) {
      await compare(ways, "json", whole.slice(0, at) + character + whole.slice(at + 1));
      await compare(ways, "json", whole.slice(0, at) + character + whole.slice(at));
    }
    await compare(ways, "json", whole.slice(0, at));
    await compare(ways, "ndjson", whole.slice(1, at));
  }
});

Deno.test("transcribe() takes records out of the common one by one the long way", () => {
  const { transcribe } = createWays();
  const odd = [
    '{"password":"hunter2","msg":"a"}',
    '{"msg":"a","msg":"b"}',
    '{"ts":"yesterday","msg":"a"}',
    '{"headers":[{"name":"X-Api-Key","value":"k"}]}',
    '{"2":"a","1":"b"}',
    `{"a":${"[".repeat(30)}1${"]".repeat(30)}}`,
  ];
  const plain = '{"msg":"john@example.com ü 😀","seq":1}';
  const body = `[${odd.flatMap((record) => [record, plain]).join(",")}]`;
  const batch = transcribe("json", encoder.encode(body), origins[0]!, NOW_MS) as Batch;
  equal(batch.records, 2 * odd.length);
  const line = '"msg":"j***@example.com ü 😀","emitter":"json","seq":1}';
  equal(batch.lines.split("\n").filter((text) => text.endsWith(line)).length, odd.length);
});

Deno.test("transcribe() gives what the long way gives for each choice of kinds", async () => {
  const text = JSON.stringify(
    TEXTS.filter((part) => !part.includes("\\") && part !== "\t")
      .map((part) => ({ msg: `a ${part} b`, card: 4111111111111111 })),
  );
  for (const kind of PII_KINDS) ok(await compare(createWays([kind]), "json", text));
  ok(await compare(createWays([]), "json", text));
});

Deno.test("transcribe() stays bounded and right when every record has other names", async () => {
  const ways = createWays();
  for (let batch = 0; batch < 200; batch++) {
    const records = Array.from({ length: 50 }, (_, i) => ({
      msg: "a",
      [`k${batch}x${i}`]: { [`inner${i}${batch}`]: i },
      [`m${i}`]: "83.11.23.45",
    }));
    ok(await compare(ways, "json", JSON.stringify(records)));
  }
});

Deno.test("transcribe() leaves to the long way what it has to refuse", () => {
  const { transcribe } = createWays();
  const take = (text: string) => transcribe("json", encoder.encode(text), origins[0]!, NOW_MS);
  equal(take("[1]"), undefined);
  equal(take("{}{}"), undefined);
  equal(take(`[${"{},".repeat(50)}{}]`), undefined);
  equal(take(`{"msg":"${"a".repeat(1e6)}"}`), undefined);
  equal(
    transcribe("json", new Uint8Array([0x7b, 0x22, 0xff, 0x22]), origins[0]!, NOW_MS),
    undefined,
  );
});
