/**
 * A whole run: which parts, in which order, with what they need.
 *
 * ```
 * micro → start → star × rounds → half of the peak → shapes → generated → delivered
 * ```
 */
import type { LoadClient } from "./client.ts";
import {
  type DeliveredResult,
  GENERATED_TYPES,
  type GeneratedResult,
  measureDelivered,
  measureGenerated,
} from "./emitters.ts";
import { type LoadCase, type LoadResult, measureLoad } from "./load.ts";
import { MICRO_FILES, type MicroResult, runMicro } from "./micro.ts";
import type { BenchReport } from "./report.ts";
import { measureShapes, SHAPE_FORMS } from "./shapes.ts";
import { AXES, type Axis, casesOf, LIMITS, mergeResults, REFERENCE } from "./star.ts";
import { measureStartTimes } from "./start_time.ts";

/** The corpus as JSON, NDJSON, CSV, and lines of text. */
const SHAPE_PARTS = ["shapes", "shapes-ndjson", "shapes-csv", "shapes-text"] as const;

export const PARTS = [
  "micro",
  "start",
  "reference",
  ...AXES,
  "half",
  ...SHAPE_PARTS,
  "generated",
  "delivered",
] as const;
export type Part = typeof PARTS[number];

export interface RunOptions {
  readonly parts: readonly Part[];
  readonly rounds: number;
  readonly durationSec: number;
  readonly warmUpSec: number;
  readonly canSeal: boolean;
  readonly sinkRoot: string;
}

export interface RunDeps {
  readonly env: Readonly<Record<string, string>>;
  readonly monotonicMs: () => number;
  readonly client: LoadClient;
  /** Holds a rate. */
  readonly openLoopClient: LoadClient;
  readonly progress: (text: string) => void;
}

export type Measured = Pick<
  BenchReport,
  "loads" | "half" | "shapes" | "startMs" | "generated" | "delivered" | "micro" | "skipped"
>;

const STARTS = { quick: 3, full: 7 } as const;
/** Types whose delivery is measured, and the rates that are asked for. */
const DELIVERED: readonly (readonly [type: string, eps: number])[] = [
  ["json", 10_000],
  ["json", 50_000],
  ["json", 100_000],
  ["syslog", 100_000],
];

export async function runBench(options: RunOptions, deps: RunDeps): Promise<Measured> {
  const { parts, sinkRoot } = options;
  const has = (part: Part) => parts.includes(part);
  const { env, monotonicMs, progress } = deps;

  const micro: MicroResult[] = [];
  for (const file of has("micro") ? MICRO_FILES : []) {
    progress(file);
    micro.push(...await runMicro(file, env));
  }
  const rounds = options.rounds > 1 ? STARTS.full : STARTS.quick;
  if (has("start")) progress("start to first accepted batch");
  const startMs = has("start")
    ? await measureStartTimes({ env, sinkRoot, rounds, monotonicMs })
    : [];
  const { loads, half, skipped } = await runLoads(options, deps);
  return {
    micro,
    startMs,
    loads,
    ...(half && { half }),
    shapes: await runShapes(options, deps),
    ...await runEmitters(options, deps),
    skipped,
  };
}

async function runLoads(options: RunOptions, deps: RunDeps) {
  const { parts } = options;
  const axes = AXES.filter((axis: Axis) => parts.includes(axis));
  const isHalf = parts.includes("half");
  if (axes.length === 0 && !isHalf && !parts.includes("reference")) {
    return { loads: [], skipped: [] };
  }
  const all = [REFERENCE, ...LIMITS, ...axes.flatMap(casesOf)];
  const distinct = [...new Map(all.map((load) => [load.name, load])).values()];
  const cases = distinct.filter(({ sealed }) => !sealed || options.canSeal);
  const skipped = cases.length < distinct.length
    ? ["sealed: this gateway has no setting LOGOPS_ENCRYPT_PII"]
    : [];

  const found = new Map<string, LoadResult[]>(cases.map(({ name }) => [name, []]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const load of cases) {
      deps.progress(`round ${round} of ${options.rounds}: ${load.name}`);
      found.get(load.name)!.push(await measureOne(load, options, deps));
    }
  }
  const loads = [...found.values()].map(mergeResults);
  if (!isHalf) return { loads, skipped };
  const half = await runHalf(loads[0]!, options, deps);
  return { loads, half, skipped };
}

async function runHalf(reference: LoadResult, options: RunOptions, deps: RunDeps) {
  const requestsPerSec = reference.recordsPerSec / REFERENCE.records / 2;
  const load = { ...REFERENCE, name: "half of peak", requestsPerSec };
  const results: LoadResult[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    deps.progress(`round ${round} of ${options.rounds}: ${load.name}`);
    results.push(await measureOne(load, options, { ...deps, client: deps.openLoopClient }));
  }
  return mergeResults(results);
}

async function runShapes({ parts, ...options }: RunOptions, deps: RunDeps) {
  const forms = SHAPE_FORMS.filter((_, i) => parts.includes(SHAPE_PARTS[i]!));
  return forms.length === 0 ? [] : await measureShapes({ ...options, ...deps, forms });
}

async function measureOne(load: LoadCase, options: RunOptions, deps: RunDeps) {
  const { sinkRoot, warmUpSec, durationSec } = options;
  const { env, client, monotonicMs } = deps;
  return await measureLoad(load, { env, sinkRoot, client, warmUpSec, durationSec, monotonicMs });
}

async function runEmitters(
  { parts, sinkRoot, durationSec }: RunOptions,
  { env, monotonicMs, progress }: RunDeps,
) {
  const deps = { env, sinkRoot, durationSec, monotonicMs };
  const generated: GeneratedResult[] = [];
  for (const type of parts.includes("generated") ? GENERATED_TYPES : []) {
    progress(`generated: ${type}`);
    generated.push(await measureGenerated(type, deps));
  }
  const delivered: DeliveredResult[] = [];
  for (const [type, eps] of parts.includes("delivered") ? DELIVERED : []) {
    progress(`delivered: ${type} at ${eps} EPS`);
    delivered.push(await measureDelivered(type, eps, deps));
  }
  return { generated, delivered };
}
