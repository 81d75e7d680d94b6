/**
 * What the programs of LogOps do alike on a command line: read their settings, list them, say what
 * is wrong, and end with an exit code. A composition root hands in what only it may touch.
 *
 * ```ts
 * const read = await loadSettings(Settings, Deno.env);
 * if (!read.ok) return complain(describeProblems("the gateway's settings", read));
 * if (flags.check) return print(describeSettings([Settings, read.settings]));
 * ```
 */
import { parseArgs, type ParseArgsConfig } from "node:util";
import type { z } from "zod";
import { faultOfArguments } from "./command_line.ts";
import { environmentFor } from "./environment.ts";
import { exposureOf } from "./secret_file.ts";
import { OTHER_NAMES, SETTING_NAMES } from "./setting_names.ts";
import { findStrays } from "./stray_settings.ts";
import {
  isSecret,
  listSettings,
  readSettings,
  type SettingsResult,
  type SettingsSchema,
} from "./settings.ts";

/** A program that has more to say adds codes of its own, from 3. */
export const EXIT = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;

/** Writes a result, and a line end, to standard output. */
export function print(text: string): number {
  console.log(text);
  return EXIT.done;
}

/** Writes what is wrong, and a line end, to standard error. */
export function complain(text: string): number {
  console.error(text);
  return EXIT.badInput;
}

const FLAGS = {
  check: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", default: false },
} as const;

/** What stands on a command line: `--check`, `--help`, `--version` and `options`; or what is wrong. */
export function readFlags<O extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: O,
) {
  const all = { ...FLAGS, ...options };
  try {
    return parseArgs({ args: [...args], options: all }).values;
  } catch (error) {
    return faultOfArguments(error, all);
  }
}

/** Variables of the process: `Deno.env` is one. */
export interface ProcessEnvironment {
  get(name: string): string | undefined;
  /** Those that the process may read; throws `NotCapable` where it may not ask. */
  toObject(): Record<string, string>;
}

export type LoadedSettings<T> = SettingsResult<T> & {
  /** Names that look like settings and have no effect; a file of secrets that all can read. */
  readonly warnings: readonly string[];
};

/**
 * The settings of `schema`, from the process and from the file at `path`, if there is one. A program
 * without the permission to read that file does without; one that cannot read it otherwise must not
 * run on defaults that nobody chose. Nor must one for which a setting was misspelt: see
 * `stray_settings.ts`.
 */
export async function loadSettings<S extends SettingsSchema>(
  schema: S,
  env: ProcessEnvironment,
  path = ".env",
): Promise<LoadedSettings<z.infer<S>>> {
  let dotenv: string | undefined;
  let mode: number | null = null;
  try {
    dotenv = (await Deno.readTextFile(path)).replace(/^\uFEFF/, "");
    mode = (await Deno.stat(path)).mode;
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotCapable;
    if (!isAbsent) {
      const reason = error instanceof Error ? error.name : "unknown";
      return {
        ok: false,
        problems: [{ name: path, message: `'${path}' cannot be read: ${reason}` }],
        warnings: [],
      };
    }
  }
  const get = (name: string) => env.get(name);
  const read = readSettings(schema, environmentFor(schema, { get, dotenv }));
  const { problems, warnings: strays } = findStrays({
    inProcess: namesIn(env),
    dotenv: dotenv === undefined ? undefined : { path, text: dotenv },
    settings: [...SETTING_NAMES, ...Object.keys(schema.shape)],
    others: OTHER_NAMES,
  });
  const holdsSecret = dotenv !== undefined && holdsSecretOf(schema, dotenv);
  const exposure = holdsSecret ? exposureOf(path, mode) : undefined;
  const warnings = exposure === undefined ? strays : [...strays, exposure];
  if (problems.length === 0) return { ...read, warnings };
  return { ok: false, problems: [...problems, ...(read.ok ? [] : read.problems)], warnings };
}

/** Whether a secret of this program stands in the file. */
function holdsSecretOf(schema: SettingsSchema, dotenv: string): boolean {
  const values = environmentFor(schema, { get: () => undefined, dotenv });
  return Object.entries(schema.shape).some(([name, field]) =>
    isSecret(field) && (values[name] ?? "") !== ""
  );
}

/** What is set to something. A program that may read but its own variables has no others to tell. */
function namesIn(env: ProcessEnvironment): string[] {
  try {
    return Object.entries(env.toObject()).flatMap(([name, value]) => value === "" ? [] : [name]);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return [];
    throw error;
  }
}

/** All that is wrong in `results`, a line each, under a line that says whose it is. */
export function describeProblems(what: string, ...results: SettingsResult<unknown>[]): string {
  const messages = results.flatMap((each) => each.ok ? [] : each.problems)
    .map(({ message }) => `  ${message}`);
  return [`Cannot read ${what}:`, ...new Set(messages), "See docs/settings.md."].join("\n");
}

/** `NAME=value`, a line each, and each name once. */
export function describeSettings(
  ...read: readonly (readonly [SettingsSchema, Readonly<Record<string, unknown>>])[]
): string {
  const lines = read.flatMap(([schema, settings]) => listSettings(schema, settings))
    .map(([name, value]) => `${name}=${value}`);
  return [...new Set(lines)].join("\n");
}
