/**
 * The short way of a batch from its body to the journal's lines: JSON is read, normalised, masked and
 * written in one pass (`json_record.ts`), where the rooms on the long way each make objects of it.
 *
 * ```
 * body ─┬─ transcribe ─────────────────────────────────┬─▶ lines
 *       └─ decode → normalise → protect → stringify ───┘
 * ```
 *
 * It must not show: what it gives is, byte for byte and count for count, what the long way gives. An
 * odd record takes the long way by itself; a body that has to be refused takes it as a whole, because
 * the reasons are given there.
 */
import type { Batch } from "../batch.ts";
import { decodeUtf8 } from "../decode/mod.ts";
import { createNormaliseCounts, isRecord, normalise, type Origin } from "../normalise.ts";
import { createMasker, createPiiCounts, type PiiKind } from "../protect/mod.ts";
import { createRecordTranscriber, type LineFrame, type Source } from "./json_record.ts";
import {
  blanksEnd,
  CLOSE_ARRAY,
  COMMA,
  LF,
  objectEnd,
  OPEN_ARRAY,
  OPEN_OBJECT,
  parseJson,
  surplusOf,
} from "./json_text.ts";

export interface TranscribeOptions {
  readonly recordsMax: number;
  readonly linesCharsMax: number;
}

/** `undefined` for a batch that has to go the long way. */
export type Transcribe = (
  format: "json" | "ndjson",
  body: Uint8Array,
  origin: Origin,
) => Batch | undefined;

/** `kinds`: what is masked, in every field. */
export function createTranscribe(
  kinds: readonly PiiKind[],
  { recordsMax, linesCharsMax }: TranscribeOptions,
): Transcribe {
  const transcriber = createRecordTranscriber(kinds);
  const masker = createMasker({ kinds, keepFields: [] });

  /** The lines of one batch, as they come to be. */
  function startBatch(source: Source, frame: LineFrame) {
    const counts = createNormaliseCounts();
    const masked = createPiiCounts();
    const batch = { lines: "", records: 0, counts, masked };

    /** Adds the record that begins at `at`; gives its end, or -1 where the batch cannot go on. */
    function add(at: number): number {
      if (source.bytes[at] !== OPEN_OBJECT || batch.records === recordsMax) return -1;
      const line = transcriber.write(source, at, frame, counts, masked);
      const end = line === undefined ? objectEnd(source.bytes, at) : transcriber.end;
      const added = line ?? longWay(source, at, end);
      if (added === undefined) return -1;
      batch.lines += added;
      batch.records++;
      return batch.lines.length > linesCharsMax ? -1 : end;
    }

    function longWay({ text }: Source, at: number, end: number): string | undefined {
      if (end === -1) return undefined;
      const from = at - source.shift;
      source.shift += surplusOf(source.bytes, at, end);
      const raw = parseJson(text.slice(from, end - source.shift));
      if (!isRecord(raw)) return undefined;
      return JSON.stringify(masker.record(normalise(raw, frame.origin, counts), masked)) + "\n";
    }

    return { batch, add };
  }

  return (format, body, origin) => {
    const text = decodeUtf8(body);
    // A byte order mark is no part of the text.
    if (!text.ok || body[0] === 0xef) return undefined;
    const source = { bytes: body, text: text.value, shift: 0 };
    const { batch, add } = startBatch(source, { origin, originFields: fieldsOf(origin) });
    const isWhole = format === "json" ? addJson(body, add) : addNdjson(body, add);
    transcriber.forget();
    return isWhole ? batch : undefined;
  };

  /** As they stand in a line: `,"emitter":"json","scenario_id":"burst-42"`. */
  function fieldsOf(origin: Origin): string {
    const { emitter, ...others } = normalise({}, origin, createNormaliseCounts());
    const { ts: _ts, level: _level, msg: _msg, ...given } = others;
    const fields = masker.value({ emitter, ...given }, createPiiCounts());
    return `,${JSON.stringify(fields).slice(1, -1)}`;
  }
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
