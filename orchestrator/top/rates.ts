/**
 * What a gateway did between two readings of its metrics. A counter that went back began anew: the
 * process was started again, and what it counts now is what it did since.
 */
import type { Samples } from "../judge/mod.ts";

export interface Reading {
  readonly atMs: number;
  readonly samples: Samples;
}

export interface Named {
  readonly name: string;
  readonly perSec: number;
}

export interface EmitterRates extends Named {
  readonly batchesPerSec: number;
  readonly rejectedPerSec: number;
}

export interface SinkRates extends Named {
  readonly lagBytes: number;
  readonly dead: number;
  /** Why it stands still, if it does. */
  readonly waiting: string | undefined;
}

export interface Rates {
  readonly version: string | undefined;
  readonly recordsPerSec: number;
  readonly batchesPerSec: number;
  readonly bytesPerSec: number;
  /** Of requests in the interval, from head to answer; undefined where there were none. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly fsyncP99Ms: number | undefined;
  readonly inflight: number;
  readonly connections: number;
  readonly pendingBytes: number;
  readonly rejectedPerSec: number;
  readonly maskedPerSec: number;
  readonly replayedPerSec: number;
  readonly emitters: readonly EmitterRates[];
  readonly reasons: readonly Named[];
  readonly masked: readonly Named[];
  readonly sinks: readonly SinkRates[];
}

export function ratesBetween(before: Reading, after: Reading): Rates {
  const sec = Math.max(0.001, (after.atMs - before.atMs) / 1000);
  const grown = increases(before.samples, after.samples);
  const per = (name: string) => sum(grown, name) / sec;
  const now = (name: string) => sum(after.samples, name);
  const by = (name: string, label: string) => byLabel(grown, name, label, sec);
  const records = new Map(by("logops_ingested_total", "emitter").map((one) => [one.name, one]));
  const batches = byLabel(grown, "logops_accepted_total", "emitter", sec);
  const rejected = byLabel(grown, "logops_rejected_total", "emitter", sec);
  const emitters = new Set([
    ...records.keys(),
    ...[...batches, ...rejected].map(({ name }) => name),
  ]);
  const of = (list: readonly Named[], name: string) =>
    list.find((one) => one.name === name)?.perSec ?? 0;
  return {
    version: after.samples.find(({ name }) => name === "logops_build_info")?.labels.version,
    recordsPerSec: per("logops_ingested_total"),
    batchesPerSec: per("logops_accepted_total"),
    bytesPerSec: per("logops_journal_bytes_total"),
    p50Ms: quantileMs(grown, "logops_batch_latency_seconds", 0.5),
    p99Ms: quantileMs(grown, "logops_batch_latency_seconds", 0.99),
    fsyncP99Ms: quantileMs(grown, "logops_journal_fsync_seconds", 0.99),
    inflight: now("logops_inflight"),
    connections: now("logops_connections"),
    pendingBytes: now("logops_journal_pending_bytes"),
    rejectedPerSec: per("logops_rejected_total"),
    maskedPerSec: per("logops_pii_masked_total"),
    replayedPerSec: per("logops_replayed_total"),
    emitters: [...emitters].map((name) => ({
      name,
      perSec: records.get(name)?.perSec ?? 0,
      batchesPerSec: of(batches, name),
      rejectedPerSec: of(rejected, name),
    })).toSorted((one, other) =>
      other.perSec - one.perSec || other.rejectedPerSec - one.rejectedPerSec
    ),
    reasons: by("logops_rejected_total", "reason"),
    masked: by("logops_pii_masked_total", "kind"),
    sinks: by("logops_deliver_records_total", "sink").map(({ name, perSec }) => ({
      ...{ name, perSec },
      lagBytes: ofSink(after.samples, "logops_deliver_lag_bytes", name),
      dead: ofSink(after.samples, "logops_deliver_dead_total", name),
      waiting: after.samples.find((one) =>
        one.name === "logops_deliver_waiting" && one.labels.sink === name && one.value > 0
      )?.labels.reason,
    })),
  };
}

/** Each series by how much it grew. */
function increases(before: Samples, after: Samples): Samples {
  const was = new Map(before.map((one) => [seriesOf(one), one.value]));
  return after.map((one) => {
    const then = was.get(seriesOf(one)) ?? 0;
    return { ...one, value: one.value < then ? one.value : one.value - then };
  });
}

function seriesOf({ name, labels }: Samples[number]): string {
  return JSON.stringify([name, ...Object.entries(labels).toSorted(([a], [b]) => a < b ? -1 : 1)]);
}

function sum(samples: Samples, name: string): number {
  return samples.reduce((total, one) => one.name === name ? total + one.value : total, 0);
}

function ofSink(samples: Samples, name: string, sink: string): number {
  return sum(samples.filter(({ labels }) => labels.sink === sink), name);
}

/** Largest first; those that did not grow are left out, but for sinks, which stand there anyway. */
function byLabel(grown: Samples, name: string, label: string, sec: number): Named[] {
  const sums = new Map<string, number>();
  for (const one of grown) {
    const value = one.labels[label];
    if (one.name === name && value !== undefined) {
      sums.set(value, (sums.get(value) ?? 0) + one.value);
    }
  }
  return [...sums].map(([name, n]) => ({ name, perSec: n / sec }))
    .filter(({ perSec }) => perSec > 0 || label === "sink")
    .toSorted((one, other) => other.perSec - one.perSec);
}

/** By buckets, as `histogram_quantile` of Prometheus: within a bucket all is spread evenly. */
function quantileMs(grown: Samples, name: string, share: number): number | undefined {
  const buckets = new Map<number, number>();
  for (const one of grown) {
    if (one.name !== `${name}_bucket`) continue;
    const le = one.labels.le === "+Inf" ? Infinity : Number(one.labels.le);
    buckets.set(le, (buckets.get(le) ?? 0) + one.value);
  }
  const sorted = [...buckets].toSorted(([one], [other]) => one - other);
  const total = sorted.at(-1)?.[1] ?? 0;
  if (total === 0) return undefined;
  const rank = share * total;
  let [from, below] = [0, 0];
  for (const [le, count] of sorted) {
    if (count >= rank) {
      const isEndless = le === Infinity || count === below;
      return 1000 * (isEndless ? from : from + (le - from) * (rank - below) / (count - below));
    }
    [from, below] = [le, count];
  }
  return undefined;
}
