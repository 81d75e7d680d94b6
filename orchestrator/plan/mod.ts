/**
 * When records are due: rate curves, schedules that become curves, due times that follow them, and
 * the plan of a whole scenario, known before anything runs.
 */
export { activeSec, countAt, createCurve, type Curve, peakEps, rateAt } from "./curve.ts";
export type { DueTimes } from "./due_times.ts";
export { type EmitterPlan, type Plan, plan } from "./plan.ts";
export { createRhythmTimes, curveOfRhythm, type Rhythm } from "./rhythm.ts";
export { createEmitter, dueTimesOf, type ScenarioEmitter } from "./scenario_emitter.ts";
export { curveOfSchedule, patternEndSec, REPEATS_MAX } from "./schedule.ts";
