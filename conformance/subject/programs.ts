/** Where the programs of a subject are: on the PATH, or where this repository's tests keep servers. */
import { join } from "node:path";

export interface ProgramPlaces {
  /** Folders, as of PATH. */
  readonly path: readonly string[];
  /** A folder of folders, one for each server that was got once. */
  readonly cache: string;
}

/** Full path of `program`, or `undefined` where it is not installed. */
export async function findProgram(
  program: string,
  { path, cache }: ProgramPlaces,
): Promise<string | undefined> {
  if (program.includes("/")) return await isFile(program) ? program : undefined;
  for (const folder of [...path, ...await foldersIn(cache)]) {
    const file = join(folder, program);
    if (await isFile(file)) return file;
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

async function foldersIn(folder: string): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) names.push(join(folder, name));
    }
    return names.sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
