/**
 * Every variable of housekeeping, described once: the type, the parser, `.env.example` and the
 * settings page come from here.
 *
 * Nothing is destroyed unless asked: the mode is `zip` until someone says `delete`.
 */
import { z } from "zod";
import { bytes, flag, wholeNumber } from "../contract/mod.ts";

const MIB = 2 ** 20;
const RETENTION_DAYS_MAX = 36_500;
const INTERVAL_SEC_MIN = 10;
const INTERVAL_SEC_MAX = 7 * 86_400;
const READER_WAIT_HOURS_MAX = 8_760;

export const ARCHIVE_MODES = ["delete", "zip"] as const;
export type ArchiveMode = typeof ARCHIVE_MODES[number];

export const HousekeepingSettings = z.object({
  LOGOPS_SINK_DIR: z.string().default("./data/ingest")
    .describe("Directory of the journal's files"),
  LOGOPS_RETENTION_DAYS: wholeNumber(0, RETENTION_DAYS_MAX).default(7)
    .describe("Days that a journal file stays after the day or hour in its name is over (UTC)"),
  LOGOPS_ARCHIVE_MODE: z.enum(ARCHIVE_MODES).default("zip")
    .describe("What happens to a file past its retention: moved into a zip, or deleted"),
  LOGOPS_ARCHIVE_DIR: z.string().default("./data/archive")
    .describe("Directory of the zip archives"),
  LOGOPS_HOUSEKEEP_AUTORUN: flag().default(false)
    .describe("Whether the gateway runs housekeeping itself"),
  LOGOPS_HOUSEKEEP_INTERVAL_SEC: wholeNumber(INTERVAL_SEC_MIN, INTERVAL_SEC_MAX).default(3_600)
    .describe("Seconds from the end of one sweep to the start of the next"),
  LOGOPS_HOUSEKEEP_READER_WAIT_HOURS: wholeNumber(0, READER_WAIT_HOURS_MAX).default(48)
    .describe("Hours that a file which is due waits for a registered reader; then it goes anyway"),
  LOGOPS_SINK_BYTES_MAX: bytes(MIB).optional()
    .describe("Ceiling for the sink folder: above it the oldest finished files go early"),
});
export type HousekeepingSettings = z.infer<typeof HousekeepingSettings>;
