/**
 * Every metric of the gateway, by name and label, and the few verbs that move them. Counters are
 * moved once per batch, never per record; gauges that move with each request are read when asked for.
 *
 * Label values that a client chooses are capped: past the bound they count as `other`.
 */
import { type FailureKind, type Level, LEVELS } from "../contract/mod.ts";
import { SIGNATURE_VERSIONS, type SignatureVersion } from "./admit/mod.ts";
import { type ConnectionMetrics, createConnectionMetrics } from "./connection_metrics.ts";
import { READER_NAMES } from "./decode/mod.ts";
import { DOOR_NAMES, OWN_DOOR } from "./doors/mod.ts";
import type { NormaliseCounts } from "./normalise.ts";
import { createSideDoorMetrics, type SideDoorMetrics } from "./side_door_metrics.ts";
import { PII_KINDS, type PiiCounts } from "./protect/mod.ts";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

const LATENCY_BUCKETS_SEC = [.005, .01, .025, .05, .1, .25, .5, 1, 2, 5];
const FSYNC_BUCKETS_SEC = [.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5];
const BATCH_SIZE_BUCKETS = [1, 5, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];

/** Failures that say: this body is not what its content type calls it. */
const PARSE_FAILURES: ReadonlySet<FailureKind> = new Set<FailureKind>([
  "bad_json",
  "bad_ndjson",
  "bad_csv",
  "bad_utf8",
  "bad_protobuf",
  "bad_envelope",
  "bad_compression",
]);

const BY_EMITTER = ["missing_ts", "missing_level", "unreadable_ts", "unreadable_level"] as const;

/** What a stored batch was. */
export interface AcceptedBatch {
  readonly emitter: string;
  /** The dialect that it came in. */
  readonly door: string;
  readonly scenarioId?: string | undefined;
  readonly records: number;
  readonly counts: NormaliseCounts;
  readonly masked: PiiCounts;
  /** Records of text, by what has read their line. */
  readonly readers: ReadonlyMap<string, number>;
  readonly bad: { readonly records: number };
}

export interface GatewayMetrics {
  readonly registry: Registry;
  requestStarted(): void;
  /** `seconds` from the request's head to its answer. */
  requestEnded(seconds: number): void;
  accepted(batch: AcceptedBatch): void;
  rejected(reason: FailureKind | "internal", emitter: string, door: string): void;
  /** A batch was sent again, and not stored again. */
  replayed(emitter: string): void;
  /** Keys were forgotten before their time, because there were too many. */
  keysForgotten(keys: number): void;
  /** Has `count` asked for when metrics are: the keys that are known. */
  watchKeys(count: () => number): void;
  /** A request was signed, and is who it says. */
  signed(version: SignatureVersion): void;
  /** The originals of so many records were sealed with the key `kid`. */
  sealed(kid: string, records: number): void;
  /** An operation on shared state failed, or was too slow. */
  kvFailed(operation: string): void;
  readonly journal: JournalMetrics;
  readonly connections: ConnectionMetrics;
  readonly sideDoors: SideDoorMetrics;
}

/** What the journal reports. */
export interface JournalMetrics {
  written(bytes: number, records: number): void;
  synced(seconds: number): void;
  pending(bytes: number): void;
  failed(kind: FailureKind): void;
  torn(lines: number, bytes: number): void;
}

export interface GatewayMetricsOptions {
  readonly version: string;
  readonly labelValuesMax: number;
}

