/**
 * What must hold between the fields of a scenario, once each field is right by itself.
 * A rule returns problems; the order of rules does not matter.
 */
import { hintFor } from "../../contract/mod.ts";
import { patternEndSec, REPEATS_MAX } from "../plan/mod.ts";
import {
  type EmitterFields,
  type MetricExpectation,
  type ScenarioFields,
  type ScheduleFields,
  SENDER_COUNTS,
} from "./scenario_schema.ts";
import { type Path, type PathProblem } from "./scenario_problem.ts";

export function checkRules(scenario: ScenarioFields): PathProblem[] {
  return [
    ...scenario.emitters.flatMap((emitter, index) =>
      checkEmitter(emitter, ["emitters", index], scenario.duration_sec)
    ),
    ...(scenario.expect.metrics ?? []).flatMap((metric, index) =>
      checkMetric(metric, ["expect", "metrics", index])
    ),
    ...checkBounds(scenario),
  ];
}

/** Stretches of straight rate in all curves of a scenario together; each takes memory. */
export const STRETCHES_MAX = 100_000;

/** Whether the curves are small enough to be made at all. */
export function checkSize({ emitters, duration_sec }: ScenarioFields): PathProblem[] {
  const count = emitters.reduce((sum, { schedule: { windows, steps, repeat } }) => {
    const rounds = repeat === undefined
      ? 1
      : Math.min(repeat.times ?? Infinity, Math.ceil(duration_sec / repeat.every_sec));
    const stretches = steps === undefined ? 3 * (windows?.length ?? 1) : 2 * steps.length;
    return sum + rounds * stretches;
  }, 0);
  if (count <= STRETCHES_MAX) return [];
  const message = `the schedules come to ${count} stretches, more than ${STRETCHES_MAX}`;
  return [{ path: ["emitters"], message, hint: "repeat less often", atKey: true }];
}

function checkEmitter(emitter: EmitterFields, path: Path, durationSec: number): PathProblem[] {
  const problems: PathProblem[] = [];
  const { schedule, levels } = emitter;
  if (emitter.name === undefined && emitter.plugin === undefined) {
    const hint = "name an emitter type, as in 'name: json', or a file, as in 'plugin: ./mine.ts'";
    problems.push({ path, message: "an emitter needs a 'name' or a 'plugin'", hint, ...quiet });
  } else if (emitter.name !== undefined && emitter.plugin !== undefined) {
    const message = "'plugin' cannot stand beside 'name'";
    problems.push({ path: [...path, "plugin"], message, hint: "keep one of them", atKey: true });
  }
  if (levels !== undefined && !Object.values(levels).some((weight) => weight > 0)) {
    const message = "'levels' must give at least one level a weight above 0";
    problems.push({ path: [...path, "levels"], message, ...quiet });
  }
  if (emitter.eps !== undefined && schedule.steps !== undefined) {
    const message = "'eps' has no effect beside 'steps'";
    problems.push({ path: [...path, "eps"], message, hint: "each step has a rate", atKey: true });
  }
  problems.push(...checkSchedule(schedule, [...path, "schedule"], durationSec));
  return problems;
}

const quiet = { hidesValue: true } as const;

function checkSchedule(schedule: ScheduleFields, path: Path, durationSec: number): PathProblem[] {
  const { windows, steps, repeat } = schedule;
  const problems: PathProblem[] = [];
  const others = ["start_after_sec", "stop_after_sec", "ramp_up_sec", "ramp_down_sec"] as const;
  for (const key of others) {
    if (schedule[key] === undefined) continue;
    if (windows !== undefined) {
      const message = `'${key}' has no effect beside 'windows'`;
      const hint = "write it into each window";
      problems.push({ path: [...path, key], message, hint, atKey: true });
    } else if (steps !== undefined && key !== "start_after_sec") {
      const message = `'${key}' has no effect beside 'steps'`;
      const hint = "a step has 'duration_sec' and 'ramp_sec'";
      problems.push({ path: [...path, key], message, hint, atKey: true });
    }
  }
  if (windows !== undefined && steps !== undefined) {
    const message = "'steps' cannot stand beside 'windows'";
    problems.push({ path: [...path, "steps"], message, hint: "keep one of them", atKey: true });
  }
  const cycleSec = repeat?.every_sec ?? durationSec;
  if (windows !== undefined) {
    problems.push(...checkWindows(windows, [...path, "windows"], cycleSec));
  } else if (steps !== undefined) {
    problems.push(...checkSteps(schedule, path, cycleSec));
  } else {
    problems.push(...checkWindow(schedule, path, cycleSec));
  }
  if (repeat !== undefined && durationSec / repeat.every_sec > REPEATS_MAX) {
    const message = `'every_sec' makes more than ${REPEATS_MAX} rounds`;
    problems.push({ path: [...path, "repeat", "every_sec"], message });
  }
  return problems;
}

