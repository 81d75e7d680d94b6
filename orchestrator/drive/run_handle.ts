/** A run as its caller sees it: what it is given, what can be done with it, what it leaves. */
import type { EmittedRecord, Emitter } from "../../emitters/mod.ts";
import type { Clock } from "./clock.ts";
import type { EmitterLedger } from "./ledger.ts";
import type { Plan } from "../plan/mod.ts";
import type { EmitterStatistics } from "./statistics.ts";
import type { Sign } from "./transport.ts";

export interface RunOptions {
  readonly url: string;
  /** Makes the scenario id, `<name>-<runId>`, unlike that of every other run. */
  readonly runId: string;
  readonly seed: number | string;
  /** How long to wait for answers after the last record; default 10 s. */
  readonly drainMsMax?: number;
  /** How many accepted records with planted PII to keep of each emitter; default 0. */
  readonly samplesMax?: number;
  /** Called about once a second while records are made. */
  readonly onSecond?: (snapshot: RunSnapshot) => void;
  /** Called for each answer, with its latency from when the request was due. */
  readonly onAnswer?: (latencyMs: number) => void;
}

export interface RunDeps {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly sign?: Sign | undefined;
}

export type RunState = "running" | "paused" | "draining" | "finished" | "stopped";

export interface RunSnapshot {
  readonly scenarioId: string;
  readonly name: string;
  readonly state: RunState;
  /** Seconds of the schedule; pauses do not count. */
  readonly elapsedSec: number;
  readonly durationSec: number;
  readonly inFlight: number;
  readonly emitters: readonly EmitterStatistics[];
  readonly total: EmitterStatistics;
}

/** A record as it was sent, with what was planted in it. */
export interface SentSample {
  readonly emitter: string;
  readonly record: EmittedRecord;
}

export interface RunResult {
  readonly scenarioId: string;
  readonly snapshot: RunSnapshot;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly ledgers: ReadonlyMap<string, EmitterLedger>;
  readonly samples: readonly SentSample[];
  /** The emitter `label` as it was when the run began: asked the same times, it makes the same. */
  recreate(label: string): Emitter;
}

export interface RunHandle {
  readonly scenarioId: string;
  readonly plan: Plan;
  /** Settles when the last answer is in; rejects only on a bug. */
  readonly done: Promise<RunResult>;
  snapshot(): RunSnapshot;
  pause(): void;
  resume(): void;
  /** From now on, send `factor` times what the scenario says; of one emitter, or of all. */
  setRate(factor: number, label?: string): void;
  /** Makes no more records and waits for answers; called again, does not wait. */
  stop(): void;
}

/** Six letters and digits: two runs of one scenario in one store stay apart. */
export function newRunId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return [...bytes].map((byte) => "0123456789abcdefghijkmnpqrstvwxy"[byte % 32]).join("");
}

export function scenarioIdOf(name: string, runId: string): string {
  return `${name}-${runId}`;
}
