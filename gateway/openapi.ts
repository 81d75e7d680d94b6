/** OpenAPI 3.1 of the gateway, from the same zod schemas that the code runs on. */
import { reasonsByStatus, titleOf } from "./http_status.ts";
import { Receipt } from "./ingest.ts";
import { z } from "zod";

const InputRecord = z.looseObject({
  ts: z.union([z.string(), z.number()]).optional().describe(
    "When it happened: RFC 3339 or epoch s/ms/µs/ns. Also: timestamp, time, @timestamp",
  ),
  level: z.union([z.string(), z.number()]).optional().describe(
    "A word, a syslog severity 0–7, or pino 10–60. Also: lvl, severity, log.level",
  ),
  msg: z.string().optional().describe("The message. Also: message, log, text, raw, body"),
}).describe("One record; every further field is kept, masked");

const ProblemBody = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("For people"),
  reason: z.string().describe("For machines: also the label of logops_rejected_total"),
}).describe("RFC 9457 problem details");

const TEXT_BODIES = {
  "application/x-ndjson": "One JSON object a line",
  "text/csv": "Header row `ts,level,msg` and any further columns",
  "text/plain": "One line = one record: RFC 5424, RFC 3164, or plain",
} as const;

const HEADERS = {
  "X-Emitter": "Who sends; becomes the emitter label (default: unknown)",
  "X-Scenario-Id": "The run that these records belong to",
  "X-Tenant-Id": "Reserved",
  "Content-Encoding": "gzip, deflate or zstd",
} as const;

export function openApi(version: string): unknown {
  return {
    openapi: "3.1.0",
    info: {
      title: "LogOps gateway",
      version,
      description: "Takes log batches; a 2xx means that the batch stands in the journal.",
    },
    paths: {
      "/v1/logs": { post: ingestOperation() },
      "/healthz": { get: plainOperation("Alive: version and features", "application/json") },
      "/readyz": {
        get: {
          ...plainOperation("Whether a batch would be accepted", "application/json"),
          responses: {
            200: { description: "It would" },
            503: { description: "It would not: the reason is in the body", content: problem() },
          },
        },
      },
      "/metrics": { get: plainOperation("Prometheus exposition", "text/plain") },
      "/openapi.json": { get: plainOperation("This document", "application/json") },
    },
    components: {
      schemas: {
        InputRecord: jsonSchema(InputRecord),
        Receipt: jsonSchema(Receipt),
        Problem: jsonSchema(ProblemBody),
      },
    },
  };
}

function ingestOperation() {
  const record = { $ref: "#/components/schemas/InputRecord" };
  const text = Object.entries(TEXT_BODIES).map(([type, description]) => [
    type,
    { schema: { type: "string", description } },
  ]);
  return {
    summary: "Store a batch of records: all of it or nothing",
    parameters: Object.entries(HEADERS).map(([name, description]) => ({
      name,
      in: "header",
      required: false,
      description,
      schema: { type: "string" },
    })),
    requestBody: {
      required: true,
      content: {
        "application/json": { schema: { anyOf: [record, { type: "array", items: record }] } },
        ...Object.fromEntries(text),
      },
    },
    responses: {
      200: {
        description: "Stored",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Receipt" } } },
      },
      ...Object.fromEntries(
        [...reasonsByStatus()].map(([status, reasons]) => [
          status,
          { description: `${titleOf(status)}: ${reasons.join(", ")}`, content: problem() },
        ]),
      ),
    },
  };
}

function plainOperation(summary: string, contentType: string) {
  return { summary, responses: { 200: { description: summary, content: { [contentType]: {} } } } };
}

function problem() {
  return { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } };
}

function jsonSchema(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12" });
  return rest;
}
