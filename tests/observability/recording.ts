/**
 * What Prometheus would have scraped while a scenario ran: the gateway's metrics, sample by sample,
 * as a file that rule tests replay. Thresholds are judged by these, not by guesses.
 *
 * ```json
 * {"scenario":"burst","step_sec":5,"series":{"logops_inflight":[0,1,0], …}}
 * ```
 *
 * A series that is not there yet has `null`. Histograms keep their `_count` and the buckets that a
 * rule reads; the rest would only be bulk.
 */
import { ROOT } from "../repository.ts";

export interface Recording {
  readonly scenario: string;
  readonly step_sec: number;
  /** `name{labels}` → one value a step. */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}

/** As often as `infra/prometheus/prometheus.yml` scrapes. */
export const STEP_SEC = 5;

export function recordingPath(scenario: string): URL {
  return new URL(`infra/prometheus/recorded/${scenario}.json`, ROOT);
}

export async function readRecording(scenario: string): Promise<Recording> {
  return JSON.parse(await Deno.readTextFile(recordingPath(scenario)));
}
