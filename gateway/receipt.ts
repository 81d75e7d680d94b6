/** What a client is told of a stored batch, now or when it sends the batch again. */
import { Level, LEVELS, type LogRecord, LogRecord as LogRecordSchema } from "../contract/mod.ts";
import type { Batch } from "./batch.ts";
import type { Origin } from "./normalise.ts";
import { z } from "zod";

export const Receipt = z.object({
  accepted: z.int().min(0).describe("Records stored"),
  quarantined: z.int().min(1).optional().describe(
    "Records that could not be stored and are kept apart, where LOGOPS_BAD_RECORDS is quarantine",
  ),
  ts: z.iso.datetime().describe("Time of receipt, UTC"),
  emitter: z.string(),
  scenario_id: z.string().nullable(),
  missing_ts: z.int().describe("Records that had no timestamp"),
  missing_level: z.int().describe("Records that had no level"),
  unreadable_ts: z.int().describe("Records whose timestamp could not be read; kept as ts_raw"),
  unreadable_level: z.int().describe("Records whose level could not be read; kept as level_raw"),
  replaced: z.int().optional().describe(
    "Characters, U+FFFD, that stand for bytes which are no UTF-8, or for half of a surrogate pair",
  ),
  levels: z.record(Level, z.int()).describe("Records stored, by level"),
  readers: z.record(z.string(), z.int()).optional().describe(
    "Records of text/plain, by the reader that took their line; `text` is none (docs/lines.md)",
  ),
  sample: z.array(LogRecordSchema).optional()
    .describe("The first stored records, when LOGOPS_DEBUG_SAMPLE is true"),
});
export type Receipt = z.infer<typeof Receipt>;

const PROBLEMS = ["missing_ts", "missing_level", "unreadable_ts", "unreadable_level"] as const;

export function receiptOf(
  { records, counts, readers, bad }: Batch,
  { receivedTs, emitter, scenarioId }: Origin,
): Receipt {
  const { levels, replaced, ...problems } = counts;
  return {
    accepted: records,
    ...(bad.records === 0 ? {} : { quarantined: bad.records }),
    ts: receivedTs,
    emitter,
    scenario_id: scenarioId ?? null,
    ...problems,
    ...(replaced === 0 ? {} : { replaced }),
    levels,
    ...(readers.size === 0 ? {} : { readers: Object.fromEntries(readers) }),
  };
}

/** With the first records as they are stored; 0 shows none. */
export function withSample(receipt: Receipt, { lines, records }: Batch, size: number): Receipt {
  return size === 0 ? receipt : { ...receipt, sample: firstOf(lines, Math.min(records, size)) };
}

/**
 * What a batch's mark in the journal keeps of its receipt: counts that are 0 are left out, and so are
 * names, which would have to be masked; whoever sends the batch again gives the same ones.
 */
export function keptOf(receipt: Receipt): Record<string, unknown> {
  const { accepted, ts, quarantined, replaced, readers } = receipt;
  const kept: Record<string, unknown> = { accepted, ts };
  for (const name of PROBLEMS) {
    if (receipt[name] > 0) kept[name] = receipt[name];
  }
  if (quarantined !== undefined) kept.quarantined = quarantined;
  if (replaced !== undefined) kept.replaced = replaced;
  const levels: Record<string, number> = {};
  for (const level of LEVELS) {
    if (receipt.levels[level] > 0) levels[level] = receipt.levels[level];
  }
  kept.levels = levels;
  if (readers !== undefined) kept.readers = readers;
  return kept;
}

/** The receipt of which `kept` was kept. */
export function receiptFrom(
  kept: Readonly<Record<string, unknown>>,
  levels: Receipt["levels"],
  { emitter, scenarioId }: Pick<Origin, "emitter" | "scenarioId">,
): Receipt {
  const none = { missing_ts: 0, missing_level: 0, unreadable_ts: 0, unreadable_level: 0 };
  return Receipt.parse({
    ...none,
    ...kept,
    emitter,
    scenario_id: scenarioId ?? null,
    levels: { ...levels, ...kept.levels as Record<string, unknown> },
  });
}

function firstOf(lines: string, count: number): LogRecord[] {
  return lines.split("\n", count).map((line) => JSON.parse(line) as LogRecord);
}
