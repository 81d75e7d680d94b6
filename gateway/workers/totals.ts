/**
 * What all workers count, added up: the last snapshot of each that runs, and what those counted that
 * run no more. So a counter of the sum never goes back because a worker ended.
 *
 * prom-client adds them by the `aggregator` of each metric: counters, histograms and most gauges
 * are summed; `logops_build_info` is the same in all, and stays 1. Gauges end with their worker.
 */
import { createLabelCap } from "../metrics.ts";
import type { MetricSnapshot, Snapshot } from "./messages.ts";
import { AggregatorRegistry, type Registry } from "prom-client";

export interface Totals {
  /** What `worker` has counted since it started. */
  update(worker: number, snapshot: Snapshot): void;
  /** `worker` has ended: what it counted is kept. */
  retire(worker: number): void;
  /** The sum with `own`, as Prometheus reads it. */
  expose(own: Snapshot): Promise<string>;
}

/** Labels whose values clients choose: a worker caps them, and so must who outlives many workers. */
const CAPPED_LABELS = ["emitter", "scenario"] as const;

export function createTotals(labelValuesMax: number): Totals {
  const latest = new Map<number, Snapshot>();
  const caps = CAPPED_LABELS.map((name) => [name, createLabelCap(labelValuesMax)] as const);
  let kept: Snapshot = [];

  const capped = (metric: MetricSnapshot): MetricSnapshot => ({
    ...metric,
    values: metric.values.map((value) => {
      const labels = { ...value.labels };
      for (const [name, cap] of caps) {
        if (labels[name] !== undefined) labels[name] = cap(String(labels[name]));
      }
      return { ...value, labels };
    }),
  });

  return {
    update: (worker, snapshot) => void latest.set(worker, snapshot),
    retire(worker) {
      const snapshot = latest.get(worker) ?? [];
      latest.delete(worker);
      const counts = snapshot.filter(({ type }) => type !== "gauge").map(capped);
      kept = metricsOf(add([kept, counts]));
    },
    expose: (own) => add([...latest.values(), kept, own]).metrics(),
  };
}

function add(snapshots: readonly Snapshot[]): Registry {
  return AggregatorRegistry.aggregate(snapshots.map((snapshot) => [...snapshot]));
}

/** The registry's metrics are the sums themselves: prom-client types them as their sources. */
function metricsOf(registry: Registry): Snapshot {
  return (registry.getMetricsAsArray() as unknown as MetricSnapshot[]).map(
    ({ name, help, type, aggregator, values }) => ({ name, help, type, aggregator, values }),
  );
}
