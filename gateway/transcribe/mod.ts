/**
 * The one way from a body to the journal's lines: readers say where the fields of its records stand,
 * and one writer normalises, masks, indexes, seals and writes each in a single pass.
 *
 * ```
 * body → source → json_reader │ csv_reader │ text_reader → record_writer → batch_writer → lines
 *        text,                  where fields stand            values, masked
 *        characters
 * ```
 *
 * A new format is a reader. One whose bytes are no text hands over what it decodes, value by value. What
 * a door has to know of a body beside its records, it reads itself: `body_reader.ts`.
 */
import { fail, type Failure, ok, type Result } from "../../contract/mod.ts";
import type { Batch } from "../batch.ts";
import { type BodyFormat, unpack } from "../decode/mod.ts";
import type { BodyReader } from "./body_reader.ts";
import type { Origin } from "../normalise.ts";
import {
  type BlindIndex,
  createFieldNames,
  createKeepFields,
  createScan,
  createSealedFields,
  type PiiKind,
  type Sealer,
} from "../protect/mod.ts";
import { type BatchBounds, type BatchWriter, createBatchWriter } from "./batch_writer.ts";
import { readCsv } from "./csv_reader.ts";
import { createGivenReader } from "./given.ts";
import { createHeldFields } from "./held.ts";
import { readJson, readNdjson } from "./json_reader.ts";
import { createLine, releaseLine } from "./line.ts";
import { createRecordWriter } from "./record_writer.ts";
import { createRoles } from "./roles.ts";
import { createShapes } from "./shapes.ts";
import { createSources, decodeBody, type Source, wellFormedJson } from "./source.ts";
import { createStrings } from "./strings.ts";
import { readText, type TextChoices } from "./text_reader.ts";
import { createValueReader } from "./values.ts";

export { createMasker, type Masked, type MaskedLine, type Masker } from "./masker.ts";
export type { BatchWriter } from "./batch_writer.ts";
export { binarySource, type BodyReader, type ReadTools } from "./body_reader.ts";
export { valueEnd } from "./json_reader.ts";
export { blanksEnd, stringEnd } from "./json_text.ts";
export type { RecordWriter } from "./record_writer.ts";
export { BODY_START, type Source } from "./source.ts";
export { readTextLines, type TextChoices } from "./text_reader.ts";

export interface TranscribeOptions extends BatchBounds {
  /** What is masked, in every field but those. */
  readonly kinds: readonly PiiKind[];
  readonly keepFields: readonly string[];
  /** Set where sealing is on: also the fields whose originals are sealed. */
  readonly seal?: { readonly sealer: Sealer; readonly fields: readonly string[] } | undefined;
  /** Whether U+FFFD stands for bytes of text and CSV that are no UTF-8; else such a body is refused. */
  readonly replacesBytes: boolean;
  /** Whether lines of text that go on with the one before join it. */
  readonly joinsLines: boolean;
  /** Set where indexing is on. */
  readonly index?: BlindIndex | undefined;
}

/** Makes a batch of a body that came at `nowMs`, epoch milliseconds. */
export type Transcribe = (
  format: BodyFormat | BodyReader,
  body: Uint8Array,
  origin: Origin,
  nowMs: number,
  choices?: TranscribeChoices,
) => Result<Batch> | Promise<Result<Batch>>;

/** What a sender has chosen, or the gateway for it. */
export interface TranscribeChoices {
  /** Whether records that cannot be stored are kept apart; else the batch is refused for one. */
  readonly quarantines: boolean;
}

const encoder = new TextEncoder();
const REFUSES: TranscribeChoices = { quarantines: false };

export function createTranscribe(options: TranscribeOptions): Transcribe {
  const sourceOf = createSources();
  const parts = createParts(options);

  return (format, body, origin, nowMs, { quarantines } = REFUSES) => {
    const choices = { nowMs, joins: options.joinsLines };
    if (typeof format !== "string") return readByDoor(format, body, origin, choices, quarantines);
    const isJson = format === "json" || format === "ndjson";
    const decoded = decodeBody(sourceOf, body, !isJson && options.replacesBytes);
    if (!decoded.ok) return decoded;
    const { source, replaced } = isJson ? wellFormedJson(decoded.value) : decoded.value;
    const unpacked = isJson ? unpack(format, source.text, options.linesCharsMax) : ok(undefined);
    if (!unpacked.ok) return unpacked;
    const inner = unpacked.value === undefined
      ? ok(source)
      : sourceOf(encoder.encode(unpacked.value));
    if (!inner.ok) return inner;
    const batch = createBatchWriter(parts, origin, options, { quarantines, format });
    batch.counts.replaced = replaced;
    const failure = read(
      unpacked.value === undefined ? format : "ndjson",
      inner.value,
      batch,
      choices,
    );
    releaseLine(parts.line);
    return failure === undefined ? batch.batch() : fail(failure);
  };

  function readByDoor(
    { format, read }: BodyReader,
    body: Uint8Array,
    origin: Origin,
    choices: TextChoices,
    quarantines: boolean,
  ): Result<Batch> | Promise<Result<Batch>> {
    const batch = createBatchWriter(parts, origin, options, { quarantines, format });
    const failure = read(body, batch, {
      ...choices,
      text: (bytes) => decodeBody(sourceOf, bytes, options.replacesBytes),
      json: (bytes) => {
        const decoded = decodeBody(sourceOf, bytes, false);
        return decoded.ok ? ok(wellFormedJson(decoded.value)) : decoded;
      },
    });
    releaseLine(parts.line);
    return failure === undefined ? batch.batch() : fail(failure);
  }
}

function read(
  format: BodyFormat,
  source: Source,
  batch: BatchWriter,
  choices: TextChoices,
): Failure | undefined {
  switch (format) {
    case "json":
      return readJson(source, batch);
    case "ndjson":
      return readNdjson(source, batch);
    case "csv":
      return readCsv(source, batch);
    case "text":
      return readText(source, batch, choices);
  }
}

/** What every batch is written with; it keeps what it learns of names from one to the next. */
function createParts({ kinds, keepFields, seal, index }: TranscribeOptions) {
  const line = createLine();
  const keep = createKeepFields(keepFields);
  const sealed = createSealedFields(seal?.fields);
  const names = createFieldNames(createScan(kinds), kinds);
  const strings = createStrings(line, { kinds, isIndexed: index !== undefined });
  const shapes = createShapes({ keep, sealed, names, maskerOf: strings.maskerOf });
  const masksCards = kinds.includes("card");
  const values = createValueReader(line, { strings, shapes, names, masksCards });
  const given = createGivenReader(line, strings, values);
  const held = createHeldFields(line);
  const sealedNames = sealed.names;
  const roles = createRoles({ line, strings, shapes, values, given, held, sealedNames });
  return {
    ...{ line, strings, roles, index, sealer: seal?.sealer, sealedNames },
    record: createRecordWriter({ line, strings, shapes, values, given, held, roles, names }),
    keepsField: (name: string) => keep.names.has(name),
  };
}
