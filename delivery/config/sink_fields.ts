/** Fields that every sink has beside its own: name, beginning, route, batch, retries. */
import { z } from "zod";
import type { SinkPlugin } from "../sinks/mod.ts";

const KIB = 2 ** 10;
const MIB = 2 ** 20;
const NAMES_MAX = 200;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const names = (what: string) =>
  z.array(z.string().min(1)).min(1).max(NAMES_MAX).optional().describe(what);

export const Match = z.strictObject({
  emitters: names("Emitters to take; all, if absent"),
  levels: z.array(z.enum(["DEBUG", "INFO", "WARN", "ERROR"])).min(1).optional()
    .describe("Levels to take"),
  tenants: names("Tenants to take"),
  scenarios: names("Scenarios to take"),
});
export type Match = z.infer<typeof Match>;

export const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;

const Retry = z.strictObject({
  first_ms: z.int().min(1).max(HOUR_MS).default(500).describe("Wait before the second try"),
  max_ms: z.int().min(1).max(HOUR_MS).default(60_000).describe("No wait is longer"),
  attempts_max: z.int().min(1).max(1_000_000).optional()
    .describe("Tries, after which a batch goes to the dead letters; for ever, if absent"),
});

export function commonFields({ batch }: SinkPlugin) {
  const Batching = z.strictObject({
    bytes_max: z.int().min(KIB).max(64 * MIB).default(batch.bytesMax).describe("Bytes of a batch"),
    records_max: z.int().min(1).max(1_000_000).default(100_000).describe("Records of a batch"),
    age_ms_max: z.int().min(0).max(DAY_MS).default(batch.ageMsMax)
      .describe("A batch that is not full waits no longer"),
  });
  return {
    name: z.string().regex(NAME, "must be 1 to 40 characters of a-z, 0-9, _ and -")
      .describe("Names the sink in metrics, and its place in the journal: keep it"),
    type: z.string(),
    from: z.enum(["oldest", "now"]).default("oldest")
      .describe("Where a new sink begins: at the oldest journal file, or with what comes now"),
    match: Match.default({}).describe("Records to deliver; all, if absent"),
    batch: Batching.prefault({}),
    retry: Retry.prefault({}),
  };
}

export interface CommonConfig {
  readonly name: string;
  readonly type: string;
  readonly from: "oldest" | "now";
  readonly match: Match;
  readonly batch: {
    readonly bytes_max: number;
    readonly records_max: number;
    readonly age_ms_max: number;
  };
  readonly retry: z.infer<typeof Retry>;
}
