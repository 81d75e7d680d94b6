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
  const scan = startScan(text);
  skipBlankRows(scan);
  if (scan.at >= text.length) return badCsv(scan, 0, "expected a header row");
  const headerStart = scan.at;
  const names = readHeader(scan);
  if (scan.problem !== undefined) return badCsv(scan, headerStart, scan.problem);

  const hasProto = names.includes("__proto__");
  const records: unknown[] = [];
  for (skipBlankRows(scan); scan.at < text.length; skipBlankRows(scan)) {
    if (records.length === recordsMax) return fail({ kind: "too_many_records", limit: recordsMax });
    const rowStart = scan.at;
    const record: Record<string, string> = {};
    let column = 0;
    do {
      const value = readCell(scan);
      const name = names[column++];
      if (value === "" || name === undefined) continue;
      if (hasProto) setOwnField(record, name, value);
      else record[name] = value;
    } while (!scan.rowEnded);
    if (scan.problem !== undefined) return badCsv(scan, rowStart, scan.problem);
    if (column !== names.length) {
      return badCsv(scan, rowStart, `expected ${names.length} cells, found ${column}`);
    }
    records.push(record);
  }
  return ok(records);
}

/**
 * Where the scan is, and where the next of each special character is at or after it: found by
 * `indexOf`, which looks at many characters at once, and kept until the scan has passed it.
 */
interface Scan {
  readonly text: string;
  /** Start of the next cell. */
  at: number;
  comma: number;
  newline: number;
  quote: number;
  carriageReturn: number;
  /** Whether the cell just read was the last of its row. */
  rowEnded: boolean;
  /** Why there is no next cell. */
  problem: string | undefined;
}

const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

function startScan(text: string): Scan {
  return {
    text,
    at: 0,
    comma: -1,
    newline: -1,
    quote: -1,
    carriageReturn: -1,
    rowEnded: false,
    problem: undefined,
  };
}

function readHeader(scan: Scan): string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  do {
    const name = readCell(scan);
    names.push(name);
    if (scan.problem !== undefined) break;
    if (name === "") scan.problem = `column ${names.length} of the header has no name`;
    if (seen.has(name)) scan.problem = `column ${names.length} of the header repeats a name`;
    seen.add(name);
  } while (!scan.rowEnded && scan.problem === undefined);
  return names;
}

function skipBlankRows(scan: Scan): void {
  const { text } = scan;
  for (;;) {
    const code = text.charCodeAt(scan.at);
    if (code === LF) scan.at++;
    else if (code === CR && text.charCodeAt(scan.at + 1) === LF) scan.at += 2;
    else return;
  }
}

function readCell(scan: Scan): string {
  const { text, at } = scan;
  if (text.charCodeAt(at) === QUOTE) return readQuotedCell(scan);
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
  return text.slice(at, end);
}

function readQuotedCell(scan: Scan): string {
  const { text } = scan;
  const start = scan.at + 1;
  let close = text.indexOf('"', start);
  let doubled = false;
  while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) {
    doubled = true;
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
  const value = text.slice(start, close);
  return doubled ? value.replaceAll('""', '"') : value;
}

/** Ends the row and the scan. */
function stop(scan: Scan, problem: string): string {
  scan.problem = problem;
  scan.rowEnded = true;
  return "";
}

function find(text: string, character: string, from: number): number {
  const found = text.indexOf(character, from);
  return found === -1 ? text.length : found;
}

function badCsv(scan: Scan, rowStart: number, problem: string): Result<never> {
  const { line } = placeAt(scan.text, rowStart);
  return fail({
    kind: "bad_csv",
    detail: `Cannot read the CSV body at line ${line}: ${problem}`,
    place: { line },
  });
}
