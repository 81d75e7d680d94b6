/** Bodies of JSON and NDJSON with everything in them that JSON allows, and some that it does not. */
import { TEXTS } from "./both.ts";
import fc from "fast-check";

const NAMES = [
  ...["ts", "timestamp", "time", "level", "severity", "msg", "message", "log", "text", "body"],
  ...["emitter", "scenario_id", "tenant_id", "pii", "ts_raw", "level_raw", "emitter_raw", "seq"],
  ...[
    "host",
    "user",
    "password",
    "api_key",
    "Authorization",
    "name",
    "key",
    "value",
    "card",
    "ts_raw_raw",
    "text",
    "raw",
    "client",
  ],
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
  ...[
    "12345678901234567890",
    "9007199254740993",
    "4111111111111111111",
    "1777629600123456789",
    "0.123456789012345678",
    "1e999",
    ".5",
    "+1",
    "1777629600",
    "6",
  ],
];

const VALID_NUMBERS = NUMBERS.filter((number) => isJson(number));
const VALID_TEXTS = TEXTS.filter((text) => isJson(`"${text}"`));

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const blank = fc.constantFrom("", "", "", " ", "\n", "\r\n", "\t");
/** Now and then with what makes it no JSON. */
const string = fc.array(
  fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...VALID_TEXTS) }, {
    weight: 1,
    arbitrary: fc.constantFrom(...TEXTS),
  }),
  { maxLength: 5 },
).map((parts) => `"${parts.join("")}"`);
const stamp = fc.constantFrom(
  ...['"2026-05-01T12:00:00.123456789+02:00"', '"2026-05-01 10:00"', '"2026-05-01T10:00:00,5Z"'],
  ...['"2026-12-31T23:59:60-01:30"', "1777629600.1234567", "1777629600123456", '" 1777629600 "'],
  ...["1.7776296e9", "-1", '{"$date":"2026-05-01T10:00:00Z"}', '"2026\\u002d05-01T10:00:00Z"'],
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
    { weight: 20, arbitrary: string },
    { weight: 15, arbitrary: fc.constantFrom(...VALID_NUMBERS) },
    { weight: 5, arbitrary: fc.constantFrom("true", "false", "null") },
    { weight: 1, arbitrary: fc.constantFrom("nul", "tru", ...NUMBERS) },
    {
      weight: 15,
      arbitrary: fc.tuple(blank, fc.array(tie("value"), { maxLength: 3 }), blank)
        .map(([before, items, after]) => `[${before}${items.join(`${after},${before}`)}${after}]`),
    },
    { weight: 15, arbitrary: tie("object") },
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
      fc.tuple(fc.constantFrom("log", "text", "body", "time", "@timestamp", "severity"), value),
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

export const jsonBody = fc.tuple(fc.array(record, { maxLength: 4 }), blank)
  .map(([records, gap]) => `${gap}[${records.join(`${gap},`)}]`);

export const ndjsonBody = fc.array(
  fc.tuple(record, fc.constantFrom("\n", "\n", "\n", "\r\n", "\n\n", "\n", "\n", " ", "", ",\n")),
  { maxLength: 4 },
).map((lines) => lines.flat().join(""));
