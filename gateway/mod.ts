/**
 * The front door of a log pipeline. A batch walks one line, room by room:
 *
 * ```
 * request → admit → transcribe → journal → receipt (2xx)
 *                  │ decode: where fields stand
 *                  └ protect: what is hidden
 * ```
 *
 * `ingest.ts` has that line on one page, `app.ts` the routes, `http_status.ts` the answers.
 */
import { fail, type Failure } from "../contract/mod.ts";
import {
  ANY_EMITTER,
  type Clients,
  createAdmission,
  createAuthenticate,
  createRateLimiter,
  createReceiving,
  createReplayGuard,
  defaultBurst,
  type RateLimits,
  type SharedKv,
} from "./admit/mod.ts";
import { createApp } from "./app.ts";
import { openDoors } from "./doors/mod.ts";
import { createDrain } from "./drain.ts";
import { createIngest, type IngestDeps, storeBatch } from "./ingest.ts";
import { type Claims, createOnce } from "./once/mod.ts";
import type { IncomingRequest } from "./incoming_request.ts";
import type { Journal } from "./journal/mod.ts";
import type { Log } from "./log.ts";
import type { GatewayMetrics } from "./metrics.ts";
import { openApi } from "./openapi.ts";
import { createBlindIndex, createPiiCounts, createScan, createSealer } from "./protect/mod.ts";
import type { Receipt } from "./receipt.ts";
import type { GatewaySettings } from "./settings.ts";
import { type BodyReader, createTranscribe, type Transcribe } from "./transcribe/mod.ts";

export { type Clients, type ClientsResult, createSharedKv, readClients } from "./admit/mod.ts";
export { createFrontDoor } from "./front_door.ts";
export { openSideDoors } from "./side_doors.ts";
export { type IncomingBody, incomingFrom, type IncomingRequest } from "./incoming_request.ts";
export { type Journal, type JournalOptions, nullJournal, openJournal } from "./journal/mod.ts";
export { createBatchKeys } from "./batch_keys.ts";
export { journalObserver } from "./journal_observer.ts";
export { reasonsByStatus } from "./http_status.ts";
export { createLog, framesOf, type Log } from "./log.ts";
export { createMetrics, type GatewayMetrics } from "./metrics.ts";
export { createPiiCounts, createScan } from "./protect/mod.ts";
export { opennessOf } from "./openness.ts";
export { GatewaySettings } from "./settings.ts";

export interface GatewayDeps {
  readonly settings: GatewaySettings;
  readonly version: string;
  readonly journal: Journal;
  /** Of records that cannot be stored; without it none are kept apart. */
  readonly quarantine?: Journal | undefined;
  /** Whose batches are stored once; without it keys are not looked at. */
  readonly claims?: Claims | undefined;
  /** The clients as of now: a reload replaces them. */
  readonly clients: () => Clients;
  readonly kv: SharedKv;
  readonly metrics: GatewayMetrics;
  readonly log: Log;
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly newErrorId: () => string;
  /** Where this is one of several workers: what all of them count. */
  readonly exposition?: (() => Promise<string | undefined>) | undefined;
}

/** How much larger than the largest body a batch may be as it is stored. */
const STORED_GROWTH_MAX = 2;

/** What answers requests; `main.ts` gives it a port. */
export interface Gateway {
  fetch(request: IncomingRequest): Response | Promise<Response>;
  /** Stores a batch of a door that is no HTTP; why not, if so. */
  take(
    door: string,
    bytes: Uint8Array<ArrayBuffer>,
    reader: BodyReader,
  ): Promise<Failure | undefined>;
  /** Takes no new batch; settles when those under way are answered. */
  drain(): Promise<void>;
}

