/** Latencies to a microsecond, in bounded memory: an HdrHistogram of three significant digits. */
import { build } from "hdr-histogram-js";

const LATENCY_US_MAX = 60_000_000;

export interface LatencyHistogram {
  addMs(ms: number): void;
  /** The latency that `percent` of all did not exceed. */
  atMs(percent: number): number;
}

export function createHistogram(): LatencyHistogram {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: LATENCY_US_MAX,
    numberOfSignificantValueDigits: 3,
  });
  return {
    addMs: (ms) => histogram.recordValue(Math.min(LATENCY_US_MAX, Math.max(1, ms * 1000))),
    atMs: (percent) => histogram.getValueAtPercentile(percent) / 1000,
  };
}
