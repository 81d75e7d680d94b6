/**
 * The shape of a scenario file. `docs/scenarios.md` shows all of it by example.
 *
 * This is structure alone: what must hold between fields is in `scenario_rules.ts`.
 */
import { z } from "zod";
import { Level, LEVELS, PII_KINDS, printable } from "../../contract/mod.ts";

export const EPS_MIN = 0.1;
export const EPS_MAX = 100_000;
export const DURATION_SEC_MAX = 86_400;
export const BATCH_SIZE_MAX = 10_000;
export const EMITTERS_MAX = 100;
export const PIECES_MAX = 200;

const second = () => z.number().min(0).max(DURATION_SEC_MAX);
const positiveSec = () => z.number().gt(0).max(DURATION_SEC_MAX);
const rate = () => z.number().min(EPS_MIN).max(EPS_MAX);
const count = () => z.int().min(0);
const share = () => z.number().min(0).max(1);

/** What may name a run: it becomes part of an HTTP header and of file names. */
export const Name = z.string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    error: "must be 1 to 64 letters, digits, dots, dashes or underscores",
  });

const Window = z.strictObject({
  start_after_sec: second().describe("When the window opens"),
  stop_after_sec: second().describe("When it closes"),
  eps: rate().optional().describe("Rate inside it; the emitter's, if absent"),
  ramp_up_sec: second().optional().describe("From 0 to the rate, in a line, after it opens"),
  ramp_down_sec: second().optional().describe("From the rate to 0, in a line, before it closes"),
});

const Step = z.strictObject({
  duration_sec: positiveSec().describe("How long the step takes, its ramp included"),
  eps: z.number().min(0).max(EPS_MAX).describe("Rate of the step; 0 is silence"),
  ramp_sec: second().optional().describe("How long the rate moves in a line from the step before"),
});

const Schedule = z.strictObject({
  start_after_sec: second().optional().describe("When the emitter starts"),
  stop_after_sec: second().optional().describe("When it stops; the end of the run, if absent"),
  ramp_up_sec: second().optional().describe("From 0 to the rate, in a line, after the start"),
  ramp_down_sec: second().optional().describe("From the rate to 0, in a line, before the stop"),
  windows: z.array(Window).min(1).max(PIECES_MAX).optional().describe("Several windows"),
  steps: z.array(Step).min(1).max(PIECES_MAX).optional().describe("One rate after another"),
  repeat: z.strictObject({
    every_sec: positiveSec().describe("How long one round takes"),
    times: z.int().min(1).optional().describe("How many rounds; to the end of the run, if absent"),
  }).optional().describe("Run the windows or steps again and again"),
  jitter_pct: z.number().min(0).max(0.9).optional()
    .describe("Share by which the rate wanders from second to second: 0.1 is ±10 %"),
});
export type ScheduleFields = z.infer<typeof Schedule>;

export const EmitterFields = z.strictObject({
  name: z.string().optional().describe("An emitter type"),
  plugin: z.string().optional().describe("Instead of name: a file that exports an emitter"),
  label: Name.optional().describe("The value of X-Emitter; the type, if absent"),
  eps: rate().optional().describe("Records per second"),
  batch_size: z.int().min(1).max(BATCH_SIZE_MAX).default(50).describe("Most records in a request"),
  batch_wait_ms: z.number().min(0).max(60_000).default(500)
    .describe("A batch that is not full is sent after this time"),
  levels: z.partialRecord(Level, z.number().min(0)).optional()
    .describe("Weight of each level; levels left out do not occur"),
  args: z.record(z.string(), z.unknown()).default({}).describe("Settings of the emitter type"),
  schedule: Schedule.default({}).describe("When it is on, and how the rate moves"),
});
export type EmitterFields = z.infer<typeof EmitterFields>;

const Bounds = z.strictObject({ min: z.number().min(0).optional(), max: z.number().optional() });

