/**
 * CSV (RFC 4180): what has to be known of the columns is worked out once, from the header; then each
 * row is written cell by cell.
 */
import { CELL, cellText, createCsvRecords, createCsvRows, type CsvRow } from "../decode/mod.ts";
import { readLevel } from "../level.ts";
import { CANONICAL_CHARS, isCanonicalAt, readTimestamp } from "../timestamp.ts";
import { type BatchLines, lineOf } from "./batch_lines.ts";
import type { RawStrings } from "./raw_strings.ts";
import { type Field, ROLE, type Shapes } from "./shapes.ts";
import { byteAt, type Source } from "./source.ts";

/** Adds the records of a body; false where it has to go the long way. */
export function addCsvBody(
  source: Source,
  lines: BatchLines,
  strings: RawStrings,
  shapes: Shapes,
): boolean {
  const { text } = source;
  const rows = createCsvRows(text);
  const { row, names } = rows;
  if (rows.problem !== undefined) return false;
  const columns = columnsOf(source, row, shapes);
  if (columns === undefined) return false;
  const recordOf = createCsvRecords(text, names);
  while (rows.hasNext()) {
    if (!lines.hasRoom() || !rows.next()) return false;
    const line = lineOfRow(source, row, columns, lines, strings);
    if (!(line === undefined ? lines.addRaw(recordOf(row)) : lines.add(line))) return false;
  }
  return true;
}

/** The fields of a header, `undefined` where one of them is out of the common. */
function columnsOf(
  source: Source,
  header: CsvRow,
  shapes: Shapes,
): readonly Field[] | undefined {
  const { bytes } = source;
  const columns: Field[] = [];
  let field = shapes.start();
  for (let i = 0; i < header.count; i++) {
    const start = byteAt(source, header.starts[i]!);
    const close = bytes[byteAt(source, header.ends[i]!)]!;
    field = shapes.match(bytes, start, field, close) ??
      shapes.learn(bytes, start, field, true, close);
    if (field.role === ROLE.odd || field.bytes.length !== header.ends[i]! - header.starts[i]!) {
      return undefined;
    }
    columns.push(field);
  }
  return columns;
}

/** `undefined` for an odd row, of which nothing is counted. */
function lineOfRow(
  source: Source,
  row: CsvRow,
  columns: readonly Field[],
  lines: BatchLines,
  strings: RawStrings,
): string | undefined {
  const { starts, ends } = row;
  let ts: string | undefined;
  let level: ReturnType<typeof readLevel>;
  let msg = '""';
  let fields = "";
  let scenario = "";
  strings.begin();
  for (let i = 0; i < row.count; i++) {
    if (starts[i] === ends[i]) continue;
    const { role, key } = columns[i]!;
    switch (role) {
      case ROLE.ts:
        ts = readTs(source, starts[i]!, ends[i]!);
        if (ts === undefined) return undefined;
        break;
      case ROLE.level:
        level = readLevel(source.text.slice(starts[i], ends[i]));
        if (level === undefined) return undefined;
        break;
      case ROLE.msg:
        msg = readCell(source, row, i, strings);
        break;
      case ROLE.scenario: {
        const { scenarioId, tenantId } = lines.frame.origin;
        const value = source.text.slice(starts[i], ends[i]);
        if (value === scenarioId) break;
        const isTaken = scenarioId === undefined && tenantId === undefined &&
          strings.text(value) === `"${value}"`;
        if (!isTaken) return undefined;
        scenario = `,${key}"${value}"`;
        break;
      }
      default:
        fields += "," + key + readCell(source, row, i, strings);
    }
  }
  strings.count(lines.masked);
  return lineOf(lines.frame, lines.counts, ts, level, msg, scenario + fields);
}

function readTs(source: Source, start: number, end: number): string | undefined {
  const isCanonical = end - start === CANONICAL_CHARS &&
    isCanonicalAt(source.bytes, byteAt(source, start));
  const value = source.text.slice(start, end);
  return isCanonical ? value : readTimestamp(value);
}

function readCell(
  source: Source,
  row: CsvRow,
  column: number,
  strings: RawStrings,
): string {
  const start = row.starts[column]!;
  switch (row.cells[column]) {
    case CELL.bare:
      return strings.bareCell(source, start);
    case CELL.quoted:
      return strings.quotedCell(source, start);
    default:
      return strings.text(cellText(source.text, row, column));
  }
}
