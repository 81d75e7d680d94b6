/**
 * What a `Content-Type` header says about the body (RFC 9110, section 8.3).
 *
 * ```
 * Text/CSV; header=present; charset="UTF-8"  →  csv
 * ```
 */
import { fail, ok, type Result } from "../../contract/mod.ts";

export type BodyFormat = "json" | "ndjson" | "csv" | "text";

/** NDJSON never got a registered name: these are the ones that senders use. */
const FORMAT_BY_TYPE: ReadonlyMap<string, BodyFormat> = new Map([
  ["application/json", "json"],
  ["application/x-ndjson", "ndjson"],
  ["application/ndjson", "ndjson"],
  ["application/jsonl", "ndjson"],
  ["application/x-jsonlines", "ndjson"],
  ["application/jsonlines", "ndjson"],
  ["text/csv", "csv"],
  ["text/plain", "text"],
]);

/** US-ASCII is a subset of UTF-8. */
const CHARSETS: readonly string[] = ["utf-8", "utf8", "us-ascii"];

const ACCEPTED = "application/json, application/x-ndjson, text/csv or text/plain";
const QUOTED_CHARS_MAX = 100;

/** The format that a `Content-Type` names; `unsupported_media_type` for every other. */
export function bodyFormat(contentType: string | null): Result<BodyFormat> {
  if (contentType === null || contentType === "") {
    return unsupported(`Content-Type is missing: it must be ${ACCEPTED}`);
  }
  const plain = FORMAT_BY_TYPE.get(contentType);
  if (plain !== undefined) return ok(plain);

  const [type = "", ...parameters] = contentType.toLowerCase().split(";").map((part) =>
    part.trim()
  );
  const format = FORMAT_BY_TYPE.get(type);
  if (format === undefined) {
    return unsupported(`Content-Type must be ${ACCEPTED}: ${currentValue(type)}`);
  }
  const charset = parameterValue(parameters, "charset") ?? "utf-8";
  if (!CHARSETS.includes(charset)) {
    return unsupported(`charset of Content-Type must be utf-8: ${currentValue(charset)}`);
  }
  if (format === "csv" && parameterValue(parameters, "header") === "absent") { // RFC 4180, section 3
    return unsupported("header of text/csv must be present: the first row names the fields");
  }
  return ok(format);
}

function parameterValue(parameters: readonly string[], name: string): string | undefined {
  const found = parameters.find((parameter) => parameter.startsWith(`${name}=`));
  return found?.slice(name.length + 1).replace(/^"(.*)"$/, "$1");
}

function currentValue(value: string): string {
  return `current value is ${JSON.stringify(value.slice(0, QUOTED_CHARS_MAX))}`;
}

function unsupported(detail: string): Result<never> {
  return fail({ kind: "unsupported_media_type", detail });
}
