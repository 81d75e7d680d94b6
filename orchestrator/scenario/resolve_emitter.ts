/**
 * From what a scenario says of an emitter to an emitter that can be started:
 * type or plugin → args → files → trial of a plugin → rate curve, or the emitter's own rhythm.
 */
import { hintFor } from "../../contract/mod.ts";
import {
  createRandom,
  type Emitter,
  type EmitterPlugin,
  faultOfPlugin,
} from "../../emitters/mod.ts";
import {
  createRhythmTimes,
  curveOfRhythm,
  curveOfSchedule,
  type Rhythm,
  type ScenarioEmitter,
} from "../plan/mod.ts";
import { type Path, type PathProblem, problemsOfIssues } from "./scenario_problem.ts";
import { EmitterFields, EMITTERS_MAX, EPS_MAX, LEVELS_DEFAULT } from "./scenario_schema.ts";

/** The emitter types that a scenario may name, and the way to load one from a file. */
export interface EmitterSource {
  readonly types: readonly string[];
  byType(type: string): EmitterPlugin | undefined;
  /** `specifier` as the scenario writes it; returns the reason where there is no emitter. */
  load(specifier: string): Promise<EmitterPlugin | { readonly reason: string }>;
  /** A text file that an emitter asks for; returns the reason where it cannot be read. */
  readText(path: string): Promise<{ readonly text: string } | { readonly reason: string }>;
}

export interface ResolveOptions {
  /** Where the emitter stands in the scenario. */
  readonly path: Path;
  readonly source: EmitterSource;
  readonly durationSec: number;
}

export type ResolvedEmitter =
  | { readonly emitter: ScenarioEmitter }
  | { readonly problems: readonly PathProblem[] };

type Problems = { readonly problems: readonly PathProblem[] };

/** `fields` have passed the rules: their times make sense. */
export async function resolveEmitter(
  fields: EmitterFields,
  options: ResolveOptions,
): Promise<ResolvedEmitter> {
  const { path } = options;
  const found = await findTyped(fields, options);
  if ("problems" in found) return found;
  const { plugin } = found;
  const read = await readFiles(plugin, fields.args, options);
  if ("problems" in read) return read;
  const { files } = read;
  const levels = fields.levels === undefined
    ? LEVELS_DEFAULT
    : { DEBUG: 0, INFO: 0, WARN: 0, ERROR: 0, ...fields.levels };
  const deps = { random: createRandom(0), scenarioId: "", levels, files };
  if (fields.plugin !== undefined) {
    const fault = faultOfPlugin(plugin, fields.args, deps);
    if (fault !== undefined) return { problems: [unusable(fields.plugin, fault, path)] };
  }
  const probe = plugin.create(fields.args, deps);
  const timing = timingOf(fields, probe, options);
  if ("problems" in timing) return timing;
  return {
    emitter: {
      label: fields.label ?? plugin.type,
      plugin,
      args: fields.args,
      levels,
      files,
      batchSize: fields.batch_size,
      batchWaitMs: fields.batch_wait_ms,
      recordsMax: probe.recordsMax,
      ...timing,
    },
  };
}

/** Names and args in `value`, a scenario that has not passed the schema: what else is wrong in it. */
export async function checkTypes(value: object, source: EmitterSource): Promise<PathProblem[]> {
  const { emitters } = value as { readonly emitters?: unknown };
  if (!Array.isArray(emitters)) return [];
  const problems: PathProblem[] = [];
  for (const [index, fields] of emitters.slice(0, EMITTERS_MAX).entries()) {
    const typed = TypedFields.safeParse(fields);
    if (!typed.success) continue;
    const found = await findTyped(typed.data, { path: ["emitters", index], source });
    if ("problems" in found) problems.push(...found.problems);
  }
  return problems;
}

/** What an emitter's type is known by; nothing else of it need be right. */
const TypedFields = EmitterFields.pick({ name: true, plugin: true, args: true }).loose();
type TypedFields = Pick<EmitterFields, "name" | "plugin" | "args">;

