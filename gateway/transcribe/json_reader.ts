/**
 * `application/json` (RFC 8259): one object, or an array of records; and `application/x-ndjson`: one
 * value on each line, blank lines skipped.
 *
 * A body is read to its end, whatever is wrong with a record of it: what is no JSON is told before
 * what is no record.
 */
import type { Failure } from "../../contract/mod.ts";
import { jsonFailure, ndjsonFailure } from "../decode/mod.ts";
import type { BadReason, BadRecords } from "./bad_records.ts";
import type { BatchWriter } from "./batch_writer.ts";
import {
  blanksEnd,
  bracketsEnd,
  CLOSE_ARRAY,
  COMMA,
  LF,
  numberEnd,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  stringEnd,
} from "./json_text.ts";
import { BODY_START, type Source } from "./source.ts";
import { BROKEN, TOO_DEEP } from "./values.ts";

/** Stands for an offset where the body cannot be stored, whatever follows. */
const REFUSED = -3;

/** Adds the records of a body; gives the failure where it cannot be stored. */
export function readJson(source: Source, batch: BatchWriter): Failure | undefined {
  const { codes } = source;
  const elements = createElements(source, batch);
  let at = blanksEnd(codes, 0);
  if (codes[at] === OPEN_ARRAY) {
    at = blanksEnd(codes, at + 1);
    if (codes[at] === CLOSE_ARRAY) at++;
    else {
      const end = readArray(codes, at, elements);
      // From there on it is no array; what was read before is whole.
      if (end === BROKEN && batch.bad !== undefined && batch.records > 0) {
        batch.bad.add("bad_json", source, elements.last(), codes.length - 1);
        return elements.failure();
      }
      at = end;
    }
  } else if (codes[at] === OPEN_OBJECT) at = elements.read(at);
  else at = BROKEN;
  const isWhole = at >= 0 && blanksEnd(codes, at) === codes.length;
  if (isWhole && elements.failure() === undefined) return undefined;
  return jsonFailure(bodyOf(source)) ?? elements.failure();
}

/** Behind the `]` of an array whose first element is at `from`. */
function readArray(codes: Uint8Array, from: number, elements: Elements): number {
  let at = from;
  for (;;) {
    at = elements.read(at);
    if (at < 0) return at;
    at = blanksEnd(codes, at);
    if (codes[at] === CLOSE_ARRAY) return at + 1;
    if (codes[at] !== COMMA) return BROKEN;
    at = blanksEnd(codes, at + 1);
  }
}

/** The same for one value on each line that is not blank. */
export function readNdjson(source: Source, batch: BatchWriter): Failure | undefined {
  const { codes } = source;
  const elements = createElements(source, batch);
  let at = blanksEnd(codes, 0);
  while (at >= 0 && at < codes.length) {
    const newline = codes.indexOf(LF, at);
    const end = elements.read(at);
    if (batch.bad !== undefined && end !== REFUSED) {
      at = readOn(source, batch.bad, at, end, newline);
    } else if (end < 0 || newline < end) at = BROKEN;
    else {
      at = blanksEnd(codes, end);
      // Between two records there is a line feed.
      if (at < codes.length && newline >= at) at = BROKEN;
    }
  }
  if (at >= 0 && elements.failure() === undefined) return undefined;
  return ndjsonFailure(bodyOf(source), batch.recordsMax) ?? elements.failure();
}

/** Where the next line begins, once the rest of a line that is no JSON has been put apart. */
function readOn(source: Source, bad: BadRecords, at: number, end: number, newline: number): number {
  const { codes } = source;
  if (end < 0) {
    bad.add("bad_json", source, at, newline);
    return blanksEnd(codes, newline);
  }
  const next = blanksEnd(codes, end);
  const lineEnd = codes.indexOf(LF, end);
  if (next >= codes.length || lineEnd < next) return next;
  bad.add("bad_json", source, next, lineEnd);
  return blanksEnd(codes, lineEnd);
}

function bodyOf({ text }: Source): string {
  return text.slice(BODY_START, -1);
}

interface Elements {
  /** Reads the element at `at`, and gives the offset behind it; below 0 where there is no going on. */
  read(at: number): number;
  /** Where the element read last begins. */
  last(): number;
  /** What is wrong with the batch, if it is JSON. */
  failure(): Failure | undefined;
}

const INVALID_INDICES_MAX = 50;

function createElements(source: Source, batch: BatchWriter): Elements {
  const { record } = batch;
  const invalid: number[] = [];
  let invalidCount = 0;
  let count = 0;
  let refusal: Failure | undefined;
  let start = 0;

  function read(at: number): number {
    if (count === batch.recordsMax) {
      refusal = { kind: "too_many_records", limit: batch.recordsMax };
      return REFUSED;
    }
    count++;
    start = at;
    if (source.codes[at] !== OPEN_OBJECT) return skip(at, "no_object");
    record.begin(source);
    const end = record.object(at);
    if (end === TOO_DEEP) return skip(at, "too_deep");
    if (end < 0) return end;
    batch.add();
    if (batch.isWithin()) return end;
    refusal = { kind: "decoded_too_large", limit: batch.linesCharsMax };
    return REFUSED;
  }

  /** Behind what is no record. */
  function skip(at: number, reason: BadReason): number {
    if (batch.bad !== undefined) {
      const end = valueEnd(source, at);
      if (end >= 0) batch.bad.add(reason, source, at, end);
      return end;
    }
    invalidCount++;
    if (invalid.length < INVALID_INDICES_MAX) invalid.push(count - 1);
    return valueEnd(source, at);
  }

  return {
    read,
    last: () => start,
    failure: () =>
      refusal ??
        (invalidCount === 0
          ? undefined
          : { kind: "invalid_records", invalid_indices: invalid, count: invalidCount }),
  };
}

/** Where a value ends, of which nothing is looked at but that; -1 where it does not. */
export function valueEnd(source: Source, at: number): number {
  const { codes, text } = source;
  switch (codes[at]) {
    case QUOTE:
      return stringEnd(source, at);
    case OPEN_OBJECT:
    case OPEN_ARRAY:
      return bracketsEnd(codes, at);
    default:
      for (const word of ["true", "false", "null"]) {
        if (text.startsWith(word, at)) return at + word.length;
      }
      return numberEnd(codes, at);
  }
}
