/**
 * What the service tells about runs: over the WebSocket, as JSON, and into its own pages. Types
 * alone, so that the code in the browser shares them.
 */
import type { LevelCounts } from "../drive/mod.ts";
import type { DeliveryReport, SaidCheck } from "../judge/mod.ts";

/** `draining` waits for answers, `verifying` reads the journal, `ended` has a verdict. */
export type RunPhase = "running" | "paused" | "draining" | "verifying" | "ended";
export type Outcome = "passed" | "broken" | "interrupted";

/** A run in one line of a list. */
export interface RunSummary {
  /** The scenario id, which is also what the gateway stores. */
  readonly id: string;
  readonly name: string;
  readonly phase: RunPhase;
  readonly outcome?: Outcome;
  readonly target: string;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly elapsedSec: number;
  readonly durationSec: number;
  readonly planned: number;
  readonly sent: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Of `rejected`: broken on purpose. */
  readonly refused: number;
  readonly unanswered: number;
  readonly dropped: number;
  readonly p99Ms?: number;
  /** Asked and sent a second, just now. */
  readonly askedEps: number;
  readonly currentEps: number;
  readonly checksBroken: number;
  readonly checks: number;
  /** Why it ended early, or what is wrong with it. */
  readonly note?: string;
}

/** One emitter of a run, or all of them. */
export interface EmitterRow {
  readonly label: string;
  readonly planned: number;
  readonly due: number;
  readonly sent: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly refused: number;
  readonly unanswered: number;
  readonly dropped: number;
  readonly retries: number;
  readonly askedEps: number;
  readonly currentEps: number;
  /** What the planned rate is multiplied by; 1 is as planned. */
  readonly factor: number;
  readonly peakEps: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly maxMs?: number;
}

/** Something that was done to a run, or that it did, at `t` seconds: a line across its charts. */
export interface RunEvent {
  readonly t: number;
  readonly kind: "pause" | "resume" | "rate" | "stop";
  readonly text: string;
}

/** Records that were not accepted, or had to be sent again, for one reason. */
export interface ErrorGroup {
  readonly fate: "rejected" | "unanswered" | "dropped" | "retried";
  readonly reason: string;
  /** Records; of `retried`, requests. */
  readonly count: number;
  /** What the gateway said to the first. */
  readonly example?: string;
}

type Counts = Readonly<Record<string, number>>;

/** Everything that is known of a run just now, but for its past. */
export interface RunDetail {
  readonly summary: RunSummary;
  readonly seed: number | string;
  /** What the scenario's rates were multiplied by at the start. */
  readonly rateFactor: number;
  /** The stored records are read when it is over. */
  readonly verifies: boolean;
  readonly emitters: readonly EmitterRow[];
  readonly total: EmitterRow;
  readonly levels: LevelCounts;
  readonly rejectedByReason: Counts;
  readonly unansweredByReason: Counts;
  readonly retriedByReason: Counts;
  readonly checks: readonly SaidCheck[];
  /** Absent in runs that an earlier version has kept, as are the events. */
  readonly errors?: readonly ErrorGroup[];
  readonly events?: readonly RunEvent[];
  /** What was found in the journal, when the run is over. */
  readonly delivery?: DeliveryReport;
  /** Something that a person should know at once. */
  readonly alert?: string;
}

/** Columns of equal length; `t` is in seconds since the run began, rates are a second. */
export interface Series {
  readonly t: readonly number[];
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

/** One moment of a series: values by column. */
export interface Point {
  readonly t: number;
  readonly values: Readonly<Record<string, number | null>>;
}

/** A record as it was sent, and as it is stored. */
export interface TailPair {
  readonly atMs: number;
  readonly emitter: string;
  readonly seq: number;
  readonly level: string;
  readonly sent: string;
  /** Values in `sent` that must not be stored in clear. */
  readonly planted: readonly string[];
  /** The line of the journal; absent while it is not found. */
  readonly stored?: string;
}

export type ServerMessage =
  /** First on every connection; another `bootId` than before: the service was restarted. */
  | { readonly type: "hello"; readonly bootId: string; readonly version: string }
  /** All runs that go on. */
  | { readonly type: "runs"; readonly runs: readonly RunSummary[] }
  /** The run that was asked for; `series` replaces what is known, `point` goes at its end. */
  | {
    readonly type: "run";
    readonly run: RunDetail;
    readonly series?: Series;
    readonly point?: Point;
    readonly tail?: readonly TailPair[];
  }
  /** The run that was asked for is not known. */
  | { readonly type: "unknown_run"; readonly id: string };
