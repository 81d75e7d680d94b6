/**
 * The corpus that load is made of: records as common loggers write them, from a generator of our own,
 * so that the same call gives the same bytes on every machine.
 *
 * | kind | what |
 * |---|---|
 * | JSON | `services.ts` and `platforms.ts`: a list of shapes |
 * | NDJSON, CSV | the same records; in CSV what is nested is a cell of JSON |
 * | text | `lines.ts`: RFC 5424, RFC 3164, access lines |
 */
export { readLoghub } from "./loghub.ts";

import { textLines } from "./lines.ts";
import { platforms } from "./platforms.ts";
import { services, type Shape } from "./services.ts";
import { eventAt } from "./values.ts";

export const jsonShapes: Readonly<Record<string, Shape>> = { ...services, ...platforms };
export type JsonForm = "json" | "ndjson" | "csv";

export const textShapes = textLines;

/** So many records of a shape as one body, the first of them number `from`. */
export function jsonBody(shape: Shape, form: JsonForm, records: number, from = 0): string {
  const texts = Array.from({ length: records }, (_, i) => shape(eventAt(from + i)));
  switch (form) {
    case "json":
      return `[${texts.join(",")}]`;
    case "ndjson":
      return texts.map((text) => `${text}\n`).join("");
    case "csv":
      return csvOf(texts.map((text) => JSON.parse(text) as Record<string, unknown>));
  }
}

export function textBody(line: Shape, records: number, from = 0): string {
  return Array.from({ length: records }, (_, i) => `${line(eventAt(from + i))}\n`).join("");
}

function csvOf(records: readonly Record<string, unknown>[]): string {
  const names = Object.keys(records[0]!);
  const rows = records.map((record) => names.map((name) => cellOf(record[name])).join(","));
  return [names.map(cellOf).join(","), ...rows, ""].join("\n");
}

function cellOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "";
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
