/**
 * `text/csv` (RFC 4180): a header row that names the fields, then one record on each row.
 *
 * ```
 * ts,level,msg
 * 2026-05-01T10:00:00Z,INFO,"said ""hello"", twice"
 * ```
 *
 * Values are strings. An empty cell, quoted or not, is an absent field, and so is one that a row lacks at
 * its end; what a row has beyond the header's columns stays together. Rows end with LF or CRLF; blank
 * rows are skipped. `;`, tab and `|` may stand for the comma: the header shows which. Everything else
 * that the RFC does not allow is an error: guessing where a cell ends would put the rest of the body
 * into the wrong fields.
 *
 * The scanner is our own because `csv-parse` takes twenty times as long.
 */
import type { Failure } from "../../contract/mod.ts";
import { placeAt } from "./place.ts";

export const CELL = { bare: 0, quoted: 1, withQuotes: 2 } as const;
/** `withQuotes`: there are quotes in it, each written twice. */
export type Cell = typeof CELL[keyof typeof CELL];

/** Where the cells of one row stand in the text: UTF-16 offsets, those inside of the quotes. */
export interface CsvRow {
  start: number;
  end: number;
  /** How many of the lists' entries count. */
  count: number;
  /** Where what has no column begins; -1 for nothing. */
  restStart: number;
  readonly cells: Cell[];
  readonly starts: number[];
  readonly ends: number[];
}

export interface CsvRows {
  /** The header's; empty where that cannot be read. */
  readonly names: readonly string[];
  /** The row read last, in the same object each time; the header at first. */
  readonly row: CsvRow;
  /** Why there is no next row, unless that is the end. */
  readonly problem: string | undefined;
  /** Whether there is another row that is not blank, whatever it is. */
  hasNext(): boolean;
  /** Reads it; false where it is no row. */
  next(): boolean;
  /** Goes on behind the line in which the row begins that is none; gives where that line ends. */
  skipLine(): number;
}

/** What the cell of that column says. */
export function cellText(text: string, { cells, starts, ends }: CsvRow, column: number): string {
  const value = text.slice(starts[column], ends[column]);
  return cells[column] === CELL.withQuotes ? value.replaceAll('""', '"') : value;
}

