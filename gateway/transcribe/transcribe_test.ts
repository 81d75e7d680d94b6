import { deepEqual, equal, ok } from "node:assert/strict";
import type { Batch } from "../batch.ts";
import { createPrepare } from "../prepare.ts";
import { createMasker, createProtect, PII_KINDS, type PiiKind } from "../protect/mod.ts";
import { createTranscribe, type Transcribe } from "./mod.ts";
import fc from "fast-check";

const NOW_MS = Date.UTC(2026, 4, 1, 10);
const bounds = { recordsMax: 50, linesCharsMax: 1e6 };
const encoder = new TextEncoder();
const origins = [
  { emitter: "json", receivedTs: "2026-05-01T10:00:00.000Z" },
  { emitter: "json", scenarioId: "run-1", receivedTs: "2026-05-01T10:00:00.000Z" },
  { emitter: "json", tenantId: "t1", receivedTs: "2026-05-01T10:00:00.000Z" },
];

/** Both ways, which keep what they have learnt from one body to the next. */
function createWays(kinds: readonly PiiKind[] = PII_KINDS) {
  const masking = (isInPlace: boolean) =>
    createProtect({ masker: createMasker({ kinds, keepFields: [], isInPlace }) });
  return {
    prepare: createPrepare({ protect: masking(false), ...bounds }),
    prepareInPlace: createPrepare({ protect: masking(true), ...bounds }),
    transcribe: createTranscribe(kinds, bounds),
  };
}

type Ways = ReturnType<typeof createWays>;

/** Whether the short way was taken; fails where it gives anything but what the long way gives. */
async function compare(ways: Ways, format: "json" | "ndjson", text: string, origin = origins[0]!) {
  const bytes = encoder.encode(text);
  const short = ways.transcribe(format, bytes, origin);
  const long = await ways.prepare(format, bytes, origin, NOW_MS);
  deepEqual(await ways.prepareInPlace(format, bytes, origin, NOW_MS), long, text);
  if (short === undefined) return false;
  ok(long.ok, `the short way took what is refused: ${text}`);
  equal(short.lines, long.value.lines, text);
  deepEqual(short, long.value, text);
  return true;
}

const NAMES = [
  ...["ts", "timestamp", "time", "level", "severity", "msg", "message", "log", "text", "body"],
  ...["emitter", "scenario_id", "tenant_id", "pii", "ts_raw", "level_raw", "emitter_raw", "seq"],
  ...["host", "user", "password", "api_key", "Authorization", "name", "key", "value", "card"],
  ...["__proto__", "constructor", "0", "17", "4294967295", "john@example.com", "83.11.23.45"],
  ...["k\\u0061", 'q\\"', "é", "", "a b", "@timestamp", "log.level", "x".repeat(70)],
];
const TEXTS = [
  ...["john@example.com", "83.11.23.45", "83.11.23.45:443", "4111 1111 1111 1111", "10.0.0.7"],
  ...["DE89370400440532013000", "password=hunter2", "Bearer abcdefgh", "AKIAIOSFODNN7EXAMPLE"],
  ...[
    "--password x_token",
    "Bearer abc12345.api_key",
    "https:%2F%2Fu:pw%40de89370400440532013000/x",
  ],
  ...["2001:db8::1", "%40", "a%40example.com", "é", "\u{1F600}", "😀@example.com", "ſ", "\uFFFD"],
  ...["\\n", "\\u0000", "\\\\", "\\/", '\\"', "\\ud83d\\ude00", "\\ud800", "\\u0040", "\\x", "\t"],
  ...[
    " ",
    ".",
    ":",
    "-",
    "=",
    "@",
    "1",
    "12",
    "4111111111111111",
    "word",
    "0",
    "x",
    '\\"a\\"@b.org',
  ],
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

/** `deno task test` runs a few thousand, `LOGOPS_RUNS=1000000` as many as one likes. */
const RUNS = Number(Deno.env.get("LOGOPS_RUNS") ?? 4000);

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

Deno.test("records of CSV and text become the same lines by way of JSON", async () => {
  const protect = createProtect({ masker: createMasker({ kinds: PII_KINDS, keepFields: [] }) });
  const long = createPrepare({ protect, ...bounds });
  let shortened = 0;
  const transcribe: Transcribe = (...given) => {
    const batch = createWays().transcribe(...given);
    if (batch !== undefined) shortened++;
    return batch;
  };
  const short = createPrepare({ protect, transcribe, ...bounds });
  const cell = fc.array(fc.constantFrom(...TEXTS.filter((text) => text !== "\t")), { maxLength: 3 })
    .map((parts) => parts.join(""));
  const lines = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom(...origins), async (rows, origin) => {
      const csv = ["msg,password,é", ...rows.map((row) => `"${row.join('","')}"`)].join("\n");
      const text = rows.map(([a, b, c]) => `<34>May  1 10:00:00 web-1 su[7]: ${a} ${b}=${c}`).join(
        "\n",
      );
      for (const [format, body] of [["csv", csv], ["text", text]] as const) {
        const bytes = encoder.encode(body);
        deepEqual(
          await short(format, bytes, origin, NOW_MS),
          await long(format, bytes, origin, NOW_MS),
          body,
        );
      }
    }),
    { numRuns: 500 },
  );
  ok(shortened > 100, `only ${shortened} bodies went by way of JSON`);
});

Deno.test("a CSV whose names would come back too often is refused, not written", async () => {
  const protect = createProtect({ masker: createMasker({ kinds: PII_KINDS, keepFields: [] }) });
  const { transcribe } = createWays();
  const prepare = createPrepare({ protect, transcribe, ...bounds, recordsMax: 5000 });
  const body = `${"n".repeat(100_000)}\n${"1\n".repeat(1000)}`;
  const batch = await prepare("csv", encoder.encode(body), origins[0]!, NOW_MS);
  equal(!batch.ok && batch.failure.kind, "decoded_too_large");
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
  const batch = transcribe("json", encoder.encode(body), origins[0]!) as Batch;
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
  const take = (text: string) => transcribe("json", encoder.encode(text), origins[0]!);
  equal(take("[1]"), undefined);
  equal(take("{}{}"), undefined);
  equal(take(`[${"{},".repeat(50)}{}]`), undefined);
  equal(take(`{"msg":"${"a".repeat(1e6)}"}`), undefined);
  equal(transcribe("json", new Uint8Array([0x7b, 0x22, 0xff, 0x22]), origins[0]!), undefined);
});
