/**
 * A body → the batch as it is stored, for every format and every setting:
 *
 * ```
 * decode → normalise → protect → lines
 * ```
 *
 * Where protecting is no more than masking there is a shorter way, which gives the same
 * (`transcribe/mod.ts`).
 */
import { fail, type Failure, type LogRecord, ok, type Result } from "../contract/mod.ts";
import type { Batch } from "./batch.ts";
import { type BodyFormat, decode } from "./decode/mod.ts";
import {
  createNormaliseCounts,
  isRecord,
  normalise,
  type NormaliseCounts,
  type Origin,
} from "./normalise.ts";
import { createPiiCounts, type Protect } from "./protect/mod.ts";
import type { Transcribe } from "./transcribe/mod.ts";

export interface PrepareOptions {
  readonly protect: Protect;
  /** Set where protecting is no more than masking, in every field. */
  readonly transcribe?: Transcribe | undefined;
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

export function createPrepare(options: PrepareOptions): Prepare {
  const { protect, transcribe, recordsMax, linesCharsMax } = options;

  /** Failures: `invalid_records`, `decoded_too_large`, and those of sealing. */
  async function toBatch(decoded: readonly unknown[], origin: Origin): Promise<Result<Batch>> {
    const counts = createNormaliseCounts();
    const clear = normaliseAll(decoded, origin, counts);
    if (!clear.ok) return clear;
    const masked = createPiiCounts();
    const records = await protect(clear.value, masked);
    if (!records.ok) return records;
    const lines = toLines(records.value, linesCharsMax);
    if (lines === undefined) return fail({ kind: "decoded_too_large", limit: linesCharsMax });
    return ok({ lines, records: records.value.length, counts, masked });
  }

  return async (format, body, origin, nowMs) => {
    const short = transcribe?.(format, body, origin, nowMs);
    if (short !== undefined) return ok(short);
    const decoded = decode(format, body, { recordsMax, nowMs });
    return decoded.ok ? await toBatch(decoded.value, origin) : decoded;
  };
}

/** NDJSON; `undefined` when it would have more characters than that. */
function toLines(records: readonly unknown[], charsMax: number): string | undefined {
  let lines = "";
  for (let i = 0; i < records.length; i++) {
    lines += JSON.stringify(records[i]) + "\n";
    if (lines.length > charsMax) return undefined;
  }
  return lines;
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
