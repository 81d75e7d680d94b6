/** Reads what came out of a subject for lines that hold a word: for records that no ledger knows. */
import { join } from "node:path";
import { waitUntil } from "../stage/mod.ts";
import type { CaseDeps } from "./conform_case.ts";

const DEPTH_MAX = 6;
const BYTES_MAX = 256 * 2 ** 20;

/** Lines with `word` in the files below `place`. */
export async function linesWith(place: string, word: string): Promise<string[]> {
  const found: string[] = [];
  let bytes = 0;
  const visit = async (path: string, depth: number): Promise<void> => {
    const info = await Deno.stat(path).catch((error) => {
      // Programs rename and remove files while these are looked through.
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    });
    if (info === undefined) return;
    if (info.isDirectory && depth < DEPTH_MAX) {
      for await (const { name } of Deno.readDir(path)) await visit(join(path, name), depth + 1);
    } else if (info.isFile && (bytes += info.size) <= BYTES_MAX) {
      const text = await Deno.readTextFile(path);
      if (text.includes(word)) {
        found.push(...text.split("\n").filter((line) => line.includes(word)));
      }
    }
  };
  await visit(place, 0);
  return found;
}

/** The same, once there are any; none where the subject's time for it is up. */
export async function arrivedWith(
  word: string,
  { stage, host }: Pick<CaseDeps, "stage" | "host">,
): Promise<string[]> {
  let lines: string[] = [];
  await waitUntil(
    async () => (lines = await linesWith(stage.at, word)).length > 0,
    stage.subject.settle_sec * 1_000,
    host,
  );
  return lines;
}

/** In every record that `logops verify` sends: the beginning of its run's id. */
const RUN_ID = "verify-";

/**
 * The first records of the load have come out: from here on a fault meets a sender that sends. Before,
 * it would meet one that asks whether anybody is there.
 */
export async function loadHasBegun(deps: Pick<CaseDeps, "stage" | "host">): Promise<void> {
  await arrivedWith(RUN_ID, deps);
}

/** A word that stands nowhere else. */
export function newWord(random: () => number): string {
  return `conform${Math.trunc(random() * 1e12).toString(36).padStart(8, "0")}`;
}
