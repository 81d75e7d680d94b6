/**
 * What an emitter is: a value that describes one log format and makes a stream of records in it.
 *
 * A stream is a pure function of its seed, its settings and the times it is asked for: the same
 * three give the same bytes, on any day and any machine. An emitter reads no clock and does no I/O.
 */
import type { Level, LevelMix, PiiKind } from "../contract/mod.ts";
import type { z } from "zod";
import type { Random } from "./chance/mod.ts";

export type { PiiKind };

/** One value that was written into a record in clear, so that a leak downstream can be proven. */
export interface PlantedPii {
  readonly kind: PiiKind;
  readonly value: string;
}

/** What is wrong with a record on purpose, and what the gateway must make of it. */
export interface Defect {
  /** A class of the taxonomy in `defects.ts`, such as `missing_ts` or `truncated_json`. */
  readonly class: string;
  /** `repaired`: stored, and counted as such. `refused`: the request that carries it is rejected. */
  readonly outcome: "repaired" | "refused";
  /** The `reason` of the rejection, for `refused`. */
  readonly reason?: string;
}

/** One record as it goes over the wire. */
export interface EmittedRecord {
  /** Counts from 1, per emitter and run; readable from the stored record with `sequenceOf`. */
  readonly seq: number;
  /** The level that the gateway will store: `INFO` where the record carries none it can read. */
  readonly level: Level;
  /** The record in the emitter's own format, without a line end. */
  readonly text: string;
  readonly planted: readonly PlantedPii[];
  readonly defect?: Defect;
  /** For a record that its source had delivered before: the `seq` of the first delivery. */
  readonly redeliveryOf?: number;
  /** Set when the record is refused by design: it is sent alone, as exactly this request. */
  readonly request?: EmittedRequest;
}

/** A request body; a `string` is sent as UTF-8. */
export interface EmittedRequest {
  readonly contentType: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

export interface EmitterDeps {
  readonly random: Random;
  readonly scenarioId: string;
  readonly levels: LevelMix;
  /** The files that the plugin's `files` names, by path; read by the caller. */
  readonly files?: ReadonlyMap<string, string>;
}

export interface Emitter {
  /** The next record, as of `tsMs` (epoch milliseconds). */
  next(tsMs: number): EmittedRecord;
  /** One request body from records of this emitter that carry no `request` of their own. */
  batch(records: readonly EmittedRecord[]): EmittedRequest;
  /** How many records there are, where that is limited. `next` must not be called for more. */
  readonly recordsMax?: number;
  /** When record `index` (from 0) is due, in milliseconds after the first: a rhythm of its own. */
  readonly dueMs?: (index: number) => number;
}

/** An emitter type. `Config` is what a scenario may say under `args`. */
export interface EmitterPlugin<Config = unknown> {
  /** The value of `X-Emitter`, and the name in scenarios and on the command line. */
  readonly type: string;
  /** One line, shown in lists. */
  readonly summary: string;
  /** Strict: unknown keys are errors. Every field has a default and a description. */
  readonly config: z.ZodType<Config>;
  /** Paths of the text files that `create` needs. Absent: none. */
  files?(config: Config): readonly string[];
  create(config: Config, deps: EmitterDeps): Emitter;
}

/** Ties a plugin's `create` to the type of its `config`, and hides that type from lists. */
export function defineEmitter<Config>(plugin: EmitterPlugin<Config>): EmitterPlugin {
  const { files, config: schema } = plugin;
  return {
    ...plugin,
    ...(files === undefined ? {} : { files: (config: unknown) => files(schema.parse(config)) }),
    create: (config, deps) => plugin.create(schema.parse(config), deps),
  };
}
