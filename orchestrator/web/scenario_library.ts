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
          const inside = await pathInside(directory, specifier);
          return "reason" in inside ? inside : await open.load(inside.path);
        },
        readText: (path) => readInside(directory, path),
      });
    },
  };
}

type Inside = { readonly path: string } | { readonly reason: string };

const REFUSED = { reason: "it is not in the scenarios folder" };

/** The real path, if `name`, a path or a URL of a file, lies in `directory`. */
async function pathInside(directory: string, name: string): Promise<Inside> {
  try {
    const path = name.startsWith("file://") ? fileURLToPath(name) : name;
    const wanted = resolve(directory, path);
    if (!wanted.startsWith(resolve(directory) + sep)) return REFUSED;
    const [root, real] = [await Deno.realPath(directory), await Deno.realPath(wanted)];
    return real.startsWith(root + sep) ? { path: real } : REFUSED;
  } catch {
    return REFUSED; // not there, not ours to see, a ring of links, or no name of a file at all
  }
}

async function readInside(
  directory: string,
  path: string,
): Promise<{ readonly text: string } | { readonly reason: string }> {
  const inside = await pathInside(directory, path);
  if ("reason" in inside) return inside;
  try {
    const { size, isFile } = await Deno.stat(inside.path);
    if (!isFile) return { reason: "it is a folder" };
    if (size > FILE_BYTES_MAX) return { reason: `'${path}' has more than ${FILE_BYTES_MAX} bytes` };
    return { text: await Deno.readTextFile(inside.path) };
  } catch (error) {
    return { reason: `the system says ${error instanceof Error ? error.name : "no"}` };
  }
}
