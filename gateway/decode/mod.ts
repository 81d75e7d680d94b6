/**
 * Where the records of a body stand in it, and their fields in them, by content type.
 *
 * | format | content types | one record is |
 * |---|---|---|
 * | `json` | `application/json` | the object, or one element of the array |
 * | `ndjson` | `application/x-ndjson` and its aliases | one line |
 * | `csv` | `text/csv` | one row under the header row |
 * | `text` | `text/plain` | one line, and what goes on with it: syslog, or what a reader of `readers/` takes |
 *
 * Readers give places, offsets in a text, and what a body that cannot be read is refused for. They are
 * pure, and throw at nothing that is sent.
 */
export { type BodyFormat, bodyFormat } from "./body_format.ts";
export { CELL, cellText, createCsvRows, csvFailure, type CsvRow } from "./csv.ts";
export { dataObject, hasRepeats, unescapedValue } from "./data_object.ts";
export { unpack, valuesOf } from "./envelopes/mod.ts";
export { jsonFailure, ndjsonFailure } from "./json.ts";
export { DATA_PART } from "./structured_data.ts";
export { createFramedLines, type Frames } from "./framed_lines.ts";
export { createTextLines, type TextLineOptions, type TextLines } from "./text_lines.ts";
export { type NamedParts, unescaped, WRITTEN } from "./named_parts.ts";
export { type LineReader, lineReaders, READER_NAMES } from "./readers/mod.ts";
export { hasPart, type Part, type SyslogLine, UNREAD } from "./syslog_line.ts";
export { decodeUtf8, replaceUtf8, utf16Of } from "./utf8.ts";
