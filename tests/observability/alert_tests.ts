/** Rule tests of `infra/prometheus/tests`, run by promtool as two halves at once. */
import { runTool } from "./tools.ts";
import { ROOT } from "../repository.ts";

export const TESTS_DIR = "infra/prometheus/tests";
/** They take more than half of the time of all; `deno task prove:alerts` runs them too. */
export const SLOW_TESTS: readonly string[] = ["content.yml", "ingest.yml", "slo.yml"];

export function alertTests(): string[] {
  return [...Deno.readDirSync(new URL(TESTS_DIR, ROOT))].map(({ name }) => name).sort();
}

/** What promtool says where a test fails; empty where none does. */
export async function failuresOf(names: readonly string[]): Promise<string[]> {
  const halves = [0, 1].map((half) => names.filter((_, index) => index % 2 === half));
  const results = await Promise.all(
    halves.map((half) =>
      runTool("promtool", ["test", "rules", ...half.map((name) => `${TESTS_DIR}/${name}`)])
    ),
  );
  return results.filter(({ code }) => code !== 0).map(({ text }) => text);
}
