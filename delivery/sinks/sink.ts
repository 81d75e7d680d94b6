/**
 * What a sink is: one file, one line in `mod.ts`. Its methods state what they promise; the contract
 * suite in `tests/delivery/` holds every sink to it, against its real server.
 */
import type { z } from "zod";
import type { Batch } from "../journal/mod.ts";

/** What became of a batch that was sent. */
export type Outcome =
  /** The sink has every record of it, durably as far as it says. */
  | { readonly kind: "done" }
  /**
   * It may have some, all or none. The same batch comes again, with `mayHaveArrived` unless the sink
   * said that it took nothing.
   */
  | {
    readonly kind: "retry";
    readonly detail: string;
    readonly retryAfterMs?: number | undefined;
    readonly tookNothing?: boolean;
  }
  /** Who we are is not known, or may not write: waits, loudly, and tries again. */
  | { readonly kind: "credentials"; readonly detail: string }
  /**
   * Records are refused for good. With `offsets` these, and the sink has all others; without, the
   * request as a whole, so that the batch comes again in halves until the bad records stand alone.
   */
  | {
    readonly kind: "refused";
    readonly detail: string;
    readonly offsets?: readonly number[] | undefined;
  };

export interface SendOptions {
  /** The batch, or some of it, may be there already: the process or the answer was lost. */
  readonly mayHaveArrived: boolean;
  readonly signal: AbortSignal;
}

export interface Probe {
  /** What was shown to work, or what did not and how to mend it. Never a secret. */
  readonly ok: boolean;
  readonly detail: string;
}

export interface Sink {
  /**
   * Sends the batch. The same batch becomes the same bytes under the same names, in this process or
   * in the next. Never throws for what a network or a server does.
   */
  send(batch: Batch, options: SendOptions): Promise<Outcome>;
  /** Resolves the host, authenticates, writes something small, and removes it where it can be. */
  probe(signal: AbortSignal): Promise<Probe>;
  /** Gives connections back. */
  close?(): Promise<void>;
}

/** What a sink is given: it reads no clock and has no chance of its own. */
export interface SinkDeps {
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
  /** Resolves after `ms`, or at once when `signal` is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

export interface SinkPlugin<S extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  readonly summary: string;
  /** Whether a record that is sent again is there once, where the server is what it is made for. */
  readonly promise: "once" | "at least once";
  /** When a batch is closed, if the configuration does not say. */
  readonly batch: { readonly bytesMax: number; readonly ageMsMax: number };
  /** Fields beside those that all sinks have. */
  readonly config: S;
  /** What makes it this sink and no other: changed, and what was delivered says nothing any more. */
  identity(config: z.output<S>): readonly string[];
  /** Its client reads files of its own package while it runs, not only when it is loaded. */
  readonly readsPackages?: boolean;
  /** Addresses that it talks to. */
  urls(config: z.output<S>): readonly string[];
  create(config: z.output<S>, deps: SinkDeps): Sink;
}

/** Keeps the type of `config` for `create`, and gives what a list can hold. */
export function defineSink<S extends z.ZodObject>(plugin: SinkPlugin<S>): SinkPlugin {
  return plugin as unknown as SinkPlugin;
}
