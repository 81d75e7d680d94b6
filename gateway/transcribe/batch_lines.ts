/** The lines of one batch, as they come to be. */
import type { Batch } from "../batch.ts";
import {
  countLevel,
  createNormaliseCounts,
  isRecord,
  normalise,
  type NormaliseCounts,
  type Origin,
} from "../normalise.ts";
import { createPiiCounts, type Masker, type PiiCounts } from "../protect/mod.ts";
import type { Level } from "../../contract/mod.ts";

export interface TranscribeOptions {
  readonly recordsMax: number;
  readonly linesCharsMax: number;
}

/** What a batch's lines have in common. */
export interface LineFrame {
  readonly origin: Origin;
  /** The fields of the origin as they stand in a line: `,"emitter":"json"`. */
  readonly originFields: string;
}

export interface BatchLines {
  readonly batch: Batch;
  readonly frame: LineFrame;
  readonly counts: NormaliseCounts;
  readonly masked: PiiCounts;
  /** Whether there may be one more record. */
  hasRoom(): boolean;
  /** Each adds a record; false where the batch is too long or cannot have it. */
  add(line: string): boolean;
  addRaw(raw: unknown): boolean;
}

export function createBatchLines(
  origin: Origin,
  masker: Masker,
  { recordsMax, linesCharsMax }: TranscribeOptions,
): BatchLines {
  const counts = createNormaliseCounts();
  const masked = createPiiCounts();
  const batch = { lines: "", records: 0, counts, masked };

  function add(line: string): boolean {
    batch.lines += line;
    batch.records++;
    return batch.lines.length <= linesCharsMax;
  }

  function addRaw(raw: unknown): boolean {
    if (!isRecord(raw)) return false;
    return add(JSON.stringify(masker.record(normalise(raw, origin, counts), masked)) + "\n");
  }

  return {
    batch,
    frame: { origin, originFields: fieldsOf(origin, masker) },
    counts,
    masked,
    hasRoom: () => batch.records < recordsMax,
    add,
    addRaw,
  };
}

/** As they stand in a line: `,"emitter":"json","scenario_id":"burst-42"`. */
function fieldsOf(origin: Origin, masker: Masker): string {
  const { emitter, ...others } = normalise({}, origin, createNormaliseCounts());
  const { ts: _ts, level: _level, msg: _msg, ...given } = others;
  const fields = masker.value({ emitter, ...given }, createPiiCounts());
  return `,${JSON.stringify(fields).slice(1, -1)}`;
}

/**
 * The line of a record, which is counted. `ts` and `level` are `undefined` where the record has none;
 * `msg` is JSON text, and `fields` are the others as they stand in a line, each after a comma.
 */
export function lineOf(
  { origin, originFields }: LineFrame,
  counts: NormaliseCounts,
  ts: string | undefined,
  level: Level | undefined,
  msg: string,
  fields: string,
): string {
  if (ts === undefined) counts.missing_ts++;
  if (level === undefined) counts.missing_level++;
  const found = level ?? "INFO";
  countLevel(counts.levels, found);
  return `{"ts":"${ts ?? origin.receivedTs}","level":"${found}","msg":` + msg + originFields +
    fields + "}\n";
}
