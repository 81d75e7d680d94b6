/**
 * `text/csv` (RFC 4180): what has to be known of the columns is worked out once, from the header; then
 * each row is handed over cell by cell.
 */
import type { Failure } from "../../contract/mod.ts";
import { CELL, cellText, createCsvRows, csvFailure } from "../decode/mod.ts";
import type { BatchWriter } from "./batch_writer.ts";
import { BODY_START, type Source } from "./source.ts";

/** The field of what a row has beyond its columns, delimiters and all. */
const REST = "csv_rest";

/** Adds the records of a body; gives the failure where it cannot be stored. */
export function readCsv(source: Source, batch: BatchWriter): Failure | undefined {
  const text = source.text.slice(0, -1); // a carriage return at its end ends no row
  const { record, recordsMax } = batch;
  const rows = createCsvRows(text);
  const { row } = rows;
  const nameColumn = record.columns(rows.names);
  while (rows.hasNext()) {
    if (!batch.hasRoom()) return { kind: "too_many_records", limit: recordsMax };
    if (!rows.next()) {
      if (batch.bad === undefined) break;
      const { start } = row;
      batch.bad.add("bad_csv", source, start, rows.skipLine());
      continue;
    }
    record.begin(source);
    for (let i = 0; i < row.count; i++) {
      const start = row.starts[i]!;
      const end = row.ends[i]!;
      if (start === end) continue;
      nameColumn(i);
      if (row.cells[i] === CELL.withQuotes) record.text(cellText(text, row, i));
      else record.textAt(start, end);
    }
    if (row.restStart !== -1) {
      record.field(REST);
      record.textAt(row.restStart, row.end);
    }
    batch.add();
    if (!batch.isWithin()) return { kind: "decoded_too_large", limit: batch.linesCharsMax };
  }
  if (rows.problem === undefined) return undefined;
  return csvFailure(text.slice(BODY_START), row.start - BODY_START, rows.problem);
}
