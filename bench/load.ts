/**
 * One case under load, measured once in a fresh process.
 *
 * ```
 * start → one batch that must be taken → warm-up → CPU before, client, CPU after → memory
 * ```
 */
import { type Format, type LoadBody, makeBodies } from "./bodies.ts";
import type { LoadClient } from "./client.ts";
import { cpuSecOf, memoryOf } from "./process_stat.ts";
import { type Fsync, startSubject, type SubjectKind } from "./subject.ts";

export interface LoadCase {
  readonly name: string;
  readonly kind: SubjectKind;
  readonly format: Format;
  /** What is sent; absent: what `format` says. */
  readonly bodies?: readonly LoadBody[];
  /** Records in a batch. */
  readonly records: number;
  readonly connections: number;
  readonly fsync: Fsync;
  readonly sealed: boolean;
  /** The server's threads share one core; absent: they go where the kernel puts them. */
  readonly onOneCore?: boolean;
  /** Acknowledged without being stored, to tell what the disk costs; absent: stored. */
  readonly unstored?: boolean;
  /** Open loop at this rate; absent: as fast as it goes. */
  readonly requestsPerSec?: number;
}

export interface LoadResult {
  readonly name: string;
  readonly client: string;
  /** How many measurements the figures are medians of. */
  readonly rounds: number;
  readonly recordsPerSec: number;
  /** For each second of CPU that the process used. */
  readonly recordsPerCpuSec: number;
  /** How far repeated measurements of `recordsPerCpuSec` lie apart, as a share. */
  readonly spread: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly residentBytesMax: number;
  /** Share of one core that the process, and that the client used. */
  readonly busy: number;
  readonly clientBusy: number;
  readonly errors: number;
}

export interface LoadDeps {
  readonly env: Readonly<Record<string, string>>;
  readonly sinkRoot: string;
  readonly client: LoadClient;
  readonly warmUpSec: number;
  readonly durationSec: number;
  readonly monotonicMs: () => number;
}

export async function measureLoad(load: LoadCase, deps: LoadDeps): Promise<LoadResult> {
  const { client, env, sinkRoot } = deps;
  const { kind, onOneCore = false } = load;
  const options = { kind, settings: settingsOf(load), sinkRoot, onOneCore };
  await using subject = await startSubject(options, env);
  const bodies = load.bodies ?? makeBodies(load.format, load.records);
  await mustAccept(subject.url, bodies[0]!);
  const { requestsPerSec } = load;
  const run = {
    ...{ url: subject.url, bodies, connections: load.connections },
    ...(requestsPerSec === undefined ? {} : { requestsPerSec }),
  };
  await client.run({ ...run, durationSec: deps.warmUpSec });

  const cpuBefore = await sumOf(subject.pids, cpuSecOf);
  const startMs = deps.monotonicMs();
  const result = await client.run({ ...run, durationSec: deps.durationSec });
  const elapsedSec = (deps.monotonicMs() - startMs) / 1000;
  const cpuSec = await sumOf(subject.pids, cpuSecOf) - cpuBefore;
  const stored = (result.requests - result.errors) * load.records;
  return {
    ...{ name: load.name, client: client.name, rounds: 1 },
    recordsPerSec: stored / result.seconds,
    recordsPerCpuSec: stored / cpuSec,
    spread: 0,
    ...{ p50Ms: result.p50Ms, p99Ms: result.p99Ms, p999Ms: result.p999Ms },
    residentBytesMax: await sumOf(
      subject.pids,
      async (pid) => (await memoryOf(pid)).residentBytesMax,
    ),
    busy: cpuSec / elapsedSec,
    clientBusy: result.cpuSec / result.seconds,
    errors: result.errors,
  };
}

async function sumOf(
  pids: readonly number[],
  figure: (pid: number) => Promise<number>,
): Promise<number> {
  return (await Promise.all(pids.map(figure))).reduce((sum, one) => sum + one, 0);
}

/** 32 bytes for sealing; a benchmark keeps no secret with it. */
const KEY = btoa("0123456789abcdef0123456789abcdef");

export function settingsOf(
  { fsync, sealed, unstored = false }: Pick<LoadCase, "fsync" | "sealed" | "unstored">,
) {
  return {
    LOGOPS_SINK_FSYNC: fsync,
    LOGOPS_SINK_FILE: String(!unstored),
    ...(sealed ? { LOGOPS_ENCRYPT_PII: "true", LOGOPS_SECRET_KEYS: `bench:${KEY}` } : {}),
  };
}

/** A benchmark of refusals would be a fast one. */
export async function mustAccept(url: string, { contentType, bytes }: LoadBody): Promise<void> {
  const headers = { "content-type": contentType, "x-emitter": "bench" };
  const response = await fetch(url, { method: "POST", headers, body: bytes });
  const text = await response.text();
  if (!response.ok) throw new Error(`The first batch was answered ${response.status}: ${text}`);
}
