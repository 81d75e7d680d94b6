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
import type { BodyFormat } from "./decode/mod.ts";
import type { Exchange } from "./doors/mod.ts";
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
import type { BodyReader, Transcribe } from "./transcribe/mod.ts";

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
export type Ingest = (
  request: IncomingRequest,
  door: string,
  exchange: Exchange,
) => Promise<Result<Outcome<Receipt>>>;

export function createIngest(deps: IngestDeps): Ingest {
  return async (request, door, exchange) => {
    const sender = deps.admission.sender(request);
    const result = sender.ok
      ? await ingestFrom(sender.value, request, { door, exchange }, deps)
      : sender;
    // A name counts as a label only once it is proven, or where nothing has to be.
    const emitter = sender.ok ? sender.value.origin.emitter : UNKNOWN_EMITTER;
    if (!result.ok) deps.metrics.rejected(result.failure.kind, emitter, door);
    else if (result.value.replayed) deps.metrics.replayed(emitter);
    return result;
  };
}

async function ingestFrom(
  admitted: Admitted,
  request: IncomingRequest,
  { door, exchange }: { readonly door: string; readonly exchange: Exchange },
  deps: IngestDeps,
): Promise<Result<Outcome<Receipt>>> {
  if (exchange.refusal !== undefined) return fail(exchange.refusal);
  const key = readKey(request.headers);
  if (!key.ok) return key;
  const unavailable = deps.unavailable();
  if (unavailable !== undefined) return fail(unavailable);

  const body = await deps.admission.body(request, admitted);
  if (!body.ok) return body;
  try {
    const { bytes } = body.value;
    const taken = { admitted, door, reader: exchange.reader(bytes), bytes };
    const id = deps.once === undefined ? undefined : idOf(taken, key.value, deps);
    if (deps.once === undefined || id === undefined) {
      const receipt = await storeBatch(taken, deps);
      return receipt.ok ? ok({ value: receipt.value, replayed: false }) : receipt;
    }
    const mark = { id, body: bodyPrint(taken.bytes) };
    const outcome = await deps.once({
      ...mark,
      remembered: ({ receipt }) =>
        receiptFrom(receipt, createNormaliseCounts().levels, admitted.origin),
      store: () => storeBatch(taken, deps, mark),
    });
    // What is told of each record is read from the body again, and not stored.
    if (outcome.ok && outcome.value.replayed && exchange.tellsOfRecords === true) {
      await transcribed(taken, deps);
    }
    return outcome;
  } finally {
    body.value.release();
  }
}

/** A body that was let in, by whatever door it came. */
export interface Taken {
  readonly admitted: Pick<Admitted, "origin" | "client">;
  readonly door: string;
  readonly reader: BodyFormat | BodyReader;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the batch is known by; `undefined` where it is not told from others. */
function idOf(
  { admitted: { origin, client }, door, reader, bytes }: Taken,
  key: string | undefined,
  { identifiesByBody }: IngestDeps,
): string | undefined {
  const scope = { client: client?.id, emitter: origin.emitter, tenantId: origin.tenantId };
  if (key !== undefined) return idOfKey(key, scope);
  return identifiesByBody
    ? idOfBody(typeof reader === "string" ? reader : door, bytes, scope)
    : undefined;
}

interface KeyedBody {
  readonly id: string;
  readonly body: string;
}

/** From the body to the receipt, which is given once the journal holds every record. */
export async function storeBatch(
  taken: Taken,
  deps: IngestDeps,
  keyed?: KeyedBody,
): Promise<Result<Receipt>> {
  const { admitted, door } = taken;
  const { batch, origin } = await transcribed(taken, deps);
  if (!batch.ok) return batch;
  const receipt = receiptOf(batch.value, origin);
  const lines = keyed === undefined ? batch.value.lines : markedLines(batch.value, keyed, receipt);
  // What is bad first: a batch that is sent again then costs a second copy there, and no record.
  const failure = await append(batch.value.bad, deps.quarantine ?? deps.journal) ??
    await append({ ...batch.value, lines }, deps.journal, keyed?.id);
  if (failure !== undefined) return fail(failure);
  deps.metrics.accepted({ ...admitted.origin, ...batch.value, door });
  return ok(withSample(receipt, batch.value, deps.sampleSize));
}

async function transcribed({ admitted, reader, bytes }: Taken, deps: IngestDeps) {
  const nowMs = deps.nowMs();
  const origin: Origin = { ...admitted.origin, receivedTs: new Date(nowMs).toISOString() };
  const chosen = admitted.client?.bad_records;
  const quarantines = deps.quarantine !== undefined &&
    (chosen === undefined ? deps.quarantines : chosen === "quarantine");
  return { batch: await deps.transcribe(reader, bytes, origin, nowMs, { quarantines }), origin };
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
