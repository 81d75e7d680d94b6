/** How an emitter's records travel, as its own requests say: what a gateway reads them by. */
import type { EmittedRequest } from "../../emitters/mod.ts";

export type Wire =
  | { readonly format: "json" | "text" }
  | { readonly format: "csv"; readonly columns: readonly string[] };

export function wireOf({ contentType, body }: EmittedRequest): Wire {
  if (/json/i.test(contentType)) return { format: "json" };
  if (!/^text\/csv\b/i.test(contentType)) return { format: "text" };
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  return { format: "csv", columns: csvCells(text) };
}

/** The members of a CSV row, by its columns; an empty cell is none. */
export function csvMembers(row: string, columns: readonly string[]): Record<string, string> {
  const cells = csvCells(row);
  const entries = columns.map((name, i) => [name, cells[i] ?? ""] as const);
  return Object.fromEntries(entries.filter(([, cell]) => cell !== ""));
}

/** A cell in quotes, in which each quote is written twice, or one without (RFC 4180, section 2). */
const CELL = /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r?\n|$)/y;

/** The cells of the first row of `text`. */
function csvCells(text: string): string[] {
  const cells: string[] = [];
  const cell = new RegExp(CELL);
  for (let found = cell.exec(text); found !== null; found = cell.exec(text)) {
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? "");
    if (found[3] !== ",") break;
  }
  return cells;
}
