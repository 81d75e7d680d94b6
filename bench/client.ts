/**
 * A load client: sends bodies over a number of connections for a while and says how that went.
 * `wrk` where it is installed, and one of our own (`own_client_cli.ts`) otherwise, each in a process
 * of its own. What a client used of its CPU tells whether it was the bottleneck.
 */
import type { LoadBody } from "./bodies.ts";

export interface ClientRun {
  readonly url: string;
  readonly bodies: readonly LoadBody[];
  readonly connections: number;
  readonly durationSec: number;
  /** Open loop: so many requests are due each second, whether answers come or not. */
  readonly requestsPerSec?: number;
}

export interface ClientResult {
  readonly requests: number;
  /** Answers that are no 2xx, broken connections and timeouts. */
  readonly errors: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** CPU that the client used. */
  readonly cpuSec: number;
}

export interface LoadClient {
  /** As a reader of the table is told. */
  readonly name: string;
  run(options: ClientRun): Promise<ClientResult>;
}