const OTHER_DELIMITERS = [";", "\t", "|"];
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** Reads the header. */
export function createCsvRows(text: string): CsvRows {
  const delimiter = delimiterOf(text);
  const delimiterCode = delimiter.charCodeAt(0);
  const row: CsvRow = {
    start: 0,
    end: 0,
    count: 0,
    restStart: -1,
    cells: [],
    starts: [],
    ends: [],
  };
  const names: string[] = [];
  const rows: CsvRows & { problem: string | undefined } = {
    names,
    row,
    problem: undefined,
    hasNext,
    next,
    skipLine,
  };
  let at = 0;
  /** Whether the cell just read was the last of its row. */
  let rowEnded = false;
  // Where the next of each is at or after `at`: found by `indexOf`, which looks at many characters at
  // once, and kept until the scan has passed it.
  let comma = -1;
  let newline = -1;
  let quote = -1;
  let carriageReturn = -1;
  let isHeaderRead = false;
  const seen = new Set<string>();

  function hasNext(): boolean {
    if (rows.problem !== undefined) return false;
    skipBlankRows();
    return at < text.length;
  }

  function next(): boolean {
    if (!readRow()) return false;
    row.count = Math.min(row.count, names.length);
    return true;
  }

  function skipLine(): number {
    rows.problem = undefined;
    comma =
      newline =
      quote =
      carriageReturn =
        -1;
    const end = find(text, "\n", row.start);
    at = end + 1;
    return end;
  }

  function readRow(): boolean {
    if (!hasNext()) return false;
    row.start = at;
    row.count = 0;
    row.restStart = -1;
    do {
      if (text.charCodeAt(at) === QUOTE) readQuotedCell();
      else readBareCell();
    } while (!rowEnded);
    return rows.problem === undefined;
  }

  function skipBlankRows(): void {
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === LF) at++;
      else if (code === CR && text.charCodeAt(at + 1) === LF) at += 2;
      else return;
    }
  }

  function readBareCell(): void {
    const start = at;
    if (comma < at) comma = find(text, delimiter, at);
    if (newline < at) newline = find(text, "\n", at);
    if (quote < at) quote = find(text, '"', at);
    if (carriageReturn < at) carriageReturn = find(text, "\r", at);

    rowEnded = newline <= comma;
    let end = rowEnded ? newline : comma;
    at = end + 1;
    if (quote < end) return stop("a cell with a quote in it must be quoted");
    if (carriageReturn < end) {
      if (!rowEnded || carriageReturn !== end - 1) {
        return stop("a cell with a carriage return in it must be quoted");
      }
      end--;
    }
    add(CELL.bare, start, end);
    row.end = end;
  }

  function readQuotedCell(): void {
    const start = at + 1;
    let close = text.indexOf('"', start);
    let cell: Cell = CELL.quoted;
    while (close !== -1 && text.charCodeAt(close + 1) === QUOTE) {
      cell = CELL.withQuotes;
      close = text.indexOf('"', close + 2);
    }
    if (close === -1) return stop("a quoted cell does not end");

    let after = close + 1;
    if (text.charCodeAt(after) === CR) after++;
    const code = text.charCodeAt(after);
    rowEnded = after >= text.length || code === LF;
    if (!rowEnded && (code !== delimiterCode || after !== close + 1)) {
      return stop("a quoted cell goes on after its closing quote");
    }
    at = after + 1;
    add(cell, start, close);
    row.end = close + 1;
  }

  function add(cell: Cell, start: number, end: number): void {
    const { count } = row;
    row.count = count + 1;
    // What has no column is one text, with its delimiters: a body may be nothing but commas.
    if (isHeaderRead && count >= names.length) {
      if (row.restStart === -1) row.restStart = cell === CELL.bare ? start : start - 1;
      return;
    }
    row.cells[count] = cell;
    row.starts[count] = start;
    row.ends[count] = end;
    if (!isHeaderRead) addName(cellText(text, row, count));
  }

  function addName(name: string): void {
    if (name === "") stop(`column ${row.count} of the header has no name`);
    else if (seen.has(name)) stop(`column ${row.count} of the header repeats a name`);
    seen.add(name);
    names.push(name);
  }

  /** Ends the row and the scan. */
  function stop(problem: string): void {
    rows.problem = problem;
    rowEnded = true;
  }

  if (!readRow()) rows.problem ??= "expected a header row";
  isHeaderRead = true;
  return rows;
}

/** Of the header row, what is looked at for its delimiter. */
const HEADER_CHARS_MAX = 64 * 1024;

/** A comma where the header has one outside of quotes; else the most frequent of the others there. */
function delimiterOf(text: string): string {
  const counts = new Map(OTHER_DELIMITERS.map((character) => [character, 0]));
  let isQuoted = false;
  const limit = Math.min(text.length, HEADER_CHARS_MAX);
  let first = 0;
  while (text.charCodeAt(first) === LF || text.charCodeAt(first) === CR) first++;
  for (let at = first; at < limit; at++) {
    const character = text.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "\n") break;
    else if (character === ",") return ",";
    else if (counts.has(character)) counts.set(character, counts.get(character)! + 1);
  }
  const [best, count] = [...counts].reduce((one, other) => other[1] > one[1] ? other : one);
  return count > 0 ? best : ",";
}

function find(text: string, character: string, from: number): number {
  const found = text.indexOf(character, from);
  return found === -1 ? text.length : found;
}

/** `bad_csv`, with the line of the row that begins at `rowStart`. */
export function csvFailure(text: string, rowStart: number, problem: string): Failure {
  const { line } = placeAt(text, rowStart);
  return {
    kind: "bad_csv",
    detail: `Cannot read the CSV body at line ${line}: ${problem}`,
    place: { line },
  };
}
