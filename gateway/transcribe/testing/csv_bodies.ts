/** Bodies of CSV, with what has to be quoted and what is not read. */
import { TEXTS } from "./both.ts";
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
export const csvBody = header.chain((names) =>
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
