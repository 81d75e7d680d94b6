/**
 * What is wrong with a body of JSON (RFC 8259) or NDJSON, by line and column: looked for once it is
 * known that it cannot be stored.
 */
import type { Failure } from "../../contract/mod.ts";
import { findJsonFault } from "./json_fault.ts";
import { placeAt } from "./place.ts";

/** `bad_json`; `undefined` for an object or an array of JSON. */
export function jsonFailure(text: string): Failure | undefined {
  const fault = findJsonFault(text);
  if (fault !== undefined) return badJson(text, fault.offset, fault.problem);
  const first = text.search(/[^ \t\r\n]/);
  const isBatch = text[first] === "{" || text[first] === "[";
  return isBatch ? undefined : badJson(text, first, "expected an object or an array");
}

function badJson(text: string, offset: number, problem: string): Failure {
  const place = placeAt(text, offset);
  return {
    kind: "bad_json",
    detail: `Cannot read the JSON body at line ${place.line}, column ${place.column}: ${problem}`,
    place,
  };
}

/** `bad_ndjson` or `too_many_records`, whichever comes first; `undefined` for lines of JSON. */
export function ndjsonFailure(text: string, recordsMax: number): Failure | undefined {
  let records = 0;
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const value = text.slice(start, end);
    start = end + 1;
    if (/^[ \t\r]*$/.test(value)) continue;
    const fault = findJsonFault(value);
    if (fault !== undefined) return badNdjson(line, fault.offset + 1, fault.problem);
    if (++records > recordsMax) return { kind: "too_many_records", limit: recordsMax };
  }
  return undefined;
}

function badNdjson(line: number, column: number, problem: string): Failure {
  return {
    kind: "bad_ndjson",
    detail: `Cannot read the NDJSON body at line ${line}, column ${column}: ${problem}`,
    place: { line, column },
  };
}