type FindOptions = Pick<ResolveOptions, "path" | "source">;

/** The emitter's type, whose config takes its args. */
async function findTyped(
  fields: TypedFields,
  options: FindOptions,
): Promise<{ readonly plugin: EmitterPlugin } | Problems> {
  const found = await findPlugin(fields, options);
  if ("problems" in found) return found;
  const { config } = found.plugin;
  const checked = config.safeParse(fields.args);
  if (checked.success) return found;
  return { problems: problemsOfIssues(checked.error.issues, config, [...options.path, "args"]) };
}

async function findPlugin(
  fields: TypedFields,
  { path, source }: FindOptions,
): Promise<{ readonly plugin: EmitterPlugin } | Problems> {
  if (fields.plugin !== undefined) {
    const loaded = await source.load(fields.plugin);
    if (!("reason" in loaded)) return { plugin: loaded };
    return { problems: [unusable(fields.plugin, loaded.reason, path)] };
  }
  if (fields.name === undefined) return { problems: [] };
  const plugin = source.byType(fields.name);
  if (plugin !== undefined) return { plugin };
  const hint = hintFor(fields.name, source.types);
  const message = "'name' is not a known emitter type";
  return { problems: [{ path: [...path, "name"], message, hint }] };
}

/** What is wrong is inside of the file, so the path to it is no value to be shown as bad. */
function unusable(plugin: string, reason: string, path: Path): PathProblem {
  const message = `'plugin' ${plugin} cannot be used: ${reason}`;
  return { path: [...path, "plugin"], message, hidesValue: true };
}

async function readFiles(
  plugin: EmitterPlugin,
  args: Readonly<Record<string, unknown>>,
  { path, source }: ResolveOptions,
): Promise<{ readonly files: ReadonlyMap<string, string> } | Problems> {
  const files = new Map<string, string>();
  const problems: PathProblem[] = [];
  for (const name of plugin.files?.(args) ?? []) {
    const read = await source.readText(name);
    if ("text" in read) files.set(name, read.text);
    else {
      const key = Object.entries(args).find(([, value]) => value === name)?.[0];
      const at = key === undefined ? [] : [key];
      const message = `'${key ?? "args"}' cannot be read: ${read.reason}`;
      problems.push({ path: [...path, "args", ...at], message });
    }
  }
  return problems.length > 0 ? { problems } : { files };
}

type Timing = Pick<ScenarioEmitter, "curve" | "jitter" | "rhythm">;

function timingOf(
  { schedule, eps }: EmitterFields,
  { dueMs, recordsMax = Infinity }: Emitter,
  { path, durationSec }: ResolveOptions,
): Timing | Problems {
  if (dueMs === undefined) {
    const ownRate = schedule.steps !== undefined ||
      schedule.windows?.every((window) => window.eps !== undefined) === true;
    if (eps === undefined && !ownRate) {
      const problem = { path: [...path, "eps"], message: "'eps' is missing" };
      return { problems: [{ ...problem, hint: "records a second" }] };
    }
    const curve = curveOfSchedule(schedule, eps ?? 0, durationSec);
    return { curve, jitter: schedule.jitter_pct ?? 0 };
  }
  const { start_after_sec: startSec = 0, stop_after_sec: endSec = durationSec, ...others } =
    schedule;
  const idle = Object.keys(others);
  if (idle.length > 0) {
    return {
      problems: idle.map((key) => ({
        path: [...path, "schedule", key],
        message: `'${key}' has no effect on an emitter that keeps its own time`,
        hint: "only 'start_after_sec' and 'stop_after_sec' have",
        atKey: true,
      })),
    };
  }
  const rhythm: Rhythm = { dueMs, recordsMax, startSec, endSec };
  if (createRhythmTimes(rhythm).total > EPS_MAX * (endSec - startSec)) {
    const message = `this emitter's own time makes more than ${EPS_MAX} records a second`;
    return { problems: [{ path, message, hidesValue: true }] };
  }
  return { rhythm, curve: curveOfRhythm(rhythm), jitter: 0 };
}
