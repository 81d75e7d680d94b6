/** One emitter of a scenario, with everything resolved; and what it takes to start it. */
import type { LevelMix } from "../../contract/mod.ts";
import { createRandom, type Emitter, type EmitterPlugin, type Random } from "../../emitters/mod.ts";
import type { Curve } from "./curve.ts";
import { createDueTimes, type DueTimes } from "./due_times.ts";
import { createRhythmTimes, type Rhythm } from "./rhythm.ts";

export interface ScenarioEmitter {
  /** The value of `X-Emitter`; unique within the scenario. */
  readonly label: string;
  readonly plugin: EmitterPlugin;
  readonly args: unknown;
  readonly levels: LevelMix;
  readonly batchSize: number;
  readonly batchWaitMs: number;
  readonly curve: Curve;
  /** Share by which the rate wanders; 0 is none. */
  readonly jitter: number;
  /** The files that the emitter reads, by the path that its args name. */
  readonly files: ReadonlyMap<string, string>;
  /** How many records the emitter has at most. */
  readonly recordsMax?: number | undefined;
  /** Set where the emitter keeps its own time; `curve` then only describes it. */
  readonly rhythm?: Rhythm | undefined;
}

export interface Seeded {
  readonly seed: number | string;
  readonly scenarioId: string;
}

/** The same seed and scenario id give an emitter that makes the same records. */
export function createEmitter(
  { label, plugin, args, levels, files }: ScenarioEmitter,
  { seed, scenarioId }: Seeded,
): Emitter {
  return plugin.create(args, { random: createRandom(seed).fork(label), levels, scenarioId, files });
}

/** Without `jitterRandom`, the rate does not wander. */
export function dueTimesOf(emitter: ScenarioEmitter, jitterRandom?: Random): DueTimes {
  const { curve, jitter, recordsMax, rhythm } = emitter;
  if (rhythm !== undefined) return createRhythmTimes(rhythm);
  const wander = jitterRandom && { share: jitter, random: jitterRandom };
  return createDueTimes(curve, wander, recordsMax);
}
