/** JSON and NDJSON: one object, an array of them, or one on each line. */
import type { BatchLines } from "./batch_lines.ts";
import type { RecordTranscriber } from "./json_record.ts";
import {
  blanksEnd,
  CLOSE_ARRAY,
  COMMA,
  LF,
  objectEnd,
  OPEN_ARRAY,
  OPEN_OBJECT,
  parseJson,
} from "./json_text.ts";
import { type Source, surplusOf } from "./source.ts";

/** Adds the records of a body; false where it has to go the long way. */
export function addJsonBody(
  format: "json" | "ndjson",
  source: Source,
  lines: BatchLines,
  transcriber: RecordTranscriber,
): boolean {
  const { bytes, text } = source;

  function add(at: number): number {
    if (bytes[at] !== OPEN_OBJECT || !lines.hasRoom()) return -1;
    const line = transcriber.write(source, at, lines.frame, lines.counts, lines.masked);
    if (line !== undefined) return lines.add(line) ? transcriber.end : -1;
    const end = objectEnd(bytes, at);
    return end !== -1 && lines.addRaw(parseOdd(at, end)) ? end : -1;
  }

  function parseOdd(at: number, end: number): unknown {
    const from = at - source.shift;
    source.shift += surplusOf(bytes, at, end);
    return parseJson(text.slice(from, end - source.shift));
  }

  const isWhole = format === "json" ? addJson(bytes, add) : addNdjson(bytes, add);
  transcriber.forget();
  return isWhole;
}

/** Adds the record at an offset and gives its end; -1 where the batch cannot go on. */
type Add = (at: number) => number;

/** One object, or an array of them. Whether the body is just that. */
function addJson(bytes: Uint8Array, add: Add): boolean {
  let at = blanksEnd(bytes, 0);
  if (bytes[at] === OPEN_ARRAY) {
    at = blanksEnd(bytes, at + 1);
    if (bytes[at] !== CLOSE_ARRAY) {
      for (;;) {
        at = add(at);
        if (at === -1) return false;
        at = blanksEnd(bytes, at);
        if (bytes[at] !== COMMA) break;
        at = blanksEnd(bytes, at + 1);
      }
    }
    if (bytes[at] !== CLOSE_ARRAY) return false;
    at++;
  } else {
    at = add(at);
    if (at === -1) return false;
  }
  return blanksEnd(bytes, at) === bytes.length;
}

/** One object on each line that is not blank. */
function addNdjson(bytes: Uint8Array, add: Add): boolean {
  let at = blanksEnd(bytes, 0);
  while (at < bytes.length) {
    const newline = bytes.indexOf(LF, at);
    const end = add(at);
    if (end === -1 || (newline !== -1 && newline < end)) return false;
    at = blanksEnd(bytes, end);
    // Between two records there is a line feed.
    if (at < bytes.length && (newline === -1 || newline >= at)) return false;
  }
  return true;
}
