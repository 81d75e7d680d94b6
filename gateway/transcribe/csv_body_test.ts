import { equal, ok } from "node:assert/strict";
import { createPrepare } from "../prepare.ts";
import { createMasker, createProtect, PII_KINDS } from "../protect/mod.ts";
import {
  bounds,
  compare,
  createWays,
  encoder,
  NOW_MS,
  origins,
  RUNS,
  TEXTS,
} from "./testing/ways.ts";
import fc from "fast-check";

const NAMES = [
  ...["ts", "time", "level", "severity", "msg", "message", "scenario_id", "host", "seq", "user"],
  ...["a", "b", "c", "d", "e"],
];
const ODD_NAMES = [
  ...["password", "emitter", "tenant_id", "17", "__proto__", "name", "value", "é", "a b", '"', ""],
  ...["john@example.com", "83.11.23.45", "x".repeat(70), "k,k"],
];
/** As they are, without what stands for something else in JSON. */
const VALUES = [
  ...TEXTS.map((text) => text.replaceAll('\\"', '"')),
  ...["2026-05-01T10:00:00.000Z", "2026-02-30T10:00:00.000Z", "1777629600", "yesterday", "run-1"],
  ...["INFO", "warn", "7", "\u00a0INFO", "\u00a01777629600", "\n", "\r\n", ",", '"', "'", "<"],
];

const value = fc.array(fc.constantFrom(...VALUES), { maxLength: 4 }).map((parts) => parts.join(""));
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
/** Quoted where it has to be, and at times where it need not. */
const cell = fc.tuple(value, fc.boolean()).map(([text, isQuoted]) =>
  isQuoted || /[",\r\n]/.test(text) ? quoted(text) : text
);
const header = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 5 }),
  },
  {
    weight: 1,
    arbitrary: fc.uniqueArray(fc.constantFrom(...NAMES, ...ODD_NAMES), {
      minLength: 1,
      maxLength: 5,
    }),
  },
);
const body = header.chain((names) =>
  fc.tuple(
    fc.constant(names.map((name) => /[",]/.test(name) ? quoted(name) : name).join(",")),
    fc.array(
      fc.oneof(
        {
          weight: 15,
          arbitrary: fc.array(cell, { minLength: names.length, maxLength: names.length }),
        },
        { weight: 1, arbitrary: fc.array(cell, { minLength: 1, maxLength: 6 }) },
      ),
      { maxLength: 4 },
    ),
    fc.constantFrom("\n", "\n", "\r\n", "\n\n"),
    fc.constantFrom("", "\n", "\r\n"),
  )
).map(([names, rows, between, end]) =>
  [names, ...rows.map((row) => row.join(","))].join(between) + end
);

Deno.test("transcribe() gives the lines and counts of the long way, whatever the CSV", async () => {
  const ways = createWays();
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(...origins), async (text, origin) => {
      if (await compare(ways, "csv", text, origin)) taken++;
    }),
    { numRuns: RUNS },
  );
  ok(taken > RUNS / 3, `only ${taken} bodies of ${RUNS} went the short way`);
});

Deno.test("transcribe() takes no CSV that the long way refuses, broken anywhere", async () => {
  const ways = createWays();
  const whole = 'ts,msg,n\r\n2026-05-01T10:00:00.000Z,"hi ""jö@example.com"", x",é\n\n,,"7"\n';
  ok(await compare(ways, "csv", whole));
  for (let at = 0; at <= whole.length; at++) {
    for (const character of ['"', ",", "\n", "\r", "\\", "%", "x", "é", "\u{1F600}", "\0", ""]) {
      await compare(ways, "csv", whole.slice(0, at) + character + whole.slice(at + 1));
      await compare(ways, "csv", whole.slice(0, at) + character + whole.slice(at));
    }
    await compare(ways, "csv", whole.slice(0, at));
  }
});

Deno.test("transcribe() takes CSV of the common kind, with quotes and letters of any kind", async () => {
  const rows = [
    'ts,level,msg,host\n2026-05-01T10:00:00.000Z,INFO,"said ""hi"" to john@example.com",web-1\n',
    "msg,ip\ngrößer,83.11.23.45\n\u{1F600},10.0.0.7\n",
    '"msg","quoted name"\r\n"two\nlines","C:\\temp\\100%"\r\n',
    "msg\nno line feed",
  ];
  for (const text of rows) ok(await compare(createWays(), "csv", text), text);
});

Deno.test("transcribe() leaves CSV with too many records, or a byte order mark, to the long way", async () => {
  const rows = (count: number) => `msg\n${"x\n".repeat(count)}`;
  const ways = createWays();
  ok(await compare(ways, "csv", rows(bounds.recordsMax)));
  ok(!await compare(ways, "csv", rows(bounds.recordsMax + 1)));
  ok(!await compare(ways, "csv", `\uFEFF${rows(1)}`));
});

Deno.test("a CSV whose names would come back too often is refused, not written", async () => {
  const protect = createProtect({ masker: createMasker({ kinds: PII_KINDS, keepFields: [] }) });
  const { transcribe } = createWays();
  const prepare = createPrepare({ protect, transcribe, ...bounds, recordsMax: 5000 });
  const body = `${"n".repeat(100_000)}\n${"1\n".repeat(1000)}`;
  const batch = await prepare("csv", encoder.encode(body), origins[0], NOW_MS);
  equal(!batch.ok && batch.failure.kind, "decoded_too_large");
});