export function createMetrics({ version, labelValuesMax }: GatewayMetricsOptions): GatewayMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter({ name, help, labelNames, registers });

  const accepted = counter("logops_accepted_total", "Batches stored", ["emitter"]);
  const ingested = counter("logops_ingested_total", "Records stored", ["emitter", "level"]);
  const ingestedByScenario = counter(
    "logops_ingested_scenario_total",
    "Records stored that belong to a scenario run",
    ["emitter", "level", "scenario"],
  );
  const byEmitter = {
    missing_ts: counter("logops_missing_ts_total", "Records without a timestamp", ["emitter"]),
    missing_level: counter("logops_missing_level_total", "Records without a level", ["emitter"]),
    unreadable_ts: counter(
      "logops_unreadable_ts_total",
      "Records with a timestamp that cannot be read",
      ["emitter"],
    ),
    unreadable_level: counter(
      "logops_unreadable_level_total",
      "Records with a level that cannot be read",
      ["emitter"],
    ),
  } as const;
  const parseErrors = counter(
    "logops_parse_errors_total",
    "Bodies that are not what their content type says",
    ["emitter"],
  );
  const rejected = counter("logops_rejected_total", "Batches refused", ["reason", "emitter"]);
  const recordsByDoor = counter(
    "logops_door_records_total",
    "Records stored, by the dialect that they came in; logops is our own",
    ["door"],
  );
  for (const door of [OWN_DOOR, ...DOOR_NAMES]) recordsByDoor.inc({ door }, 0);
  const rejectedByDoor = counter(
    "logops_door_rejected_total",
    "Batches refused, by the dialect that they came in",
    ["door", "reason"],
  );
  const masked = counter("logops_pii_masked_total", "PII values masked", ["kind"]);
  for (const kind of PII_KINDS) masked.inc({ kind }, 0);
  const unread = counter(
    "logops_pii_unread_total",
    "Texts that were too costly to look through, and were masked whole from there on",
  );
  const replaced = counter(
    "logops_replaced_characters_total",
    "Characters, U+FFFD, that stand for bytes which are no UTF-8, or for half of a surrogate pair",
    ["emitter"],
  );
  const quarantined = counter(
    "logops_quarantined_records_total",
    "Records that could not be stored and are kept apart",
    ["emitter"],
  );
  const linesRead = counter(
    "logops_lines_read_total",
    "Records of text/plain, by the reader that took their line; text is none",
    ["reader"],
  );
  for (const reader of READER_NAMES) linesRead.inc({ reader }, 0);
  const sealed = counter("logops_pii_sealed_total", "Records with sealed originals", ["kid"]);
  const signed = counter("logops_signed_requests_total", "Requests with a good signature", [
    "version",
  ]);
  for (const version of SIGNATURE_VERSIONS) signed.inc({ version }, 0);
  const kvErrors = counter(
    "logops_kv_errors_total",
    "Operations on shared state that failed or were too slow",
    ["operation"],
  );
  const replayed = counter(
    "logops_replayed_total",
    "Batches that were sent again under their key, and not stored again",
    ["emitter"],
  );
  const keysForgotten = counter(
    "logops_batch_keys_forgotten_total",
    "Keys of batches that were forgotten before their time, because there were too many",
  );
  let countKeys = () => 0;
  new Gauge({
    name: "logops_batch_keys",
    help: "Keys of batches that are known",
    registers,
    collect() {
      this.set(countKeys());
    },
  });
  let inflight = 0;
  new Gauge({
    name: "logops_inflight",
    help: "Requests being worked on",
    registers,
    collect() {
      this.set(inflight);
    },
  });
  const batchSize = new Histogram({
    name: "logops_batch_size",
    help: "Records in a stored batch",
    buckets: BATCH_SIZE_BUCKETS,
    registers,
  });
  const latency = new Histogram({
    name: "logops_batch_latency_seconds",
    help: "From the head of a request to its answer",
    buckets: LATENCY_BUCKETS_SEC,
    registers,
  });
  new Gauge({
    name: "logops_build_info",
    help: "Always 1; the version is in the label",
    labelNames: ["version"],
    aggregator: "first", // of several workers, that is
    registers,
  }).set({ version }, 1);

  const emitterLabel = createLabelCap(labelValuesMax);
  const accepting = new Set<string>();
  const scenarioLabel = createLabelCap(labelValuesMax);

  return {
    registry,
    requestStarted: () => void inflight++,
    requestEnded(seconds) {
      inflight--;
      latency.observe(seconds);
    },
    accepted(batch) {
      const emitter = emitterLabel(batch.emitter);
      accepted.inc({ emitter });
      batchSize.observe(batch.records);
      recordsByDoor.inc({ door: batch.door }, batch.records);
      const isFirst = !accepting.has(emitter);
      if (isFirst) {
        accepting.add(emitter);
        replayed.inc({ emitter }, 0);
      }
      for (const name of BY_EMITTER) {
        const records = batch.counts[name];
        // A series is there from an emitter's first batch on, with 0: rates need a start.
        if (records > 0 || isFirst) byEmitter[name].inc({ emitter }, records);
      }
      if (batch.bad.records > 0 || isFirst) quarantined.inc({ emitter }, batch.bad.records);
      addByLevel(batch.counts.levels, (level, n) => ingested.inc({ emitter, level }, n));
      if (batch.scenarioId !== undefined) {
        const scenario = scenarioLabel(batch.scenarioId);
        addByLevel(
          batch.counts.levels,
          (level, n) => ingestedByScenario.inc({ emitter, level, scenario }, n),
        );
      }
      for (const kind of PII_KINDS) {
        if (batch.masked[kind] > 0) masked.inc({ kind }, batch.masked[kind]);
      }
      if (batch.counts.replaced > 0) replaced.inc({ emitter }, batch.counts.replaced);
      for (const [reader, n] of batch.readers) linesRead.inc({ reader }, n);
      if (batch.masked.unread > 0) unread.inc(batch.masked.unread);
    },
    rejected(reason, emitter, door) {
      rejectedByDoor.inc({ door, reason });
      const label = emitterLabel(emitter);
      rejected.inc({ reason, emitter: label });
      if (PARSE_FAILURES.has(reason as FailureKind)) parseErrors.inc({ emitter: label });
    },
    replayed: (emitter) => replayed.inc({ emitter: emitterLabel(emitter) }),
    keysForgotten: (keys) => keysForgotten.inc(keys),
    watchKeys: (count) => void (countKeys = count),
    signed: (version) => signed.inc({ version }),
    sealed: (kid, records) => sealed.inc({ kid }, records),
    kvFailed: (operation) => kvErrors.inc({ operation }),
    journal: createJournalMetrics(registry),
    connections: createConnectionMetrics(registry),
    sideDoors: createSideDoorMetrics(registry),
  };
}

