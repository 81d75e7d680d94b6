/**
 * The short way of a batch from its body to the journal's lines: each record is read, normalised,
 * masked and written in one pass over its bytes, where the rooms on the long way each make objects of
 * it.
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
import { type BodyFormat, decodeUtf8 } from "../decode/mod.ts";
import type { Origin } from "../normalise.ts";
import { createFieldNames, createMasker, createScan, type PiiKind } from "../protect/mod.ts";
import { createBatchLines, type TranscribeOptions } from "./batch_lines.ts";
import { addCsvBody } from "./csv_body.ts";
import { addJsonBody } from "./json_body.ts";
import { createRecordTranscriber } from "./json_record.ts";
import { createRawStrings } from "./raw_strings.ts";
import { createShapes } from "./shapes.ts";
import { createPaddedSources, sourceOf } from "./source.ts";
import { addTextBody } from "./text_body.ts";

export type { RecordWriter } from "./record_writer.ts";
export type { TranscribeOptions };

/**
 * Reads a body that came at `nowMs`, epoch milliseconds; `undefined` for a batch that has to go the
 * long way.
 */
export type Transcribe = (
  format: BodyFormat,
  body: Uint8Array,
  origin: Origin,
  nowMs: number,
) => Batch | undefined;

/** `kinds`: what is masked, in every field. */
export function createTranscribe(
  kinds: readonly PiiKind[],
  options: TranscribeOptions,
): Transcribe {
  const masker = createMasker({ kinds, keepFields: [] });
  const transcriber = createRecordTranscriber(kinds);
  const strings = createRawStrings(kinds);
  const names = createFieldNames(createScan(kinds), kinds);
  const columns = createShapes(names);
  const parameters = createShapes(names);
  const padded = createPaddedSources();

  return (format, body, origin, nowMs) => {
    const text = decodeUtf8(body);
    // A byte order mark is no part of the text.
    if (!text.ok || body[0] === 0xef) return undefined;
    const lines = createBatchLines(origin, masker, options);
    switch (format) {
      case "json":
      case "ndjson": {
        const source = sourceOf(body, text.value);
        return addJsonBody(format, source, lines, transcriber) ? lines.batch : undefined;
      }
      case "csv": {
        const source = padded(body, text.value);
        return addCsvBody(source, lines, strings, columns) ? lines.batch : undefined;
      }
      case "text": {
        const source = padded(body, text.value);
        return addTextBody(source, lines, strings, parameters, nowMs) ? lines.batch : undefined;
      }
    }
  };
}
