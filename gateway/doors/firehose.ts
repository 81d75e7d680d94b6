/**
 * Amazon Data Firehose to an HTTP endpoint (docs.aws.amazon.com, "HTTP endpoint delivery request and
 * response specifications"): records in base64, each lines or objects of JSON, or what CloudWatch sends,
 * which is compressed once more.
 *
 * ```
 * {"requestId":"ed4…","timestamp":1578090901599,"records":[{"data":"aGVsbG8="}]}
 * 200 {"requestId":"ed4…","timestamp":1578090903599}
 * ```
 */
import { fail, type Failure, ok, type Result } from "../../contract/mod.ts";
import { createTextLines, unpack, valuesOf } from "../decode/mod.ts";
import { detailOf } from "../http_status.ts";
import type { IncomingRequest } from "../incoming_request.ts";
import { type BatchWriter, readTextLines, type ReadTools } from "../transcribe/mod.ts";
import { agentAnswer, type Door, type Exchange, jsonAnswer } from "./door.ts";
import { type SharedFields, withFields } from "./wire/shared_fields.ts";
import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";

const JSON_TYPE = "application/json";
const GZIP_MAGIC = [0x1f, 0x8b] as const;
const ATTRIBUTES_MAX = 50;
const ID_CHARS_MAX = 128;

const SHAPE: Failure = {
  kind: "bad_envelope",
  detail: 'The body must be {"requestId":"…","timestamp":…,"records":[{"data":"<base64>"}]}',
};

function open(request: IncomingRequest): Exchange {
  const requestId = (request.headers.get("x-amz-firehose-request-id") ?? "").slice(0, ID_CHARS_MAX);
  const attributes = attributesOf(request.headers.get("x-amz-firehose-common-attributes"));
  let sentMs = 0;
  return {
    reader: () => ({
      format: "text",
      read(body, batch, tools) {
        const envelope = parse(new TextDecoder().decode(body));
        if (envelope === undefined) return SHAPE;
        sentMs = envelope.timestamp;
        return readRecords(envelope.records, withFields(batch, attributes), tools);
      },
    }),
    accepted: ({ ts }) => jsonAnswer({ requestId, timestamp: Date.parse(ts) }),
    refused(failure) {
      const { status, headers } = agentAnswer(failure);
      const errorMessage = detailOf(failure);
      return jsonAnswer({ requestId, timestamp: sentMs, errorMessage }, status, headers);
    },
  };
}

interface Envelope {
  readonly timestamp: number;
  readonly records: readonly string[];
}

function parse(text: string): Envelope | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { records, timestamp } = (value ?? {}) as { records?: unknown; timestamp?: unknown };
  if (!Array.isArray(records)) return undefined;
  const data = records.map((record) => (record as { data?: unknown } | null)?.data);
  if (!data.every((one) => typeof one === "string")) return undefined;
  return { records: data, timestamp: typeof timestamp === "number" ? timestamp : 0 };
}

function readRecords(
  records: readonly string[],
  batch: BatchWriter,
  tools: ReadTools,
): Failure | undefined {
  const parts: Uint8Array[] = [];
  let room = batch.linesCharsMax;
  for (const record of records) {
    const opened = openRecord(Buffer.from(record, "base64"), room);
    if (!opened.ok) return opened.failure;
    room -= opened.value.length;
    parts.push(opened.value, LINE_END);
  }
  const decoded = tools.text(Buffer.concat(parts));
  if (!decoded.ok) return decoded.failure;
  const { source, replaced } = decoded.value;
  batch.counts.replaced += replaced;
  return readTextLines(source, batch, createTextLines(source.text, tools));
}

const LINE_END = new Uint8Array([0x0a]);
const encoder = new TextEncoder();
const OPEN_OBJECT = 0x7b;

/** The lines that a record is. */
function openRecord(data: Uint8Array, bytesMax: number): Result<Uint8Array> {
  const bytes = GZIP_MAGIC.every((byte, i) => data[i] === byte) ? inflate(data, bytesMax) : data;
  if (bytes === undefined) {
    return fail({
      kind: "bad_compression",
      detail: "A record is not gzip as it begins, or too large",
    });
  }
  if (bytes.length > bytesMax) return fail({ kind: "decoded_too_large", limit: bytesMax });
  if (bytes[0] !== OPEN_OBJECT) return ok(bytes);
  const text = new TextDecoder().decode(bytes);
  const unpacked = unpack("json", text, bytesMax);
  if (!unpacked.ok) return unpacked;
  // Objects may follow each other with nothing between them.
  return ok(encoder.encode(unpacked.value ?? valuesOf(text)?.join("\n") ?? text));
}

function inflate(data: Uint8Array, bytesMax: number): Uint8Array | undefined {
  try {
    return gunzipSync(data, { maxOutputLength: Math.max(1, bytesMax) });
  } catch {
    return undefined;
  }
}

/** `{"commonAttributes":{"name":"value"}}`, what the stream says of all of its records. */
function attributesOf(header: string | null): SharedFields {
  try {
    const { commonAttributes } = JSON.parse(header ?? "{}") as { commonAttributes?: unknown };
    if (typeof commonAttributes !== "object" || commonAttributes === null) return [];
    return Object.entries(commonAttributes).slice(0, ATTRIBUTES_MAX)
      .map(([name, value]) => [name, String(value)] as const);
  } catch {
    return [];
  }
}

export const firehose: Door = {
  name: "firehose",
  title: "Amazon Data Firehose",
  specification: "https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html",
  routes: () => [{
    method: "POST",
    path: "/aws/firehose",
    summary: "Firehose: store records",
    bodies: { [JSON_TYPE]: "requestId, timestamp, and records with data in base64" },
    answers: { 200: ["Stored: the request's id, and when", JSON_TYPE] },
    errorType: JSON_TYPE,
    open,
  }],
};
