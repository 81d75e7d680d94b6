/** OpenAPI 3.1 of the gateway, from the same zod schemas and tables that the code runs on. */
import type { AuthMode } from "./admit/mod.ts";
import { reasonsByStatus } from "./http_status.ts";
import type { OpenDoors } from "./doors/mod.ts";
import { OWN_PATH } from "./doors/mod.ts";
import { INTERNAL, problemAnswer, problemAnswers, withContent } from "./openapi_answers.ts";
import { doorPaths } from "./openapi_doors.ts";
import { ingestParameters } from "./openapi_parameters.ts";
import { Receipt } from "./receipt.ts";
import { SECURITY_BY_MODE, SECURITY_SCHEMES } from "./openapi_auth.ts";
import { z } from "zod";

/** Of any type: what cannot be read as what it is named is kept as it was, and counted. */
const InputRecord = z.looseObject({
  ts: z.any().optional().describe(
    "When it happened: RFC 3339 or epoch s/ms/µs/ns. Also: timestamp, time, @timestamp",
  ),
  level: z.any().optional().describe(
    "A word, a syslog severity 0–7, or pino 10–60. Also: lvl, severity, log.level",
  ),
  msg: z.any().optional().describe(
    "The message; what is no text is kept as its JSON. Also: message, log, text, raw, body",
  ),
}).describe("One record; every further field is kept, masked");

const ProblemBody = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("For people"),
  reason: z.string().describe("For machines: also the label of logops_rejected_total"),
  line: z.int().optional().describe("Where the fault is; counts from 1, as does column"),
  column: z.int().optional(),
  byte: z.int().optional().describe("Counts from 0"),
  limit: z.number().optional().describe("What was exceeded: bytes, records, or unit a second"),
  unit: z.enum(["requests", "bytes"]).optional().describe("Of what there were too many"),
  invalid_indices: z.array(z.int()).optional().describe("Records at fault: the first 50 of count"),
  count: z.int().optional(),
  id: z.string().optional().describe("Names one occurrence of a bug, here and in the log"),
}).describe("RFC 9457 problem details");

const TEXT_BODIES = {
  "application/x-ndjson": "One JSON object a line",
  "text/csv": "Header row `ts,level,msg` and any further columns",
  "text/plain": "One line = one record: RFC 5424, RFC 3164, time and level, or plain",
} as const;

/** What OTLP is answered in JSON, on the route that it shares with our own dialect. */
const OtlpResponse = z.strictObject({ partialSuccess: z.looseObject({}) });
const IngestAnswer = z.union([Receipt, OtlpResponse]).describe(
  "A receipt; to OTLP/JSON an ExportLogsServiceResponse",
);

export function openApi(version: string, mode: AuthMode, doors: OpenDoors): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "LogOps gateway",
      version,
      description: "Takes log batches; a 2xx means that the batch stands in the journal.",
    },
    paths: {
      [OWN_PATH]: { post: ingestOperation(mode, doors) },
      "/healthz": { get: plainOperation("Alive: version and features", "application/json") },
      "/readyz": {
        get: {
          summary: "Whether a batch would be accepted",
          responses: {
            200: { description: "It would", content: { "application/json": {} } },
            ...problemAnswers(),
            503: problemAnswer(503, "It would not, or no connection is free: the body says why"),
            500: INTERNAL,
          },
        },
      },
      "/metrics": { get: metricsOperation() },
      "/openapi.json": { get: plainOperation("This document", "application/json") },
      ...doorPaths(doors, mode),
    },
    components: {
      securitySchemes: SECURITY_SCHEMES,
      schemas: {
        InputRecord: jsonSchema(InputRecord),
        Receipt: jsonSchema(Receipt),
        IngestAnswer: jsonSchema(IngestAnswer),
        Problem: jsonSchema(ProblemBody),
      },
    },
  };
}

function ingestOperation(mode: AuthMode, { doors }: OpenDoors) {
  const record = { $ref: "#/components/schemas/InputRecord" };
  const others = doors.flatMap(({ sharedBodies }) => Object.entries(sharedBodies ?? {}));
  const text = [...Object.entries(TEXT_BODIES), ...others].map(([type, description]) => [
    type,
    { schema: { type: "string", description } },
  ]);
  return {
    summary: "Store a batch of records: all of it or nothing",
    security: SECURITY_BY_MODE[mode],
    parameters: ingestParameters(mode),
    requestBody: {
      required: true,
      content: {
        "application/json": { schema: { anyOf: [record, { type: "array", items: record }] } },
        ...Object.fromEntries(text),
      },
    },
    responses: {
      200: {
        description: "Stored, now or when it was sent before",
        headers: {
          "Idempotent-Replayed": {
            description:
              "`true` where the batch was stored before, and the receipt is the first one",
            schema: { type: "string", enum: ["true"] },
          },
        },
        content: {
          "application/json": { schema: { $ref: "#/components/schemas/IngestAnswer" } },
          ...sharedContent(doors),
        },
      },
      ...Object.fromEntries(
        doors.flatMap(({ sharedSuccess }) => Object.entries(sharedSuccess ?? {}))
          .map(([status, description]) => [status, { description }]),
      ),
      ...withContent(problemAnswers(reasonsByStatus()), {
        ...sharedContent(doors),
        ...(doors.some(({ name }) => name === "otlp") ? { "application/json": {} } : {}),
      }),
      500: INTERNAL,
    },
  };
}

function plainOperation(summary: string, contentType: string) {
  const answer = { description: summary, content: { [contentType]: {} } };
  return { summary, responses: { 200: answer, ...problemAnswers(), 500: INTERNAL } };
}

function metricsOperation() {
  const { summary, responses } = plainOperation("Prometheus exposition", "text/plain");
  const silent =
    "No connection is free, or no_supervisor: this worker cannot have the sum of all workers now";
  return { summary, responses: { ...responses, 503: problemAnswer(503, silent) } };
}

function jsonSchema(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12" });
  return rest;
}

function sharedContent(doors: OpenDoors["doors"]) {
  const types = doors.flatMap(({ sharedAnswers }) => Object.keys(sharedAnswers ?? {}));
  return Object.fromEntries(types.map((type) => [type, {}]));
}