export function createGateway(deps: GatewayDeps): Gateway {
  const { settings, version, journal, metrics, log } = deps;
  const drain = createDrain();
  const unavailable = () => drain.refusal() ?? journal.unavailable();
  const doors = openDoors(settings.LOGOPS_DOORS);
  const admission = admissionOf(deps);
  const ingestDeps: IngestDeps = {
    admission,
    transcribe: transcribeOf(deps),
    unavailable,
    journal,
    once: onceOf(deps),
    identifiesByBody: settings.LOGOPS_IDEMPOTENCY_BY_BODY,
    quarantine: deps.quarantine,
    quarantines: settings.LOGOPS_BAD_RECORDS === "quarantine",
    metrics,
    nowMs: deps.nowMs,
    sampleSize: settings.LOGOPS_DEBUG_SAMPLE ? settings.LOGOPS_DEBUG_SAMPLE_SIZE : 0,
  };
  const ingest = createIngest(ingestDeps);
  const app = createApp({
    ingest,
    doors,
    plain: {
      version,
      unavailable,
      refusalOf(request) {
        const sender = admission.sender(request);
        return sender.ok ? undefined : sender.failure;
      },
    },
    metrics,
    exposition: deps.exposition ?? (() => metrics.registry.metrics()),
    log,
    unavailable,
    enter: drain.enter,
    about: { version, features: features(settings) },
    openapi: openApi(version, settings.LOGOPS_AUTH_MODE, doors),
    monotonicMs: deps.monotonicMs,
    newErrorId: deps.newErrorId,
  });
  return { fetch: app, drain: drain.start, take: takeOf(deps, ingestDeps, drain.enter) };
}

/** Batches that come by a door which knows no sender: the settings say for whom they are. */
function takeOf(deps: GatewayDeps, ingest: IngestDeps, enter: () => () => void): Gateway["take"] {
  const { settings, clients, journal, metrics } = deps;
  return async (door, bytes, reader) => {
    const name = door === "forward" ? "FORWARD" : "SYSLOG";
    const id = settings[`LOGOPS_${name}_CLIENT`];
    const emitter = settings[`LOGOPS_${name}_EMITTER`];
    const client = id === undefined ? undefined : clients().byId(id);
    if (id !== undefined && client === undefined) {
      const detail = `LOGOPS_${name}_CLIENT is the id of no client`;
      return { kind: "state_unavailable", detail, retryAfterSec: CLIENT_RETRY_SEC };
    }
    const leave = enter();
    try {
      const isAny = client === undefined || client.emitter === ANY_EMITTER;
      const origin = { emitter: isAny ? emitter : client.emitter };
      const admitted = { origin, ...(client === undefined ? {} : { client }) };
      const refusal = journal.unavailable() ??
        await ingest.admission.charge(origin, client, bytes.length);
      const result = refusal === undefined
        ? await storeBatch({ admitted, door, reader, bytes }, ingest)
        : fail(refusal);
      if (result.ok) return undefined;
      metrics.rejected(result.failure.kind, origin.emitter, door);
      return result.failure;
    } finally {
      leave();
    }
  };
}

/** A client that is gone from the file may come back with the next reload. */
const CLIENT_RETRY_SEC = 5;

function onceOf({ claims, log }: GatewayDeps) {
  if (claims === undefined) return undefined;
  const onFault = (error: unknown) =>
    log.error("keys_unreadable", { error: error instanceof Error ? error.name : typeof error });
  return createOnce<Receipt>({ claims, onFault });
}

function admissionOf({ settings, clients, kv, metrics, nowMs, monotonicMs }: GatewayDeps) {
  const scan = createScan(settings.LOGOPS_MASK);
  return createAdmission({
    limits: {
      bodyBytesMax: settings.LOGOPS_BODY_BYTES_MAX,
      decodedBytesMax: settings.LOGOPS_DECODED_BYTES_MAX,
    },
    receiving: createReceiving(receivingLimits(settings), monotonicMs),
    authenticate: createAuthenticate({
      mode: settings.LOGOPS_AUTH_MODE,
      clients,
      takesV1: settings.LOGOPS_SIGNATURE_V1,
      onVerified: metrics.signed,
      replayGuard: createReplayGuard(kv),
      nowMs,
    }),
    isPersonal: (name) => scan(name, createPiiCounts()) !== name,
    rateLimiter: createRateLimiter({ kv, nowMs }),
    rateLimits: rateLimitsOf(settings),
  });
}

