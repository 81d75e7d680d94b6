/**
 * Real logs of the loghub collection, 2,000 lines each, which are not in the repository:
 * `LOGOPS_TEST_LOGHUB` says where they are. Where they are not, they are left out.
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const NAMES = ["Apache", "HDFS", "Hadoop", "Linux", "OpenSSH", "Spark"];
const BESIDE = fileURLToPath(new URL("../../../shared/data/loghub", import.meta.url));

export interface RealLog {
  readonly name: string;
  readonly lines: readonly string[];
}

export async function readLoghub(env: Readonly<Record<string, string>>): Promise<RealLog[]> {
  const folder = env.LOGOPS_TEST_LOGHUB ?? BESIDE;
  const logs: RealLog[] = [];
  for (const name of NAMES) {
    try {
      const text = await Deno.readTextFile(join(folder, `${name}_2k.log`));
      logs.push({ name, lines: text.split(/\r?\n/).filter((line) => line !== "") });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return logs;
}
