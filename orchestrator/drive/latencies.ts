/** Latencies as an HDR histogram: three significant digits, from 1 µs to an hour, in fixed memory. */
import { build, type Histogram } from "hdr-histogram-js";

/** Milliseconds; `undefined` while nothing has been measured. */
export interface LatencySummary {
  readonly count: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly maxMs?: number;
}

export interface Latencies {
  record(latencyMs: number): void;
  summary(): LatencySummary;
  histogram: Histogram;
}

const US_PER_MS = 1000;
const LATENCY_US_MAX = 3_600_000_000;

export function createLatencies(): Latencies {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LATENCY_US_MAX,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });
  return {
    histogram,
    record(latencyMs) {
      const us = Math.round(latencyMs * US_PER_MS);
      histogram.recordValue(Math.min(LATENCY_US_MAX, Math.max(1, us)));
    },
    summary: () => summaryOf(histogram),
  };
}

/** One summary over several histograms. */
export function mergedSummary(parts: readonly Latencies[]): LatencySummary {
  const all = createLatencies();
  for (const { histogram } of parts) all.histogram.add(histogram);
  return all.summary();
}

function summaryOf(histogram: Histogram): LatencySummary {
  const count = histogram.totalCount;
  if (count === 0) return { count };
  const quantileMs = (percent: number) => histogram.getValueAtPercentile(percent) / US_PER_MS;
  return {
    count,
    p50Ms: quantileMs(50),
    p95Ms: quantileMs(95),
    p99Ms: quantileMs(99),
    maxMs: histogram.maxValue / US_PER_MS,
  };
}
