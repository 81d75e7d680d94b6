/** The subjects that come with LogOps, and one that a person names by its file. */
import { join } from "node:path";
import { nearestName } from "../../contract/mod.ts";
import { parseSubject, type SubjectResult } from "./subject_file.ts";

/** Names of the subjects in `folder`, in order. */
export async function listSubjects(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(".yaml")) names.push(name.slice(0, -".yaml".length));
  }
  return names.sort();
}

/** By name, or by a path that ends in `.yaml` or `.yml`. */
export async function loadSubject(wanted: string, folder: string): Promise<SubjectResult> {
  const isPath = /\.ya?ml$/.test(wanted);
  const path = isPath ? wanted : join(folder, `${wanted}.yaml`);
  try {
    return parseSubject(await Deno.readTextFile(path), isPath ? wanted : `${wanted}.yaml`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const known = await listSubjects(folder);
    const near = nearestName(wanted, known);
    const problem = isPath
      ? `Cannot read subject ${wanted}: there is no such file`
      : `Unknown subject '${wanted}'${
        near === undefined ? `: known are ${known.join(", ")}` : `: did you mean '${near}'?`
      }`;
    return { ok: false, problems: [problem] };
  }
}
