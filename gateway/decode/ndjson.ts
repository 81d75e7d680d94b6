/**
 * `application/x-ndjson`: one JSON value on each line. Blank lines are skipped, and a carriage
 * return before the line feed is a blank of JSON itself.
 *
 * Each line is parsed by itself. Joining the lines into one array for a single parse is 5 % faster,
 * but it reads `1,2` on one line, or a value that goes on over two lines, as if they were right.
 */
import { fail, ok, type Result } from "../../contract/mod.ts";
import { findJsonFault } from "./json_fault.ts";

/** Failures: `bad_ndjson` with line and column, `too_many_records`. */
export function readNdjson(text: string, recordsMax: number): Result<unknown[]> {
  const records: unknown[] = [];
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const value = text.slice(start, end);
    start = end + 1;
    if (isBlank(value)) continue;
    try {
      records.push(JSON.parse(value));
    } catch (error) {
      const fault = findJsonFault(value);
      if (fault === undefined) throw error;
      return badNdjson(line, fault.offset + 1, fault.problem);
    }
    if (records.length > recordsMax) return fail({ kind: "too_many_records", limit: recordsMax });
  }
  return ok(records);
}

/** One comparison for a line that holds a value. */
function isBlank(line: string): boolean {
  return !(line.charCodeAt(0) > 0x20) && /^[ \t\r]*$/.test(line);
}

function badNdjson(line: number, column: number, problem: string): Result<never> {
  return fail({
    kind: "bad_ndjson",
    detail: `Cannot read the NDJSON body at line ${line}, column ${column}: ${problem}`,
    place: { line, column },
  });
}
