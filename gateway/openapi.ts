/** OpenAPI 3.1 of the gateway, from the same zod schemas and tables that the code runs on. */
import { type AuthMode, ENCODINGS, NAME } from "./admit/mod.ts";
import { reasonsByStatus, titleOf } from "./http_status.ts";
import { earlyReasonsByStatus } from "./listen/mod.ts";
import { Receipt } from "./receipt.ts";
import { SECURITY_BY_MODE, SECURITY_SCHEMES, signatureParameters } from "./openapi_auth.ts";
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

/** An empty value is as good as none. */
const NAME_SCHEMA = { type: "string", pattern: `^(${NAME.source.slice(1, -1)})?$` };

const HEADERS = {
  "X-Emitter": {
    description: "Who sends; becomes the emitter label (default: unknown)",
    schema: NAME_SCHEMA,
  },
  "X-Scenario-Id": { description: "The run that these records belong to", schema: NAME_SCHEMA },
  "X-Tenant-Id": { description: "Reserved", schema: NAME_SCHEMA },
  "Idempotency-Key": {
    description:
      "The batch's own, the same at every attempt: it is stored once (docs/idempotency.md)",
    schema: { type: "string", maxLength: 257 },
  },
  "Content-Encoding": {
    description: "How the body is compressed; empty is identity",
    schema: { type: "string", enum: ["", ...ENCODINGS] },
  },
} as const;

/** What clients act on, by the status that it comes with. */
const ANSWER_HEADERS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { "WWW-Authenticate": 'LogOps realm="logops"' },
  429: {
    "Retry-After": "Seconds after which the same request is let in",
    "X-RateLimit-Limit":
      "How many requests or bytes a second are allowed; unit in the body says which",
    "X-RateLimit-Remaining": "How many of them are left now",
  },
  503: { "Retry-After": "Seconds after which to try again" },
};

export function openApi(version: string, mode: AuthMode): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "LogOps gateway",
      version,
      description: "Takes log batches; a 2xx means that the batch stands in the journal.",
    },
    paths: {
      "/v1/logs": { post: ingestOperation(mode) },
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
    },
    components: {
      securitySchemes: SECURITY_SCHEMES,
      schemas: {
        InputRecord: jsonSchema(InputRecord),
        Receipt: jsonSchema(Receipt),
        Problem: jsonSchema(ProblemBody),
      },
    },
  };
}

function ingestOperation(mode: AuthMode) {
  const record = { $ref: "#/components/schemas/InputRecord" };
  const text = Object.entries(TEXT_BODIES).map(([type, description]) => [
    type,
    { schema: { type: "string", description } },
  ]);
  return {
    summary: "Store a batch of records: all of it or nothing",
    security: SECURITY_BY_MODE[mode],
    parameters: [
      ...Object.entries(HEADERS).map(([name, { description, schema }]) => ({
        name,
        in: "header",
        required: false,
        description,
        schema,
      })),
      ...signatureParameters(mode),
    ],
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
        content: { "application/json": { schema: { $ref: "#/components/schemas/Receipt" } } },
      },
      ...problemAnswers(reasonsByStatus()),
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

/** Those of `reasons`, with what any request may be answered that cannot be read. */
function problemAnswers(reasons: ReadonlyMap<number, readonly string[]> = new Map()) {
  const early = earlyReasonsByStatus();
  const statuses = new Set([...reasons.keys(), ...early.keys()]);
  return Object.fromEntries([...statuses].map((status) => {
    const all = new Set([...reasons.get(status) ?? [], ...early.get(status) ?? []]);
    return [status, problemAnswer(status, `${titleOf(status)}: ${[...all].join(", ")}`)];
  }));
}

function problemAnswer(status: number, description: string) {
  const headers = Object.entries(ANSWER_HEADERS[status] ?? {}).map(([name, meaning]) => [
    name,
    { description: meaning, schema: { type: "string" } },
  ]);
  return {
    description,
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
    content: {
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
    },
  };
}

const INTERNAL = problemAnswer(500, "internal: a bug; the log has it under the id in the body");

function jsonSchema(schema: z.ZodType) {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: "draft-2020-12" });
  return rest;
}
