/**
 * The same series from Prometheus, which scraped the gateway: records by emitter and level, and how
 * long a batch took. `query_range` is asked in pieces, as one answer has 11,000 points at most.
 *
 * A window without any sample is one in which nobody looked: nothing is known of it. An emitter
 * without samples beside others with some has sent nothing.
 */
import { z } from "zod";
import { LEVELS } from "../../contract/mod.ts";
import { seriesOfAll, seriesOfEmitter } from "./emitter_series.ts";
import type { Watched } from "./find.ts";
import { EMITTERS_MAX, type Grid, OTHER, type Series } from "./series.ts";

const POINTS_MAX = 10_000;
const ERROR_CHARACTERS_MAX = 200;

const Matrix = z.object({
  status: z.literal("success"),
  data: z.object({
    resultType: z.literal("matrix"),
    result: z.array(z.object({
      metric: z.record(z.string(), z.string()),
      values: z.array(z.tuple([z.number(), z.string()])),
    })),
  }),
});
type Row = z.infer<typeof Matrix>["data"]["result"][number];

/** Asks for a URL; the answer as text. */
export type Get = (url: string) => Promise<{ readonly status: number; readonly text: string }>;

export interface RangeOptions {
  /** Of the server: `http://127.0.0.1:9090`. */
  readonly url: string;
  readonly grid: Grid;
  readonly get: Get;
}

/** What Prometheus knows of the grid's windows, or why it cannot be asked. */
export async function readPrometheus({ url, grid, get }: RangeOptions): Promise<Watched | string> {
  const span = `[${grid.windowMs / 1000}s]`;
  const records = await ask(`sum by (emitter, level) (increase(logops_ingested_total${span}))`);
  if (typeof records === "string") return records;
  const latency = await ask(
    `sum(increase(logops_batch_latency_seconds_sum${span})) / ` +
      `sum(increase(logops_batch_latency_seconds_count${span}))`,
  );
  if (typeof latency === "string") return latency;
  const series = [...seriesOfAll(emittersOf(records, grid)), ...latencyOf(latency, grid)];
  if (series.length === 0) {
    return `${url} has no logops_ingested_total in that time: is it the Prometheus of the gateway?`;
  }
  return { grid, series, errorPatterns: [] };

  async function ask(query: string): Promise<Row[] | string> {
    const rows: Row[] = [];
    for (let from = 0; from < grid.windows; from += POINTS_MAX) {
      const to = Math.min(grid.windows, from + POINTS_MAX);
      // A point tells of the window that ends there.
      const seconds = (window: number) => (grid.startMs + window * grid.windowMs) / 1000;
      const search = new URLSearchParams({
        query,
        start: String(seconds(from + 1)),
        end: String(seconds(to)),
        step: String(grid.windowMs / 1000),
      });
      const read = readMatrix(
        await get(`${url.replace(/\/+$/, "")}/api/v1/query_range?${search}`),
        url,
      );
      if (typeof read === "string") return read;
      rows.push(...read);
    }
    return rows;
  }
}

function readMatrix(
  { status, text }: { status: number; text: string },
  url: string,
): Row[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `${url} answered ${status}, and not with JSON: is it a Prometheus?`;
  }
  const read = Matrix.safeParse(value);
  if (read.success) return read.data.data.result;
  const { error } = z.object({ error: z.string() }).safeParse(value).data ?? {};
  const said = error === undefined ? "" : `: ${error.slice(0, ERROR_CHARACTERS_MAX)}`;
  return `${url} answered ${status}, and not as a Prometheus does${said}`;
}

function emittersOf(rows: readonly Row[], grid: Grid) {
  const looked = new Uint8Array(grid.windows);
  const byEmitter = new Map<string, Float64Array[]>();
  for (const { metric, values } of rows) {
    const named = metric.emitter ?? OTHER;
    const emitter = byEmitter.has(named) || byEmitter.size < EMITTERS_MAX ? named : OTHER;
    const level = LEVELS.findIndex((each) => each === metric.level);
    if (level === -1) continue;
    const counts = byEmitter.get(emitter) ?? LEVELS.map(() => new Float64Array(grid.windows));
    byEmitter.set(emitter, counts);
    eachPoint(values, grid, (window, value) => {
      looked[window] = 1;
      counts[level]![window]! += value;
    });
  }
  for (const counts of byEmitter.values()) {
    for (const each of counts) {
      for (let window = 0; window < grid.windows; window++) {
        if (looked[window] === 0) each[window] = NaN;
      }
    }
  }
  return [...byEmitter].map(([emitter, counts]) => seriesOfEmitter(emitter, counts));
}

function latencyOf(rows: readonly Row[], grid: Grid): Series[] {
  if (rows.length === 0) return [];
  const values = new Float64Array(grid.windows).fill(NaN);
  for (const row of rows) {
    eachPoint(row.values, grid, (window, value) => {
      values[window] = value;
    });
  }
  return [{ subject: { signal: "latency" }, measure: "value", values }];
}

function eachPoint(
  points: Row["values"],
  grid: Grid,
  take: (window: number, value: number) => void,
): void {
  for (const [second, text] of points) {
    const window = Math.round((second * 1000 - grid.startMs) / grid.windowMs) - 1;
    const value = Number(text);
    if (window >= 0 && window < grid.windows && Number.isFinite(value)) take(window, value);
  }
}