type WindowFields = Omit<ScheduleFields, "windows" | "steps" | "repeat">;

function checkWindow(window: WindowFields, path: Path, endSec: number): PathProblem[] {
  const { start_after_sec: start = 0, stop_after_sec: stop = endSec } = window;
  const at = (key: string): Path => [...path, key];
  if (start >= endSec) {
    const message = `'start_after_sec' must be before the end at ${endSec} s`;
    return [{ path: at("start_after_sec"), message }];
  }
  if (stop > endSec) {
    const message = `'stop_after_sec' must not be after the end at ${endSec} s`;
    return [{ path: at("stop_after_sec"), message }];
  }
  if (stop <= start) {
    const message = `'stop_after_sec' must be after 'start_after_sec', which is ${start}`;
    return [{ path: at("stop_after_sec"), message }];
  }
  const { ramp_up_sec: up = 0, ramp_down_sec: down = 0 } = window;
  if (up + down <= stop - start) return [];
  const key = window.ramp_up_sec === undefined ? "ramp_down_sec" : "ramp_up_sec";
  const message = `the ramps take ${up + down} s, and the window has only ${stop - start} s`;
  return [{ path: at(key), message, hint: "make them shorter", ...quiet }];
}

function checkWindows(
  windows: NonNullable<ScheduleFields["windows"]>,
  path: Path,
  endSec: number,
): PathProblem[] {
  const problems = windows.flatMap((window, index) =>
    checkWindow(window, [...path, index], endSec)
  );
  windows.forEach((window, index) => {
    const before = windows[index - 1];
    if (before === undefined || window.start_after_sec >= before.stop_after_sec) return;
    const message = "'start_after_sec' must not be before the end of the window above, at " +
      `${before.stop_after_sec} s`;
    const hint = "windows stand in order and do not overlap";
    problems.push({ path: [...path, index, "start_after_sec"], message, hint });
  });
  return problems;
}

function checkSteps(schedule: ScheduleFields, path: Path, endSec: number): PathProblem[] {
  const problems: PathProblem[] = [];
  schedule.steps?.forEach(({ ramp_sec = 0, duration_sec }, index) => {
    if (ramp_sec <= duration_sec) return;
    const message = `'ramp_sec' must not be longer than the step, which takes ${duration_sec} s`;
    problems.push({ path: [...path, "steps", index, "ramp_sec"], message });
  });
  if (!schedule.steps?.some(({ eps }) => eps > 0)) {
    const message = "'steps' must have at least one step with 'eps' above 0";
    problems.push({ path: [...path, "steps"], message, ...quiet });
  }
  const stepsEndSec = patternEndSec(schedule, endSec);
  if (stepsEndSec > endSec + 1e-9) {
    const message = `the steps end after ${stepsEndSec} s, and there are only ${endSec} s`;
    const hint = "shorten them, or lengthen 'duration_sec' or 'every_sec'";
    problems.push({ path: [...path, "steps"], message, hint, ...quiet });
  }
  return problems;
}

function checkMetric(metric: MetricExpectation, path: Path): PathProblem[] {
  const { increase, increase_min, increase_max } = metric;
  if (increase === undefined && increase_min === undefined && increase_max === undefined) {
    const message = "a metric needs 'increase', 'increase_min' or 'increase_max'";
    return [{ path, message, ...quiet }];
  }
  if (typeof increase !== "string" || increase.startsWith("defect:")) return [];
  if ((SENDER_COUNTS as readonly string[]).includes(increase)) return [];
  const message = `'increase' must be a number, or one of ${
    SENDER_COUNTS.join(", ")
  }, defect:<class>`;
  return [{ path: [...path, "increase"], message, hint: hintFor(increase, SENDER_COUNTS) }];
}

function checkBounds({ expect }: ScenarioFields): PathProblem[] {
  return (["rejected_by_reason", "level_share"] as const).flatMap((group) =>
    Object.entries(expect[group] ?? {}).flatMap(([key, bounds]): PathProblem[] => {
      if (bounds === undefined) return [];
      const path: Path = ["expect", group, key];
      if (bounds.min === undefined && bounds.max === undefined) {
        return [{ path, message: `'${key}' needs a 'min' or a 'max'`, ...quiet }];
      }
      if ((bounds.min ?? 0) <= (bounds.max ?? Infinity)) return [];
      return [{ path: [...path, "max"], message: `'max' must not be below 'min'` }];
    })
  );
}
