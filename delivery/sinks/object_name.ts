/**
 * Names and bodies of objects, for every object store: the name is the place, so that a batch that is
 * sent again is the same bytes under the same name.
 *
 * ```
 * logs/dt=2026-12-01/hour=13/2026120113.w1-000000081920.ndjson.gz      hourly files
 * logs/dt=2026-12-01/20261201-000000081920.ndjson.gz                   daily files
 * ```
 *
 * The partition is the period of the journal file, by when records were received: it needs no look
 * into the records, and late records do not open old partitions.
 */
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { z } from "zod";
import { parseJournalFileName } from "../../contract/mod.ts";
import type { Batch } from "../journal/mod.ts";
import { joinLines } from "./join_lines.ts";

/** As many digits as sort every offset of a file below a terabyte. */
const OFFSET_DIGITS = 12;
const GZIP_LEVEL = 6;
const ZSTD_LEVEL = 3;

export const COMPRESSIONS = ["gzip", "zstd", "none"] as const;

export const ObjectFields = {
  prefix: z.string().regex(/^[A-Za-z0-9!_.*'()=\/-]*$/, "must be a path of plain characters")
    .default("").describe("Begins every object's name, as logs/"),
  compression: z.enum(COMPRESSIONS).default("gzip").describe("gzip, zstd or none"),
};

export interface ObjectConfig {
  readonly prefix: string;
  readonly compression: typeof COMPRESSIONS[number];
}

const EXTENSION = { gzip: ".ndjson.gz", zstd: ".ndjson.zst", none: ".ndjson" } as const;

export function objectName({ file, start }: Batch, { prefix, compression }: ObjectConfig): string {
  const stem = file.replace(/\.ndjson$/, "");
  const period = parseJournalFileName(file);
  const [date, time] = period === undefined
    ? ["unknown", ""]
    : new Date(period.startMs).toISOString().split("T") as [string, string];
  const hour = period?.rotation === "hour" ? `hour=${time.slice(0, 2)}/` : "";
  const offset = String(start).padStart(OFFSET_DIGITS, "0");
  return `${prefix}dt=${date}/${hour}${stem}-${offset}${EXTENSION[compression]}`;
}

export function objectBody(
  batch: Batch,
  { compression }: ObjectConfig,
): Uint8Array<ArrayBuffer> {
  const bytes = joinLines(batch);
  if (compression === "none") return bytes;
  const packed = compression === "gzip"
    ? gzipSync(bytes, { level: GZIP_LEVEL })
    : zstdCompressSync(bytes, {
      params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL },
    });
  return new Uint8Array(packed.buffer as ArrayBuffer, packed.byteOffset, packed.byteLength);
}

export const CONTENT_TYPE = {
  gzip: "application/gzip",
  zstd: "application/zstd",
  none: "application/x-ndjson",
} as const;
