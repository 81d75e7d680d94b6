/**
 * Bytes of a request body → raw records, by content type.
 *
 * | format | content types | one record is |
 * |---|---|---|
 * | `json` | `application/json` | the object, or one element of the array |
 * | `ndjson` | `application/x-ndjson` and its aliases | one line |
 * | `csv` | `text/csv` | one row under the header row |
 * | `text` | `text/plain` | one line: RFC 5424, RFC 3164, or the gateway's own form |
 *
 * What comes out is untrusted and of any shape: the normaliser makes records of it.
 * Decoding is pure, and any bytes give records or a `Failure`, never a throw.
 */
import type { Result } from "../../contract/mod.ts";
import type { BodyFormat } from "./body_format.ts";
import { readCsv } from "./csv.ts";
import { readJson } from "./json.ts";
import { readNdjson } from "./ndjson.ts";
import { readSyslog } from "./syslog.ts";
import { decodeUtf8 } from "./utf8.ts";

export { type BodyFormat, bodyFormat } from "./body_format.ts";
export { CELL, cellText, createCsvRecords, createCsvRows, type CsvRow } from "./csv.ts";
export { DATA_PART } from "./structured_data.ts";
export { createSyslogLines } from "./syslog.ts";
export { hasPart, type Part, type SyslogLine } from "./syslog_line.ts";
export { createSyslogRecords } from "./syslog_record.ts";
export { decodeUtf8 } from "./utf8.ts";

export interface DecodeOptions {
  /** The most records that a body may hold; one more is `too_many_records`. */
  readonly recordsMax: number;
  /** Epoch milliseconds: gives RFC 3164 timestamps their year. */
  readonly nowMs: number;
}

/** Failures: `bad_utf8`, `too_many_records`, and `bad_json`, `bad_ndjson` or `bad_csv`. */
export function decode(
  format: BodyFormat,
  body: Uint8Array,
  options: DecodeOptions,
): Result<unknown[]> {
  const text = decodeUtf8(body);
  if (!text.ok) return text;
  switch (format) {
    case "json":
      return readJson(text.value, options.recordsMax);
    case "ndjson":
      return readNdjson(text.value, options.recordsMax);
    case "csv":
      return readCsv(text.value, options.recordsMax);
    case "text":
      return readSyslog(text.value, options);
  }
}
