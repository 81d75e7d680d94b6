/**
 * What a scenario will do, known before anything runs: how many records, when and how fast.
 * Nothing is counted one by one, so a plan of a billion records costs no more than one of ten.
 */
import { activeSec, type Curve, peakEps } from "./curve.ts";
import { dueTimesOf, type ScenarioEmitter } from "./scenario_emitter.ts";

/** What a plan is made of: a scenario, without what it expects. */
export interface Planned {
  readonly name: string;
  readonly durationSec: number;
  readonly emitters: readonly ScenarioEmitter[];
}

export interface EmitterPlan {
  readonly label: string;
  readonly type: string;
  readonly records: number;
  readonly peakEps: number;
  /** Records over the seconds in which the rate is above 0. */
  readonly meanEps: number;
  readonly activeSec: number;
  /** When the first record is due, without jitter; absent if there is none. */
  readonly firstSec?: number;
  readonly batchSize: number;
  readonly curve: Curve;
}

export interface Plan {
  readonly name: string;
  readonly durationSec: number;
  readonly records: number;
  readonly emitters: readonly EmitterPlan[];
}

export function plan(scenario: Planned): Plan {
  const emitters = scenario.emitters.map((emitter): EmitterPlan => {
    const { label, plugin, curve, batchSize } = emitter;
    const due = dueTimesOf(emitter);
    const active = activeSec(curve);
    const firstSec = due.peekSec();
    return {
      label,
      type: plugin.type,
      records: due.total,
      peakEps: peakEps(curve),
      meanEps: active === 0 ? 0 : due.total / active,
      activeSec: active,
      ...(Number.isFinite(firstSec) ? { firstSec } : {}),
      batchSize,
      curve,
    };
  });
  const records = emitters.reduce((sum, emitter) => sum + emitter.records, 0);
  return { name: scenario.name, durationSec: scenario.durationSec, records, emitters };
}
