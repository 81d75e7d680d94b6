/**
 * The cases under load: a star around one reference, along one axis at a time.
 *
 * ```
 *            formats
 *               │
 *  batches ─ reference ─ connections        reference: JSON, batches of 100, 16 connections,
 *             ╱ │ ╲                         fsync batch, not sealed
 *        fsync  │  sealed, workers
 *             limits: a bare Deno.serve
 * ```
 *
 * Every case is a fresh process, and the whole star is walked several times: what disturbs the
 * machine meanwhile disturbs all cases alike, and ratios within one run hold.
 */
import { FORMATS } from "./bodies.ts";
import { median, spread } from "./figures.ts";
import type { LoadCase, LoadResult } from "./load.ts";
import { FSYNC_MODES } from "./subject.ts";

export const AXES = ["formats", "batches", "connections", "fsync", "sealed", "workers"] as const;
export type Axis = typeof AXES[number];

export const REFERENCE: LoadCase = {
  name: "reference",
  kind: "gateway",
  format: "json",
  records: 100,
  connections: 16,
  fsync: "batch",
  sealed: false,
};

/** With so many connections that none of two workers has to wait for the next request. */
const ONE_WORKER: LoadCase = { ...REFERENCE, name: "connections 64", connections: 64 };
/** A gateway alone uses a part of a second core as well: for its journal, and to collect garbage. */
const ONE_CORE: LoadCase = { ...ONE_WORKER, name: "64, one core", onOneCore: true };
const TWO_WORKERS: LoadCase = { ...ONE_WORKER, name: "64, 2 workers", kind: "workers" };
/** The same without the disk, which both workers wait for. */
const ONE_CORE_UNSTORED = { ...ONE_CORE, name: "64, one core, not stored", unstored: true };
const TWO_WORKERS_UNSTORED = { ...TWO_WORKERS, name: "64, 2 workers, not stored", unstored: true };
export const WORKERS = {
  one: ONE_WORKER.name,
  oneCore: ONE_CORE.name,
  two: TWO_WORKERS.name,
  oneCoreUnstored: ONE_CORE_UNSTORED.name,
  twoUnstored: TWO_WORKERS_UNSTORED.name,
} as const;

/** What any server on this runtime could reach, in the same run. */
export const LIMITS: readonly LoadCase[] = [
  { ...REFERENCE, name: "limit: read", kind: "limit: read" },
  { ...REFERENCE, name: "limit: append", kind: "limit: append" },
];

const BATCHES = [1, 10, 1000];
const CONNECTIONS = [1, 4, 64];

/** The rays of `axis`; the reference is on all of them and not repeated. */
export function casesOf(axis: Axis): LoadCase[] {
  switch (axis) {
    case "formats":
      return FORMATS.filter((format) => format !== REFERENCE.format)
        .map((format) => ({ ...REFERENCE, name: format, format }));
    case "batches":
      return BATCHES.map((records) => ({ ...REFERENCE, name: `batch ${records}`, records }));
    case "connections":
      return CONNECTIONS.map((connections) => ({
        ...REFERENCE,
        name: `connections ${connections}`,
        connections,
      }));
    case "fsync":
      return FSYNC_MODES.filter((fsync) => fsync !== REFERENCE.fsync)
        .map((fsync) => ({ ...REFERENCE, name: `fsync ${fsync}`, fsync }));
    case "sealed":
      return [{ ...REFERENCE, name: "sealed", sealed: true }];
    case "workers":
      return [ONE_WORKER, ONE_CORE, TWO_WORKERS, ONE_CORE_UNSTORED, TWO_WORKERS_UNSTORED];
  }
}

/** One result from several of the same case: medians, the largest memory, all errors. */
export function mergeResults(results: readonly LoadResult[]): LoadResult {
  const over = (figure: (result: LoadResult) => number) => median(results.map(figure));
  const perCpuSec = results.map(({ recordsPerCpuSec }) => recordsPerCpuSec);
  return {
    name: results[0]!.name,
    client: results[0]!.client,
    rounds: results.length,
    recordsPerSec: over(({ recordsPerSec }) => recordsPerSec),
    recordsPerCpuSec: median(perCpuSec),
    spread: spread(perCpuSec),
    p50Ms: over(({ p50Ms }) => p50Ms),
    p99Ms: over(({ p99Ms }) => p99Ms),
    p999Ms: over(({ p999Ms }) => p999Ms),
    residentBytesMax: Math.max(...results.map(({ residentBytesMax }) => residentBytesMax)),
    busy: over(({ busy }) => busy),
    clientBusy: over(({ clientBusy }) => clientBusy),
    errors: results.reduce((sum, { errors }) => sum + errors, 0),
  };
}