/** A verdict that takes longer is none. */
const LATE_SEC_MAX = 3_600;

/** Counts of the sender that a gateway's counter can be held against. */
export const SENDER_COUNTS = ["sent", "accepted", "rejected", "refused"] as const;

const MetricExpectation = z.strictObject({
  name: z.string().min(1).describe("A metric of the gateway's /metrics"),
  labels: z.record(z.string(), z.string()).default({}).describe("Labels that must match"),
  increase: z.union([z.number().min(0), z.string()]).optional()
    .describe("By how much it grows in the run: a number, or a count of the sender"),
  increase_min: z.number().min(0).optional(),
  increase_max: z.number().min(0).optional(),
});
export type MetricExpectation = z.infer<typeof MetricExpectation>;

export const Expect = z.strictObject({
  lost_max: count().optional().describe("Accepted records that are not stored (needs --verify)"),
  duplicated_max: count().optional().describe("Records stored once too often (needs --verify)"),
  reordered_max: count().optional().describe("Records stored after later ones (needs --verify)"),
  corrupted_max: count().optional().describe("Records not stored as sent (needs --verify)"),
  planted_pii_in_clear_max: z.union([count(), z.partialRecord(z.enum(PII_KINDS), count())])
    .optional().describe("Planted values that are stored in clear (needs --verify)"),
  late_sec_max: z.number().min(0).max(LATE_SEC_MAX).optional()
    .describe("Seconds from the end of the run until all is stored (needs --verify)"),
  dropped_max: count().optional().describe("Records that could not be sent in time"),
  unanswered_max: count().optional().describe("Records sent, but never answered"),
  rejected_ratio_max: share().optional().describe("Rejected, not by design, of all sent"),
  rejected_by_reason: z.record(z.string(), Bounds).optional().describe("Bounds for each reason"),
  defects_as_labelled: z.boolean().optional().describe("Each broken record met its label's fate"),
  achieved_rate_min: share().optional().describe("Rate achieved, of the rate asked"),
  p50_latency_ms_max: z.number().gt(0).optional(),
  p95_latency_ms_max: z.number().gt(0).optional(),
  p99_latency_ms_max: z.number().gt(0).optional(),
  level_share: z.partialRecord(Level, Bounds).optional().describe("Share of accepted records"),
  metrics: z.array(MetricExpectation).max(PIECES_MAX).optional()
    .describe("What the gateway's own counters must show"),
});
export type Expect = z.infer<typeof Expect>;

const Sending = z.strictObject({
  in_flight_max: z.int().min(1).max(1000).default(64).describe("Most requests at one time"),
  late_ms_max: z.number().min(0).max(60_000).default(1000)
    .describe("What could not be sent this long after it was due is dropped"),
  timeout_ms: z.number().min(1).max(600_000).default(10_000).describe("Longest wait for an answer"),
  attempts_max: z.int().min(1).max(100).default(5).describe("Tries of one request"),
});
export type Sending = z.infer<typeof Sending>;

export const ScenarioFields = z.strictObject({
  name: Name.describe("Name of the run"),
  description: z.string().max(200)
    .refine((text) => printable(text) === text, "must be one line without control characters")
    .default("").describe("One line, shown in lists"),
  duration_sec: positiveSec().describe("Length of the run"),
  seed: z.union([z.int(), z.string().min(1)]).optional()
    .describe("Same seed, same records; random, if absent"),
  emitters: z.array(EmitterFields).min(1).max(EMITTERS_MAX),
  sending: Sending.prefault({}).describe("Limits of the sender"),
  expect: Expect.default({}).describe("What must hold; anything broken ends in exit code 1"),
});
export type ScenarioFields = z.infer<typeof ScenarioFields>;

export const LEVELS_DEFAULT = { DEBUG: 5, INFO: 75, WARN: 15, ERROR: 5 } as const satisfies Record<
  typeof LEVELS[number],
  number
>;
