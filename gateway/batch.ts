/**
 * A body → the batch as it is stored, for every format and every setting:
 *
 * ```
 * decode → normalise → protect → lines
 * ```
 *
 * Plain JSON has a shorter way (`transcribe/mod.ts`), which gives the same.
 */
import { fail, type Failure, type LogRecord, ok, type Result } from "../contract/mod.ts";
import { type BodyFormat, decode } from "./decode/mod.ts";
import {
  createNormaliseCounts,
  isRecord,
  normalise,
  type NormaliseCounts,
  type Origin,
} from "./normalise.ts";
import { createPiiCounts, type PiiCounts, type Protect } from "./protect/mod.ts";

/** Records as they will be stored, and what was found in them. */
export interface Batch {
  /** NDJSON; each line with its line feed. */
  readonly lines: string;
  readonly records: number;
  readonly counts: NormaliseCounts;
  readonly masked: PiiCounts;
}

export interface PrepareOptions {
  readonly protect: Protect;
  readonly recordsMax: number;
  /** Characters that a batch may have as stored: the names of a CSV header come back in each record. */
  readonly linesCharsMax: number;
}

/** Makes a batch of a body that came at `nowMs`, epoch milliseconds. */
export type Prepare = (
  format: BodyFormat,
  body: Uint8Array,
  origin: Origin,
  nowMs: number,
) => Promise<Result<Batch>>;

export function createPrepare({ protect, recordsMax, linesCharsMax }: PrepareOptions): Prepare {
  return async (format, body, origin, nowMs) => {
    const decoded = decode(format, body, { recordsMax, nowMs });
    if (!decoded.ok) return decoded;
    const counts = createNormaliseCounts();
    const clear = normaliseAll(decoded.value, origin, counts);
    if (!clear.ok) return clear;
    const masked = createPiiCounts();
    const records = await protect(clear.value, masked);
    if (!records.ok) return records;
    let lines = "";
    for (const record of records.value) {
      lines += JSON.stringify(record) + "\n";
      if (lines.length > linesCharsMax) {
        return fail({ kind: "decoded_too_large", limit: linesCharsMax });
      }
    }
    return ok({ lines, records: records.value.length, counts, masked });
  };
}

function normaliseAll(
  decoded: readonly unknown[],
  origin: Origin,
  counts: NormaliseCounts,
): Result<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  const invalid: number[] = [];
  for (let i = 0; i < decoded.length; i++) {
    const raw = decoded[i];
    if (!isRecord(raw)) invalid.push(i);
    else if (invalid.length === 0) records.push(normalise(raw, origin, counts));
  }
  return invalid.length > 0 ? fail(invalidRecords(invalid)) : ok(records);
}

const INVALID_INDICES_MAX = 50;

function invalidRecords(indices: readonly number[]): Failure {
  return {
    kind: "invalid_records",
    invalid_indices: indices.slice(0, INVALID_INDICES_MAX),
    count: indices.length,
  };
}
