/**
 * The scenarios that the service may run: the files of one folder, and text that is handed in.
 * Neither reaches outside of the folder: a plugin or a file that an emitter reads must lie in it,
 * and links that lead out of it are not followed.
 */
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
  emitterSource,
  listScenarios,
  parseScenario,
  type ScenarioResult,
} from "../scenario/mod.ts";
import { fail, type WebResult } from "./failure.ts";
import { nearest } from "../../contract/mod.ts";

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
    parse(text, file) {
      const open = emitterSource(directory);
      return parseScenario(text, file, {
        ...open,
        async load(specifier) {
          const path = specifier.startsWith("file://") ? fileURLToPath(specifier) : specifier;
          const inside = await pathInside(directory, path);
          return "reason" in inside ? inside : await open.load(inside.path);
        },
        readText: (path) => readInside(directory, path),
      });
    },
  };
}

type Inside = { readonly path: string } | { readonly reason: string };

/** The real path, if it lies in `directory`. */
async function pathInside(directory: string, path: string): Promise<Inside> {
  const refused = { reason: "it is not in the scenarios folder" };
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
  if (!isFile) return { reason: "it is a folder" };
  if (size > FILE_BYTES_MAX) return { reason: `'${path}' has more than ${FILE_BYTES_MAX} bytes` };
  return { text: await Deno.readTextFile(inside.path) };
}
