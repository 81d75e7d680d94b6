/**
 * The path of a batch on one page; every branch on policy is here.
 *
 * ```
 * request → admit → transcribe (read, normalise, mask, seal, write) → journal → receipt
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
import type { Batch } from "./batch.ts";
import { bodyFormat } from "./decode/mod.ts";
import type { IncomingRequest } from "./incoming_request.ts";
import type { Journal } from "./journal/mod.ts";
import type { GatewayMetrics } from "./metrics.ts";
import type { Origin } from "./normalise.ts";
import type { Transcribe } from "./transcribe/mod.ts";
import { z } from "zod";

/** What a client is told of a stored batch. */
export const Receipt = z.object({
  accepted: z.int().min(0).describe("Records stored"),
  quarantined: z.int().min(1).optional().describe(
    "Records that could not be stored and are kept apart, where LOGOPS_BAD_RECORDS is quarantine",
  ),
  ts: z.iso.datetime().describe("Time of receipt, UTC"),
  emitter: z.string(),
  scenario_id: z.string().nullable(),
  missing_ts: z.int().describe("Records that had no timestamp"),
  missing_level: z.int().describe("Records that had no level"),
  unreadable_ts: z.int().describe("Records whose timestamp could not be read; kept as ts_raw"),
  unreadable_level: z.int().describe("Records whose level could not be read; kept as level_raw"),
  replaced: z.int().optional().describe(
    "Characters, U+FFFD, that stand for bytes which are no UTF-8, or for half of a surrogate pair",
  ),
  levels: z.record(Level, z.int()).describe("Records stored, by level"),
  readers: z.record(z.string(), z.int()).optional().describe(
    "Records of text/plain, by the reader that took their line; `text` is none (docs/lines.md)",
  ),
  sample: z.array(LogRecordSchema).optional()
    .describe("The first stored records, when LOGOPS_DEBUG_SAMPLE is true"),
});
export type Receipt = z.infer<typeof Receipt>;

export interface IngestDeps {
  readonly admission: Admission;
  readonly transcribe: Transcribe;
  /** Why no batch can be taken now, if so: asked before a body is read. */
  readonly unavailable: () => Failure | undefined;
  readonly journal: Journal;
  /** Where records are kept that cannot be stored; and whether that is so for who has not chosen. */
  readonly quarantine: Journal | undefined;
  readonly quarantines: boolean;
  readonly metrics: GatewayMetrics;
  readonly nowMs: () => number;
  /** Stored records to show in a receipt; 0 shows none. */
  readonly sampleSize: number;
}

/** Takes one request to its receipt, or to the failure that it is answered with. */
export type Ingest = (request: IncomingRequest) => Promise<Result<Receipt>>;

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
  request: IncomingRequest,
  deps: IngestDeps,
): Promise<Result<Receipt>> {
  const format = bodyFormat(request.headers.get("content-type"));
  if (!format.ok) return format;
  const unavailable = deps.unavailable();
  if (unavailable !== undefined) return fail(unavailable);

  const body = await deps.admission.body(request, admitted);
  if (!body.ok) return body;
  try {
    const { bytes } = body.value;
    const nowMs = deps.nowMs();
    const origin = { ...admitted.origin, receivedTs: new Date(nowMs).toISOString() };
    const chosen = admitted.client?.bad_records;
    const quarantines = deps.quarantine !== undefined &&
      (chosen === undefined ? deps.quarantines : chosen === "quarantine");
    const batch = await deps.transcribe(format.value, bytes, origin, nowMs, { quarantines });
    if (!batch.ok) return batch;
    // What is bad first: a batch that is sent again then costs a second copy there, and no record.
    const failure = await store(batch.value.bad, deps.quarantine ?? deps.journal) ??
      await store(batch.value, deps.journal);
    if (failure !== undefined) return fail(failure);
    deps.metrics.accepted({ ...admitted.origin, ...batch.value });
    return ok(receipt(batch.value, origin, deps.sampleSize));
  } finally {
    body.value.release();
  }
}

const encoder = new TextEncoder();

async function store(
  { lines, records }: Pick<Batch, "lines" | "records">,
  journal: Journal,
): Promise<Failure | undefined> {
  return records === 0 ? undefined : await journal.append(encoder.encode(lines), records);
}

function receipt(
  { lines, records, counts, readers, bad }: Batch,
  origin: Origin,
  sampleSize: number,
): Receipt {
  const { levels, replaced, ...problems } = counts;
  return {
    accepted: records,
    ...(bad.records === 0 ? {} : { quarantined: bad.records }),
    ts: origin.receivedTs,
    emitter: origin.emitter,
    scenario_id: origin.scenarioId ?? null,
    ...problems,
    ...(replaced === 0 ? {} : { replaced }),
    levels,
    ...(readers.size === 0 ? {} : { readers: Object.fromEntries(readers) }),
    ...(sampleSize === 0 ? {} : { sample: firstOf(lines, Math.min(records, sampleSize)) }),
  };
}

function firstOf(lines: string, count: number): LogRecord[] {
  return lines.split("\n", count).map((line) => JSON.parse(line) as LogRecord);
}
