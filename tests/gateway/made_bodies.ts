/** Bodies whose cost is in how their parts go together, and which no repeated text brings about. */
import type { MadeBody } from "./body_growth.ts";

const JSON_TYPE = "application/json";
/** The costliest of these, a new name in each field, takes 2,000; a square takes 10,000 and more. */
const SUSPECT_NS_PER_CHAR = 6_000;

const times = (chars: number, unit: string) => Math.ceil(chars / unit.length);
const columns = (count: number, name: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => name(i)).join(",");
/** A header, and rows that are as long as it in all. */
const csv = (header: string, row: string, chars: number) =>
  `${header}\n${row.repeat(times(chars, row))}`;
const row = (cells: number) => `${Array(cells).fill("x").join(",")}\n`;

export const MADE_BODIES: readonly MadeBody[] = [
  {
    name: "a long name in the header of CSV, and many rows",
    type: "text/csv",
    body: (chars: number) => csv(`"password=${"a".repeat(chars)}",b`, "x,\n", chars),
  },
  {
    name: "columns of CSV whose names are masked, and alike then",
    type: "text/csv",
    body: (chars: number) => csv(columns(100, (i) => `a${i}@b.cc`), row(100), chars),
  },
  {
    name: "more columns of CSV than are learnt, of which one is masked",
    type: "text/csv",
    body: (chars: number) =>
      csv(columns(400, (i) => i === 7 ? "a@b.cc" : `a${i}`), row(400), chars),
  },
  {
    name: "values that come before the name that makes them secrets",
    type: JSON_TYPE,
    body: (chars: number) =>
      `{${'"value":"a@b.cc",'.repeat(times(chars, '"value":"a@b.cc",'))}"name":"password"}`,
  },
  {
    name: "names in the way of where the time is kept",
    type: JSON_TYPE,
    body: (chars: number) => {
      const raws = Array.from({ length: Math.sqrt(chars / 4) }, (_, i) => "_raw".repeat(i + 1));
      const fields = Array.from({ length: chars / 16 }, (_, i) => `"k${i}":1`);
      return `{"ts":"x",${[...raws.map((raw) => `"ts${raw}":1`), ...fields].join(",")}}`;
    },
  },
  {
    name: "one name again and again",
    type: JSON_TYPE,
    body: (chars: number) => `{${'"a":1,'.repeat(times(chars, '"a":1,'))}"b":1}`,
  },
  {
    name: "records in which a name that is masked is repeated",
    type: "application/x-ndjson",
    body: (chars: number) => {
      const record = `{${'"a@b.cc":1,'.repeat(127)}"b":1}\n`;
      return record.repeat(times(chars, record));
    },
  },
  {
    name: "secrets in secrets, each named after its value",
    type: JSON_TYPE,
    body: (chars: number) => {
      let nested = `"${"x".repeat(chars)}"`;
      for (let i = 0; i < 60; i++) nested = `{"value":${nested},"name":"password"}`;
      return `{"a":${nested}}`;
    },
  },
  {
    name: "elements of structured data",
    type: "text/plain",
    body: (chars: number) =>
      `<34>1 - - - - - ${Array.from({ length: chars / 12 }, (_, i) => `[x${i} a="1"]`).join("")} m`,
  },
  {
    name: "requests that HAProxy wrote, without a version",
    type: "text/plain",
    body: (chars: number) => {
      const line = `1.1.1.1:1 [01/May/2026:10:00:00.123] a b/c 1/1/1 200 1 "GET /\n`;
      return line.repeat(times(chars, line));
    },
  },
  {
    name: "lines of LEEF and PostgreSQL without what is looked for in them",
    type: "text/plain",
    body: (chars: number) => {
      const lines = "LEEF:1.0|V|P|1|l|a=1\n2026-05-01 10:00:00 LOG:  x\n";
      return lines.repeat(times(chars, lines));
    },
  },
  {
    name: "attributes of a resource that all of its records have",
    type: JSON_TYPE,
    body: (chars: number) => {
      const resource = `{"attributes":[{"key":"a","value":{"stringValue":"${
        "x".repeat(chars)
      }"}}]}`;
      const records = `{"logRecords":[${Array(Math.ceil(chars / 20)).fill("{}").join(",")}]}`;
      return `{"resourceLogs":[{"resource":${resource},"scopeLogs":[${records}]}]}`;
    },
  },
].map((made) => ({ ...made, suspectNsPerChar: SUSPECT_NS_PER_CHAR }));
