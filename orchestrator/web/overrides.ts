/**
 * What a start may change about a scenario. The duration is changed in the text, so that everything
 * that hangs on it (open ends, repeats, rules) follows; rates are multiplied in the curves.
 */
import { parseDocument } from "yaml";
import { createCurve, curveOfRhythm, peakEps, type ScenarioEmitter } from "../plan/mod.ts";
import { EPS_MAX, type Scenario } from "../scenario/mod.ts";

/** The text with another `duration_sec`; text that cannot be read is left to the parser's words. */
export function withDuration(text: string, durationSec: number): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !document.has("duration_sec")) return text;
  document.set("duration_sec", durationSec);
  return document.toString({ lineWidth: 0 });
}

/** All rates times `factor`; a string says why not. */
export function withRateFactor(scenario: Scenario, factor: number): Scenario | string {
  if (factor === 1) return scenario;
  const emitters = scenario.emitters.map((emitter) => faster(emitter, factor));
  const tooFast = emitters.find(({ curve }) => peakEps(curve) > EPS_MAX);
  if (tooFast === undefined) return { ...scenario, emitters };
  return `'rate_factor' ${factor} makes '${tooFast.label}' faster than ${EPS_MAX} records a second`;
}

function faster(emitter: ScenarioEmitter, factor: number): ScenarioEmitter {
  if (emitter.rhythm !== undefined) {
    const { dueMs } = emitter.rhythm;
    const rhythm = { ...emitter.rhythm, dueMs: (index: number) => dueMs(index) / factor };
    return { ...emitter, rhythm, curve: curveOfRhythm(rhythm) };
  }
  const pieces = emitter.curve.segments.map(({ fromSec, toSec, fromEps, toEps }) => ({
    fromSec,
    toSec,
    fromEps: fromEps * factor,
    toEps: toEps * factor,
  }));
  return { ...emitter, curve: createCurve(pieces) };
}
