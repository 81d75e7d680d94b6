/** Latencies of the answers since the last tick: their quantiles, and how many fall into each band. */
import { createLatencies, type LatencySummary } from "../drive/mod.ts";
import { HEAT_BOUNDS_MS } from "./client/heat_bands.ts";

export class TickLatencies {
  readonly #latencies = createLatencies();
  #bands = HEAT_BOUNDS_MS.map(() => 0);

  record(latencyMs: number): void {
    this.#latencies.record(latencyMs);
    const band = HEAT_BOUNDS_MS.findIndex((bound) => latencyMs < bound);
    this.#bands[band]!++;
  }

  summary(): LatencySummary {
    return this.#latencies.summary();
  }

  /** Answers in each band of `HEAT_BOUNDS_MS`. */
  bands(): readonly number[] {
    return this.#bands;
  }

  reset(): void {
    this.#latencies.histogram.reset();
    this.#bands = HEAT_BOUNDS_MS.map(() => 0);
  }
}
