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
import { fail, type Failure, ok, type Result } from "../contract/mod.ts";
import { type Admission, type Admitted, UNKNOWN_EMITTER } from "./admit/mod.ts";
import type { Batch } from "./batch.ts";
import { type BodyFormat, bodyFormat } from "./decode/mod.ts";
import type { IncomingRequest } from "./incoming_request.ts";
import type { Journal } from "./journal/mod.ts";
import type { GatewayMetrics } from "./metrics.ts";
import { createNormaliseCounts, type Origin } from "./normalise.ts";
import {
  bodyPrint,
  idOfBody,
  idOfKey,
  markFields,
  type Once,
  type Outcome,
  readKey,
} from "./once/mod.ts";
import { keptOf, type Receipt, receiptFrom, receiptOf, withSample } from "./receipt.ts";
import type { Transcribe } from "./transcribe/mod.ts";

export interface IngestDeps {
  readonly admission: Admission;
  readonly transcribe: Transcribe;
  /** Why no batch can be taken now, if so: asked before a body is read. */
  readonly unavailable: () => Failure | undefined;
  readonly journal: Journal;
  /** Stores a batch that has a key once; without it keys are not looked at. */
  readonly once: Once<Receipt> | undefined;
  /** Whether a batch without a key is known by sender and body. */
  readonly identifiesByBody: boolean;
  /** Where records are kept that cannot be stored; and whether that is so for who has not chosen. */
  readonly quarantine: Journal | undefined;
  readonly quarantines: boolean;
  readonly metrics: GatewayMetrics;
  readonly nowMs: () => number;
  /** Stored records to show in a receipt; 0 shows none. */
  readonly sampleSize: number;
}

/** Takes one request to its receipt, or to the failure that it is answered with. */
export type Ingest = (request: IncomingRequest) => Promise<Result<Outcome<Receipt>>>;

export function createIngest(deps: IngestDeps): Ingest {
  return async (request) => {
    const sender = deps.admission.sender(request);
    const result = sender.ok ? await ingestFrom(sender.value, request, deps) : sender;
    // A name counts as a label only once it is proven, or where nothing has to be.
    const emitter = sender.ok ? sender.value.origin.emitter : UNKNOWN_EMITTER;
    if (!result.ok) deps.metrics.rejected(result.failure.kind, emitter);
    else if (result.value.replayed) deps.metrics.replayed(emitter);
    return result;
  };
}

async function ingestFrom(
  admitted: Admitted,
  request: IncomingRequest,
  deps: IngestDeps,
): Promise<Result<Outcome<Receipt>>> {
  const format = bodyFormat(request.headers.get("content-type"));
  if (!format.ok) return format;
  const key = readKey(request.headers);
  if (!key.ok) return key;
  const unavailable = deps.unavailable();
  if (unavailable !== undefined) return fail(unavailable);

  const body = await deps.admission.body(request, admitted);
  if (!body.ok) return body;
  try {
    const taken = { admitted, format: format.value, bytes: body.value.bytes };
    const id = deps.once === undefined ? undefined : idOf(taken, key.value, deps);
    if (deps.once === undefined || id === undefined) {
      const receipt = await store(taken, undefined, deps);
      return receipt.ok ? ok({ value: receipt.value, replayed: false }) : receipt;
    }
    const mark = { id, body: bodyPrint(taken.bytes) };
    return await deps.once({
      ...mark,
      remembered: ({ receipt }) =>
        receiptFrom(receipt, createNormaliseCounts().levels, admitted.origin),
      store: () => store(taken, mark, deps),
    });
  } finally {
    body.value.release();
  }
}

/** A body that was let in. */
interface Taken {
  readonly admitted: Admitted;
  readonly format: BodyFormat;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the batch is known by; `undefined` where it is not told from others. */
function idOf(
  { admitted: { origin, client }, format, bytes }: Taken,
  key: string | undefined,
  { identifiesByBody }: IngestDeps,
): string | undefined {
  const scope = { client: client?.id, emitter: origin.emitter, tenantId: origin.tenantId };
  if (key !== undefined) return idOfKey(key, scope);
  return identifiesByBody ? idOfBody(format, bytes, scope) : undefined;
}

interface KeyedBody {
  readonly id: string;
  readonly body: string;
}

/** From the body to the receipt, which is given once the journal holds every record. */
async function store(
  { admitted, format, bytes }: Taken,
  keyed: KeyedBody | undefined,
  deps: IngestDeps,
): Promise<Result<Receipt>> {
  const nowMs = deps.nowMs();
  const origin: Origin = { ...admitted.origin, receivedTs: new Date(nowMs).toISOString() };
  const chosen = admitted.client?.bad_records;
  const quarantines = deps.quarantine !== undefined &&
    (chosen === undefined ? deps.quarantines : chosen === "quarantine");
  const batch = await deps.transcribe(format, bytes, origin, nowMs, { quarantines });
  if (!batch.ok) return batch;
  const receipt = receiptOf(batch.value, origin);
  const lines = keyed === undefined ? batch.value.lines : markedLines(batch.value, keyed, receipt);
  // What is bad first: a batch that is sent again then costs a second copy there, and no record.
  const failure = await append(batch.value.bad, deps.quarantine ?? deps.journal) ??
    await append({ ...batch.value, lines }, deps.journal, keyed?.id);
  if (failure !== undefined) return fail(failure);
  deps.metrics.accepted({ ...admitted.origin, ...batch.value });
  return ok(withSample(receipt, batch.value, deps.sampleSize));
}

/** The lines with the batch's key and receipt among them. */
function markedLines(batch: Batch, { id, body }: KeyedBody, receipt: Receipt): string {
  const mark = { id, body, receipt: keptOf(receipt) };
  const { first, last } = markFields(mark, batch.records);
  return batch.withFields(first, last);
}

const encoder = new TextEncoder();

async function append(
  { lines, records }: Pick<Batch, "lines" | "records">,
  journal: Journal,
  key?: string,
): Promise<Failure | undefined> {
  return records === 0 ? undefined : await journal.append(encoder.encode(lines), records, key);
}
