/**
 * The path of a batch on one page; every branch on policy is here.
 *
 * ```
 * request → admit → decode → normalise → protect → journal → receipt
 * ```
 *
 * A batch is taken whole or not at all: the receipt is given once the journal holds every record of
 * it, and a refused batch leaves nothing behind.
 */
import {
  fail,
  type Failure,
  Level,
  type LogRecord,
  LogRecord as LogRecordSchema,
  ok,
  type Result,
} from "../contract/mod.ts";
import { type Admission, type Admitted, UNKNOWN_EMITTER } from "./admit/mod.ts";
import { bodyFormat, decode } from "./decode/mod.ts";
import type { Journal } from "./journal/mod.ts";
import type { GatewayMetrics } from "./metrics.ts";
import {
  createNormaliseCounts,
  isRecord,
  normalise,
  type NormaliseCounts,
  type Origin,
} from "./normalise.ts";
import { createPiiCounts, type PiiCounts, type Protect } from "./protect/mod.ts";
import { z } from "zod";

/** What a client is told of a stored batch. */
export const Receipt = z.object({
  accepted: z.int().min(0).describe("Records stored"),
  ts: z.iso.datetime().describe("Time of receipt, UTC"),
  emitter: z.string(),
  scenario_id: z.string().nullable(),
  missing_ts: z.int().describe("Records that had no timestamp"),
  missing_level: z.int().describe("Records that had no level"),
  unreadable_ts: z.int().describe("Records whose timestamp could not be read; kept as ts_raw"),
  unreadable_level: z.int().describe("Records whose level could not be read; kept as level_raw"),
  levels: z.record(Level, z.int()).describe("Records stored, by level"),
  sample: z.array(LogRecordSchema).optional()
    .describe("The first stored records, when LOGOPS_DEBUG_SAMPLE is true"),
});
export type Receipt = z.infer<typeof Receipt>;

export interface IngestDeps {
  readonly admission: Admission;
  readonly protect: Protect;
  /** Why no batch can be taken now, if so: asked before a body is read. */
  readonly unavailable: () => Failure | undefined;
  readonly journal: Journal;
  readonly metrics: GatewayMetrics;
  readonly nowMs: () => number;
  readonly recordsMax: number;
  /** Characters that a batch may have as stored: the names of a CSV header come back in each record. */
  readonly storedCharsMax: number;
  /** Stored records to show in a receipt; 0 shows none. */
  readonly sampleSize: number;
}

/** Takes one request to its receipt, or to the failure that it is answered with. */
export type Ingest = (request: Request) => Promise<Result<Receipt>>;

export function createIngest(deps: IngestDeps): Ingest {
  return async (request) => {
    const sender = deps.admission.sender(request);
    const result = sender.ok ? await ingestFrom(sender.value, request, deps) : sender;
    if (!result.ok) {
      // A name counts as a label only once it is proven, or where nothing has to be.
      const emitter = sender.ok ? sender.value.origin.emitter : UNKNOWN_EMITTER;
      deps.metrics.rejected(result.failure.kind, emitter);
    }
    return result;
  };
}

async function ingestFrom(
  admitted: Admitted,
  request: Request,
  deps: IngestDeps,
): Promise<Result<Receipt>> {
  const format = bodyFormat(request.headers.get("content-type"));
  if (!format.ok) return format;
  const unavailable = deps.unavailable();
  if (unavailable !== undefined) return fail(unavailable);

  const body = await deps.admission.body(request, admitted);
  if (!body.ok) return body;
  try {
    const nowMs = deps.nowMs();
    const { recordsMax } = deps;
    const decoded = decode(format.value, body.value.bytes, { recordsMax, nowMs });
    if (!decoded.ok) return decoded;
    const origin = { ...admitted.origin, receivedTs: new Date(nowMs).toISOString() };
    const batch = await toBatch(decoded.value, origin, deps.protect);
    if (!batch.ok) return batch;
    const failure = await store(batch.value, deps);
    if (failure !== undefined) return fail(failure);
    const { records, counts, masked } = batch.value;
    deps.metrics.accepted({ ...admitted.origin, records: records.length, counts, masked });
    return ok(receipt(batch.value, origin, deps.sampleSize));
  } finally {
    body.value.release();
  }
}

/** Records as they will be stored, and what was found in them. */
interface Batch {
  readonly records: readonly LogRecord[];
  readonly counts: NormaliseCounts;
  readonly masked: PiiCounts;
}

async function toBatch(
  decoded: readonly unknown[],
  origin: Origin,
  protect: Protect,
): Promise<Result<Batch>> {
  const counts = createNormaliseCounts();
  const clear: LogRecord[] = [];
  const invalid: number[] = [];
  for (let i = 0; i < decoded.length; i++) {
    const raw = decoded[i];
    if (!isRecord(raw)) invalid.push(i);
    else if (invalid.length === 0) clear.push(normalise(raw, origin, counts));
  }
  if (invalid.length > 0) return fail(invalidRecords(invalid));
  const masked = createPiiCounts();
  const records = await protect(clear, masked);
  return records.ok ? ok({ records: records.value, counts, masked }) : records;
}

const INVALID_INDICES_MAX = 50;

function invalidRecords(indices: readonly number[]): Failure {
  return {
    kind: "invalid_records",
    invalid_indices: indices.slice(0, INVALID_INDICES_MAX),
    count: indices.length,
  };
}

const encoder = new TextEncoder();

async function store(
  { records }: Batch,
  { journal, storedCharsMax }: IngestDeps,
): Promise<Failure | undefined> {
  if (records.length === 0) return undefined;
  let lines = "";
  for (let i = 0; i < records.length; i++) {
    lines += JSON.stringify(records[i]) + "\n";
    if (lines.length > storedCharsMax) return { kind: "decoded_too_large", limit: storedCharsMax };
  }
  return await journal.append(encoder.encode(lines), records.length);
}

function receipt({ records, counts }: Batch, origin: Origin, sampleSize: number): Receipt {
  const { levels, ...problems } = counts;
  return {
    accepted: records.length,
    ts: origin.receivedTs,
    emitter: origin.emitter,
    scenario_id: origin.scenarioId ?? null,
    ...problems,
    levels,
    ...(sampleSize === 0 ? {} : { sample: records.slice(0, sampleSize) }),
  };
}
