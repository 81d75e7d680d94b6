/**
 * The micro-benchmarks that stand beside the hot files (`*_bench.ts`), run as they are by
 * `deno bench`, each file in a process of its own.
 */
import { inheritedEnv } from "./subject.ts";
import { fileURLToPath } from "node:url";
import { z } from "zod";

export interface MicroResult {
  readonly file: string;
  readonly name: string;
  /** Time of one iteration; what an iteration is, the name says. */
  readonly meanUs: number;
  readonly p99Us: number;
}

/** `deno bench --json`; times are in nanoseconds. */
const Output = z.object({
  benches: z.array(z.object({
    origin: z.string(),
    group: z.string().nullable(),
    name: z.string(),
    results: z.array(z.object({
      ok: z.object({ avg: z.number(), p99: z.number().nullable() }).optional(),
    })),
  })),
});

const ROOT = new URL("..", import.meta.url);

/** Where micro-benchmarks are. */
export const MICRO_FILES = [
  "gateway/transcribe/transcribe_bench.ts",
  "gateway/protect/seal_bench.ts",
  "gateway/journal/journal_bench.ts",
  "emitters/emitters_bench.ts",
] as const;

export async function runMicro(
  file: string,
  env: Readonly<Record<string, string>>,
): Promise<MicroResult[]> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bench", "-P=test", "--no-check", "--json", file],
    cwd: fileURLToPath(ROOT),
    clearEnv: true,
    env: { ...inheritedEnv(env), NO_COLOR: "1" },
  }).output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run ${file}:\n${decoder.decode(stderr)}`);
  return parseMicro(file, decoder.decode(stdout));
}

export function parseMicro(file: string, stdout: string): MicroResult[] {
  const text = stdout.slice(stdout.indexOf("{\n"));
  return Output.parse(JSON.parse(text)).benches.flatMap(({ group, name, results }) => {
    const figures = results[0]?.ok;
    if (figures === undefined) return [];
    return [{
      file,
      name: group === null ? name : `${group}: ${name}`,
      meanUs: figures.avg / 1000,
      p99Us: (figures.p99 ?? figures.avg) / 1000,
    }];
  });
}