function receivingLimits(settings: GatewaySettings) {
  const bytesMax = settings.LOGOPS_INFLIGHT_BYTES_MAX;
  return {
    bytesMax,
    senderBytesMax: Math.max(
      settings.LOGOPS_BODY_BYTES_MAX,
      Math.floor(bytesMax * settings.LOGOPS_SENDER_BYTES_SHARE_PCT / 100),
    ),
    timeoutMs: settings.LOGOPS_BODY_TIMEOUT_SEC * 1000,
    rateMin: settings.LOGOPS_BODY_RATE_MIN_BYTES_PER_SEC,
    graceMs: settings.LOGOPS_BODY_GRACE_SEC * 1000,
    bodyBytesMax: settings.LOGOPS_BODY_BYTES_MAX,
  };
}

/** From a body to the lines that are stored. */
function transcribeOf({ settings, metrics }: GatewayDeps): Transcribe {
  const { LOGOPS_SECRET_KEYS: sealKeys, LOGOPS_PII_INDEX_KEYS: indexKeys } = settings;
  return createTranscribe({
    kinds: settings.LOGOPS_MASK,
    keepFields: settings.LOGOPS_MASK_KEEP_FIELDS,
    index: settings.LOGOPS_PII_INDEX && indexKeys !== undefined
      ? createBlindIndex(indexKeys)
      : undefined,
    seal: settings.LOGOPS_ENCRYPT_PII && sealKeys !== undefined
      ? {
        sealer: createSealer({ keys: sealKeys, onSealed: metrics.sealed }),
        fields: settings.LOGOPS_ENCRYPT_FIELDS,
      }
      : undefined,
    joinsLines: settings.LOGOPS_JOIN_LINES,
    replacesBytes: settings.LOGOPS_BAD_BYTES === "replace",
    recordsMax: settings.LOGOPS_BATCH_RECORDS_MAX,
    linesCharsMax: STORED_GROWTH_MAX * settings.LOGOPS_DECODED_BYTES_MAX,
  });
}

function rateLimitsOf(settings: GatewaySettings): RateLimits {
  const rate = (perSec: number, burst: number) =>
    perSec === 0 ? undefined : { perSec, burst: burst === 0 ? defaultBurst(perSec) : burst };
  return {
    requests: rate(
      settings.LOGOPS_RATE_LIMIT_REQUESTS_PER_SEC,
      settings.LOGOPS_RATE_LIMIT_REQUESTS_BURST,
    ),
    bytes: rate(settings.LOGOPS_RATE_LIMIT_BYTES_PER_SEC, settings.LOGOPS_RATE_LIMIT_BYTES_BURST),
  };
}

function features(settings: GatewaySettings): Record<string, unknown> {
  return {
    sink_file: settings.LOGOPS_SINK_FILE,
    fsync: settings.LOGOPS_SINK_FSYNC,
    rotate: settings.LOGOPS_SINK_ROTATE,
    auth: settings.LOGOPS_AUTH_MODE,
    doors: [
      ...openDoors(settings.LOGOPS_DOORS).doors.map(({ name }) => name),
      ...sideDoorNames(settings),
    ],
    tls: settings.LOGOPS_TLS_CERT !== undefined,
    mask: settings.LOGOPS_MASK,
    sealing: settings.LOGOPS_ENCRYPT_PII,
    pii_index: settings.LOGOPS_PII_INDEX,
  };
}

function sideDoorNames(settings: GatewaySettings): string[] {
  return [
    ...(settings.LOGOPS_SYSLOG_TCP_PORT === undefined ? [] : ["syslog_tcp"]),
    ...(settings.LOGOPS_SYSLOG_TLS_PORT === undefined ? [] : ["syslog_tls"]),
    ...(settings.LOGOPS_SYSLOG_UDP_PORT === undefined ? [] : ["syslog_udp"]),
    ...(settings.LOGOPS_OTLP_GRPC_PORT === undefined ? [] : ["otlp_grpc"]),
    ...(settings.LOGOPS_FORWARD_PORT === undefined ? [] : ["forward"]),
  ];
}
