/**
 * The stored record: one line of NDJSON in the journal, and the only shape that anything
 * downstream of the gateway reads.
 *
 * ```json
 * {"ts":"2026-05-01T10:00:00.000Z","level":"INFO","msg":"login by j***@example.com",
 *  "emitter":"json","scenario_id":"burst-42","seq":7,"user":{"ip":"83.11.x.x"}}
 * ```
 */
import { z } from "zod";

/** Severities from least to most severe. Every input level maps onto one of these. */
export const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;

/** The field of a batch's last record that has the batch's key and receipt: `docs/idempotency.md`. */
export const MARK_FIELD = "_batch";

export const Level = z.enum(LEVELS).describe("Severity of the record");
export type Level = z.infer<typeof Level>;

/** One stored line. Keys appear in this order; every other field of the input follows, masked. */
export const LogRecord = z.looseObject({
  ts: z.iso.datetime().describe("When it happened: RFC 3339, UTC"),
  level: Level,
  msg: z.string().describe("The message, masked"),
  emitter: z.string().describe("Who sent it: X-Emitter, or the authenticated client's emitter"),
  scenario_id: z.string().optional().describe("The run that produced it, if any"),
  tenant_id: z.string().optional().describe("Reserved"),
  pii: z.string().optional().describe("Sealed originals of masked fields: JWE compact"),
  pii_index: z.array(z.string()).optional()
    .describe("Keyed fingerprints of the e-mail and IP addresses in the record"),
  [MARK_FIELD]: z.looseObject({ id: z.string() }).optional()
    .describe("In the last record of a batch that came with a key: the key's digest, the receipt"),
});
export type LogRecord = z.infer<typeof LogRecord>;

/** The share of each level in a stream, as weights: `{ DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 }`. */
export type LevelMix = Readonly<Record<Level, number>>;
