/** `{"streams":[{"stream":{labels},"values":[["<ns>","<line>",{metadata}],…]}]}`, read where it stands. */
import type { Failure } from "../../../contract/mod.ts";
import { jsonFailure } from "../../decode/mod.ts";
import {
  type BatchWriter,
  blanksEnd,
  BODY_START,
  type ReadTools,
  type Source,
  valueEnd,
} from "../../transcribe/mod.ts";
import { isString, NOT_THERE, textIn, walkArray, walkObject } from "../wire/json_walk.ts";

/** Names and values by their places: a name from and to, then where its value begins. */
type Pairs = number[];
const PAIR_NUMBERS = 3;

/** Adds the records of a body; gives the failure where it cannot be stored. */
export function readLokiJson(
  body: Uint8Array,
  batch: BatchWriter,
  tools: ReadTools,
): Failure | undefined {
  const decoded = tools.json(body);
  if (!decoded.ok) return decoded.failure;
  const { source, replaced } = decoded.value;
  batch.counts.replaced += replaced;
  const { codes, text } = source;
  const { record } = batch;
  const labels: Pairs = [];
  const metadata: Pairs = [];
  let failure: Failure | undefined;
  let hasStreams = false;

  const end = walkObject(source, blanksEnd(codes, BODY_START), (start, end, at) => {
    if (text.slice(start, end) !== "streams") return valueEnd(source, at);
    hasStreams = true;
    return walkArray(source, at, stream);
  });
  if (failure !== undefined) return failure;
  if (end >= 0 && hasStreams && blanksEnd(codes, end) === codes.length) return undefined;
  return jsonFailure(text.slice(BODY_START, -1)) ?? {
    kind: "bad_envelope",
    detail: 'The body must be {"streams":[{"stream":{"label":"value"},"values":[["ns","line"]]}]}',
  };

  function stream(from: number): number {
    let values = NOT_THERE;
    labels.length = 0;
    const end = walkObject(source, from, (start, end, at) => {
      const name = text.slice(start, end);
      if (name === "stream") return collect(at, labels);
      if (name === "values") values = at;
      return valueEnd(source, at);
    });
    if (end < 0) return end;
    if (values !== NOT_THERE && walkArray(source, values, entry) < 0) return NOT_THERE;
    return end;
  }

  function entry(from: number): number {
    if (!batch.hasRoom()) {
      failure = { kind: "too_many_records", limit: batch.recordsMax };
      return NOT_THERE;
    }
    let nth = 0;
    metadata.length = 0;
    record.begin(source);
    const end = walkArray(source, from, (at) => {
      switch (nth++) {
        case 0:
          record.field("ts");
          return isString(source, at) ? record.json(at) : NOT_THERE;
        case 1:
          record.field("message"); // asked before any label of that meaning
          return isString(source, at) ? record.json(at) : NOT_THERE;
        case 2:
          return collect(at, metadata);
        default:
          return NOT_THERE;
      }
    });
    if (end < 0 || nth < 2) return NOT_THERE;
    if (!give(labels) || !give(metadata)) return NOT_THERE;
    batch.add();
    if (batch.isWithin()) return end;
    failure = { kind: "decoded_too_large", limit: batch.linesCharsMax };
    return NOT_THERE;
  }

  function collect(from: number, into: Pairs): number {
    return walkObject(source, from, (start, end, at) => {
      into.push(start, end, at);
      return valueEnd(source, at);
    });
  }

  function give(pairs: Pairs): boolean {
    for (let i = 0; i < pairs.length; i += PAIR_NUMBERS) {
      nameOf(source, pairs[i]!, pairs[i + 1]!);
      if (record.json(pairs[i + 2]!) < 0) return false;
    }
    return true;
  }

  function nameOf(source: Source, start: number, end: number): void {
    const name = source.text.slice(start, end);
    if (name.includes("\\")) record.field(textIn(source, start, end));
    else record.fieldAt(start, end);
  }
}