function addByLevel(
  levels: Readonly<Record<Level, number>>,
  add: (level: Level, records: number) => void,
): void {
  for (const level of LEVELS) {
    if (levels[level] > 0) add(level, levels[level]);
  }
}

function createJournalMetrics(registry: Registry): JournalMetrics {
  const registers = [registry];
  const bytes = new Counter({
    name: "logops_journal_bytes_total",
    help: "Bytes written to journal files",
    registers,
  });
  const records = new Counter({
    name: "logops_journal_records_total",
    help: "Records written to journal files",
    registers,
  });
  const fsync = new Histogram({
    name: "logops_journal_fsync_seconds",
    help: "How long a sync to disk took",
    buckets: FSYNC_BUCKETS_SEC,
    registers,
  });
  let pendingBytes = 0;
  new Gauge({
    name: "logops_journal_pending_bytes",
    help: "Bytes that wait to be written",
    registers,
    collect() {
      this.set(pendingBytes);
    },
  });
  const errors = new Counter({
    name: "logops_journal_errors_total",
    help: "Writes or syncs that failed",
    labelNames: ["reason"],
    registers,
  });
  const tornLines = new Counter({
    name: "logops_journal_torn_lines_total",
    help: "Lines cut short by a crash and set aside at start",
    registers,
  });
  return {
    written(n, lines) {
      bytes.inc(n);
      records.inc(lines);
    },
    synced: (seconds) => fsync.observe(seconds),
    pending: (n) => void (pendingBytes = n),
    failed: (reason) => errors.inc({ reason }),
    torn: (lines) => tornLines.inc(lines),
  };
}

/** Passes the first `valuesMax` distinct values through; every further one becomes `other`. */
export function createLabelCap(valuesMax: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= valuesMax) return "other";
    known.add(value);
    return value;
  };
}
