/**
 * The scenarios that the service may run: the files of one folder, and text that is handed in.
 * Neither reaches outside of the folder: a plugin or a file that an emitter reads must lie in it,
 * and links that lead out of it are not followed.
 */
import { basename, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseScenario, type Scenario, type ScenarioResult } from "../scenario.ts";
import { emitterSource, listScenarios } from "../scenario_files.ts";
import type { ScenarioProblem } from "../scenario_problem.ts";
import { fail, type WebResult } from "./failure.ts";
import { nearest } from "../nearest.ts";

export interface ScenarioLibrary {
  /** In order; a folder that is not there has none. */
  names(): Promise<string[]>;
  /** The YAML of a scenario in the folder. */
  text(name: string): Promise<WebResult<string>>;
  /** `file` is what problems call it. */
  parse(text: string, file: string): Promise<ScenarioResult>;
}

/** What an emitter may read; the same as the gateway takes in one request, decoded. */
const FILE_BYTES_MAX = 32 * 1024 * 1024;

export function createScenarioLibrary(directory: string): ScenarioLibrary {
  const names = async () => {
    try {
      return await listScenarios(directory);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  };
  return {
    names,
    async text(name) {
      const known = await names();
      if (known.includes(name)) {
        return { ok: true, value: await Deno.readTextFile(join(directory, `${name}.yaml`)) };
      }
      const near = nearest(name, known);
      const hint = near === undefined ? "" : `: did you mean '${near}'?`;
      return fail("unknown_scenario", `There is no scenario of that name in the folder${hint}`);
    },
    async parse(text, file) {
      const open = emitterSource(directory);
      const parsed = await parseScenario(text, file, {
        ...open,
        async load(specifier) {
          const path = specifier.startsWith("file://") ? fileURLToPath(specifier) : specifier;
          const inside = await pathInside(directory, path);
          return "reason" in inside ? inside : await open.load(inside.path);
        },
      });
      return parsed.ok ? await withFiles(parsed.scenario, directory, basename(file)) : parsed;
    },
  };
}

/** Hands each emitter the files that it asks for. */
async function withFiles(
  scenario: Scenario,
  directory: string,
  file: string,
): Promise<ScenarioResult> {
  const problems: ScenarioProblem[] = [];
  const emitters = await Promise.all(scenario.emitters.map(async (emitter) => {
    const { plugin, args, label } = emitter;
    const paths = plugin.files?.(args) ?? [];
    if (paths.length === 0) return emitter;
    const files = new Map<string, string>();
    for (const path of paths) {
      const read = await readInside(directory, path);
      if ("text" in read) files.set(path, read.text);
      else problems.push({ file, line: 1, column: 1, message: `'${label}': ${read.reason}` });
    }
    const create: typeof plugin.create = (config, deps) =>
      plugin.create(config, { ...deps, files });
    return { ...emitter, plugin: { ...plugin, create } };
  }));
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, scenario: { ...scenario, emitters } };
}

type Inside = { readonly path: string } | { readonly reason: string };

/** The real path, if it lies in `directory`. */
async function pathInside(directory: string, path: string): Promise<Inside> {
  const refused = { reason: `'${path}' is not in the scenarios folder` };
  const wanted = resolve(directory, path);
  if (!wanted.startsWith(resolve(directory) + sep)) return refused;
  try {
    const [root, real] = [await Deno.realPath(directory), await Deno.realPath(wanted)];
    return real.startsWith(root + sep) ? { path: real } : refused;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return refused;
    if (error instanceof Deno.errors.NotCapable) return refused;
    throw error;
  }
}

async function readInside(
  directory: string,
  path: string,
): Promise<{ readonly text: string } | { readonly reason: string }> {
  const inside = await pathInside(directory, path);
  if ("reason" in inside) return inside;
  const { size, isFile } = await Deno.stat(inside.path);
  if (!isFile) return { reason: `'${path}' is no file` };
  if (size > FILE_BYTES_MAX) return { reason: `'${path}' has more than ${FILE_BYTES_MAX} bytes` };
  return { text: await Deno.readTextFile(inside.path) };
}
