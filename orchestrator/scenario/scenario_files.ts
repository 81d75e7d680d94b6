/** Finds and reads scenarios: by name in the folder of scenarios, or by path. */
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { nearest } from "../../contract/mod.ts";
import { emitterByType, emitters, loadEmitterPlugin } from "../../emitters/mod.ts";
import type { EmitterSource } from "./resolve_emitter.ts";
import { parseScenario, type ScenarioResult } from "./scenario.ts";

/** The scenarios that come with LogOps. */
export const SCENARIO_DIR = fileURLToPath(new URL("../../scenarios/", import.meta.url));

/** Most bytes of a file that an emitter reads. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

export type Loaded = ScenarioResult | { readonly ok: false; readonly message: string };

/** Reads `nameOrPath`: a path if it looks like one, or else a name in `directory`. */
export async function loadScenario(
  nameOrPath: string,
  directory: string = SCENARIO_DIR,
): Promise<Loaded> {
  const isPath = /[/\\]|\.ya?ml$/i.test(nameOrPath);
  const path = isPath ? nameOrPath : join(directory, `${nameOrPath}.yaml`);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    const hint = isMissing ? await missingEnding(nameOrPath) : "";
    if (isMissing && !isPath) {
      const message = hint === "" ? await nearestNames(nameOrPath, directory) : hint;
      return { ok: false, message: `Cannot find scenario '${nameOrPath}': ${message}` };
    }
    const reason = readFault(error);
    if (reason === undefined) throw error;
    const text = `Cannot read scenario ${path}: ${reason}`;
    return { ok: false, message: hint === "" ? text : `${text} (${hint})` };
  }
  return await parseScenario(text, isPath ? path : basename(path), emitterSource(dirname(path)));
}

/** Names of the scenarios in a folder, in order. */
export async function listScenarios(directory: string = SCENARIO_DIR): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(directory)) {
    if (isFile && name.endsWith(".yaml")) names.push(name.slice(0, -".yaml".length));
  }
  return names.sort();
}

/** The emitters that there are, and plugins in files, whose paths count from `directory`. */
export function emitterSource(directory: string): EmitterSource {
  return {
    types: emitters.map(({ type }) => type),
    byType: (type) => {
      const found = emitterByType(type);
      return found.ok ? found.plugin : undefined;
    },
    load: async (specifier) => {
      const isUrl = specifier.startsWith("file://");
      const url = isUrl ? specifier : pathToFileURL(resolve(directory, specifier)).href;
      return await loadEmitterPlugin(url);
    },
    readText: (path) => readText(resolve(directory, path)),
  };
}

async function readText(path: string): Promise<{ text: string } | { reason: string }> {
  try {
    const { size } = await Deno.stat(path);
    if (size > FILE_BYTES_MAX) return { reason: `it has more than ${FILE_BYTES_MAX} bytes` };
    return { text: await Deno.readTextFile(path) };
  } catch (error) {
    const reason = readFault(error);
    if (reason === undefined) throw error;
    return { reason };
  }
}

/** `burst` means the scenario of that name; a file of the user's own is named whole. */
async function missingEnding(path: string): Promise<string> {
  for (const ending of [".yaml", ".yml"]) {
    const isFile = await Deno.stat(path + ending).then((info) => info.isFile, () => false);
    if (isFile) return `did you mean the file '${path}${ending}'?`;
  }
  return "";
}

async function nearestNames(name: string, directory: string): Promise<string> {
  const known = await listScenarios(directory);
  const near = nearest(name, known);
  return near === undefined ? `there are ${known.join(", ")}` : `did you mean '${near}'?`;
}

function readFault(error: unknown): string | undefined {
  if (error instanceof Deno.errors.NotFound) return "there is no such file";
  if (error instanceof Deno.errors.PermissionDenied) return "reading it is not allowed";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  return undefined;
}
