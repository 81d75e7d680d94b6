/**
 * `application/json` (RFC 8259): one object, or an array of records.
 *
 * V8 parses; `json_fault.ts` says where it stopped, since V8's own messages quote the text or
 * leave out the position.
 */
import { fail, ok, type Result } from "../../contract/mod.ts";
import { findJsonFault } from "./json_fault.ts";
import { placeAt } from "./place.ts";

/** Failures: `bad_json` with line and column, `too_many_records`. */
export function readJson(text: string, recordsMax: number): Result<unknown[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const fault = findJsonFault(text);
    if (fault === undefined) throw error;
    return badJson(text, fault.offset, fault.problem);
  }
  if (Array.isArray(value)) {
    return value.length > recordsMax
      ? fail({ kind: "too_many_records", limit: recordsMax })
      : ok(value);
  }
  if (typeof value === "object" && value !== null) return ok([value]);
  return badJson(text, text.search(/[^ \t\r\n]/), "expected an object or an array");
}

function badJson(text: string, offset: number, problem: string): Result<never> {
  const place = placeAt(text, offset);
  return fail({
    kind: "bad_json",
    detail: `Cannot read the JSON body at line ${place.line}, column ${place.column}: ${problem}`,
    place,
  });
}
