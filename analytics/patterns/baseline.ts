/**
 * A saved `--json` as what was before: its patterns are known from the start, under the ids that
 * they had, so that a new run counts in them what belongs to them.
 */
import { z } from "zod";
import type { PairedPattern } from "./compare.ts";
import { type FormTable, OVERFLOW_ID } from "./form_table.ts";
import { Outliner } from "../message/mod.ts";
import type { Pattern } from "./pattern_report.ts";
import { wordsOfMessage } from "../message/mod.ts";

const Baseline = z.object({
  patterns: z.array(z.object({
    id: z.string().min(1),
    template: z.string(),
    count: z.int().nonnegative(),
    levels: z.record(z.string(), z.int().nonnegative()),
    example: z.string(),
  })),
});
export type Baseline = z.infer<typeof Baseline>;

/** Reads a saved report; what is wrong with it, in words, if it is none. */
export function readBaseline(text: string): Baseline | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON; save one with deno task patterns --json … > baseline.json";
  }
  const read = Baseline.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return `${issue?.path.join(".") || "it"}: not as deno task patterns --json writes it`;
}

export function seed(table: FormTable, { patterns }: Baseline): void {
  const outliner = new Outliner(), encoder = new TextEncoder(), decoder = new TextDecoder();
  for (const { id, template } of patterns) {
    if (id === OVERFLOW_ID) continue;
    const bytes = encoder.encode(template);
    outliner.read(bytes, 0, bytes.length);
    const outline = decoder.decode(outliner.bytes.subarray(0, outliner.length));
    table.seed(id, wordsOfMessage(outline));
  }
}

/** Each pattern of the baseline or of now, with its lines in both. */
export function pairWithBaseline({ patterns }: Baseline, now: readonly Pattern[]): PairedPattern[] {
  const counts = new Map(now.map((pattern) => [pattern.id, pattern]));
  const pairs: PairedPattern[] = patterns.map((pattern) => {
    const current = counts.get(pattern.id);
    counts.delete(pattern.id);
    return { pattern: current ?? pattern, before: pattern.count, after: current?.count ?? 0 };
  });
  for (const pattern of counts.values()) pairs.push({ pattern, before: 0, after: pattern.count });
  return pairs;
}
