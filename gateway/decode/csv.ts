/**
 * `text/csv` (RFC 4180): a header row that names the fields, then one record on each row.
 *
 * ```
 * ts,level,msg
 * 2026-05-01T10:00:00Z,INFO,"said ""hello"", twice"
 * ```
 *
 * Values are strings. An empty cell, quoted or not, is an absent field. Rows end with LF or CRLF;
 * blank rows are skipped. Everything else that the RFC does not allow is an error: guessing where
 * a cell ends would put the rest of the body into the wrong fields.
 *
 * The scanner is our own because `csv-parse` takes twenty times as long, and `udsv`, which is about
 * as fast, reads a row that is too short or too long as if it were right.
 */
import { fail, ok, type Result } from "../../contract/mod.ts";
import { setOwnField } from "./own_field.ts";
import { placeAt } from "./place.ts";

/** Failures: `bad_csv` with the line, `too_many_records`. */
export function readCsv(text: string, recordsMax: number): Result<unknown[]> {
  const scan = startCsv(text);
  if (scan.problem !== undefined) return badCsv(scan, scan.problem);

  const { names } = scan;
  const hasProto = names.includes("__proto__");
  const records: unknown[] = [];
  while (startRow(scan)) {
    if (records.length === recordsMax) return fail({ kind: "too_many_records", limit: recordsMax });
    const record: Record<string, string> = {};
    do {
      readCell(scan);
      const name = names[scan.column];
      if (scan.cellStart === scan.cellEnd || name === undefined) continue;
      if (hasProto) setOwnField(record, name, cellText(scan));
      else record[name] = cellText(scan);
    } while (!scan.rowEnded);
    if (scan.problem !== undefined) return badCsv(scan, scan.problem);
    records.push(record);
  }
  return ok(records);
}

/**
 * Where the scan is, and where the next of each special character is at or after it: found by
 * `indexOf`, which looks at many characters at once, and kept until the scan has passed it.
 */
export interface CsvScan {
  readonly text: string;
  /** The cells of the header. */
  readonly names: string[];
  /** Start of the next cell. */
  at: number;
  comma: number;
  newline: number;
  quote: number;
  carriageReturn: number;
  rowStart: number;
  /** The cell just read: its column from 0 on, and where its text stands, without quotes around it. */
  column: number;
  cellStart: number;
  cellEnd: number;
  isQuoted: boolean;
  /** Whether quotes stand in it, each written twice. */
  hasQuotes: boolean;
  /** Whether the cell just read was the last of its row. */
  rowEnded: boolean;
  /** Why the body cannot be read on. */
  problem: string | undefined;
}

const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** Reads the header. */
export function startCsv(text: string): CsvScan {
  const scan: CsvScan = {
    text,
    names: [],
    ...{ at: 0, comma: -1, newline: -1, quote: -1, carriageReturn: -1, rowStart: 0 },
    ...{ column: -1, cellStart: 0, cellEnd: 0, isQuoted: false, hasQuotes: false },
    rowEnded: false,
    problem: undefined,
  };
  if (startRow(scan)) readHeader(scan);
  else scan.problem = "expected a header row";
  return scan;
}

/** Goes to the next row that is not blank; false where there is none. */
export function startRow(scan: CsvScan): boolean {
  const { text } = scan;
  for (;;) {
    const code = text.charCodeAt(scan.at);
    if (code === LF) scan.at++;
    else if (code === CR && text.charCodeAt(scan.at + 1) === LF) scan.at += 2;
    else break;
  }
  if (scan.at >= text.length) return false;
  scan.rowStart = scan.at;
  scan.column = -1;
  return true;
}

/** Reads the next cell of the row; when it is the last, `problem` says what is wrong with the row. */
export function readCell(scan: CsvScan): void {
  const { text, names } = scan;
  scan.column++;
  if (text.charCodeAt(scan.at) === QUOTE) readQuotedCell(scan);
  else readBareCell(scan);
  const cells = scan.column + 1;
  if (scan.rowEnded && scan.problem === undefined && cells !== names.length) {
    scan.problem = `expected ${names.length} cells, found ${cells}`;
  }
}

/** What the cell just read says. */
export function cellText({ text, cellStart, cellEnd, hasQuotes }: CsvScan): string {
  const value = text.slice(cellStart, cellEnd);
  return hasQuotes ? value.replaceAll('""', '"') : value;
}

function readHeader(scan: CsvScan): void {
  const { names } = scan;
  const seen = new Set<string>();
  do {
    names.push(""); // so that the row is as long as it should be
    readCell(scan);
    const name = cellText(scan);
    names[scan.column] = name;
    if (scan.problem !== undefined) break;
    if (name === "") scan.problem = `column ${names.length} of the header has no name`;
    if (seen.has(name)) scan.problem = `column ${names.length} of the header repeats a name`;
    seen.add(name);
  } while (!scan.rowEnded && scan.problem === undefined);
}

function readBareCell(scan: CsvScan): void {
  const { text, at } = scan;
  if (scan.comma < at) scan.comma = find(text, ",", at);
  if (scan.newline < at) scan.newline = find(text, "\n", at);
  if (scan.quote < at) scan.quote = find(text, '"', at);
  if (scan.carriageReturn < at) scan.carriageReturn = find(text, "\r", at);

  scan.rowEnded = scan.newline <= scan.comma;
  let end = scan.rowEnded ? scan.newline : scan.comma;
  scan.at = end + 1;
  if (scan.quote < end) return stop(scan, "a cell with a quote in it must be quoted");
  if (scan.carriageReturn < end) {
    if (!scan.rowEnded || scan.carriageReturn !== end - 1) {
      return stop(scan, "a cell with a carriage return in it must be quoted");
    }
    end--;
  }
  setCell(scan, at, end, false, false);
}

function readQuotedCell(scan: CsvScan): void {
  const { text } = scan;
  const start = scan.at + 1;
  let close = text.indexOf('"', start);
  let hasQuotes = false;
  while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) {
    hasQuotes = true;
    close = text.indexOf('"', close + 2);
  }
  if (close === -1) return stop(scan, "a quoted cell does not end");

  let after = close + 1;
  if (text.charCodeAt(after) === CR) after++;
  const code = text.charCodeAt(after);
  scan.rowEnded = after >= text.length || code === LF;
  if (!scan.rowEnded && (code !== COMMA || after !== close + 1)) {
    return stop(scan, "a quoted cell goes on after its closing quote");
  }
  scan.at = after + 1;
  setCell(scan, start, close, true, hasQuotes);
}

function setCell(
  scan: CsvScan,
  start: number,
  end: number,
  isQuoted: boolean,
  hasQuotes: boolean,
): void {
  scan.cellStart = start;
  scan.cellEnd = end;
  scan.isQuoted = isQuoted;
  scan.hasQuotes = hasQuotes;
}

/** Ends the row and the scan. */
function stop(scan: CsvScan, problem: string): void {
  scan.problem = problem;
  scan.rowEnded = true;
  setCell(scan, 0, 0, false, false);
}

function find(text: string, character: string, from: number): number {
  const found = text.indexOf(character, from);
  return found === -1 ? text.length : found;
}

function badCsv({ text, rowStart }: CsvScan, problem: string): Result<never> {
  const { line } = placeAt(text, rowStart);
  return fail({
    kind: "bad_csv",
    detail: `Cannot read the CSV body at line ${line}: ${problem}`,
    place: { line },
  });
}
