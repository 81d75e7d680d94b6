/**
 * OTLP/HTTP for logs (OpenTelemetry protocol 1.x, "OTLP/HTTP"): `ExportLogsServiceRequest` in protobuf or
 * JSON, answered in the same encoding.
 *
 * ```
 * POST /v1/logs   application/x-protobuf                  0a … → ExportLogsServiceResponse
 *                 application/json, {"resourceLogs":[…]}       → {"partialSuccess":{}}
 * ```
 *
 * What is refused is a `google.rpc.Status`. Clients send again what is answered 429 or 503, after
 * `Retry-After`, and nothing else.
 */
import type { Failure } from "../../../contract/mod.ts";
import type { IncomingRequest } from "../../incoming_request.ts";
import { agentAnswer, detailOf, type Exchange, jsonAnswer, mediaTypeOf } from "../door.ts";
import { openOwn } from "../logops.ts";
import { grpcCodeOf } from "./grpc_code.ts";
import { type OtlpOutcome, readOtlpProtobuf } from "./protobuf_reader.ts";
import { responseMessage, statusMessage } from "./protobuf_writer.ts";

export const PROTOBUF_TYPE = "application/x-protobuf";

/** At its beginning a body of OTLP/JSON shows what it is. */
const SHAPE = /^\s*\{\s*"resource_?[lL]ogs"\s*:/;
const SHAPE_BYTES_MAX = 256;

/** A request to `/v1/logs` by its content type; `undefined` where it is of another dialect. */
export function openOtlp(request: IncomingRequest): Exchange | undefined {
  switch (mediaTypeOf(request)) {
    case PROTOBUF_TYPE:
    case "application/protobuf":
      return openProtobuf();
    case "application/json":
      return openJson(request);
    default:
      return undefined;
  }
}

function openProtobuf(): Exchange {
  const outcome: OtlpOutcome = { rejected: 0 };
  return {
    reader: () => ({
      format: "json",
      read: (body, batch) => readOtlpProtobuf(body, batch, outcome),
    }),
    tellsOfRecords: true,
    accepted: () => protobufAnswer(responseMessage(outcome.rejected, REJECTED)),
    refused(failure) {
      const { status, headers } = agentAnswer(failure);
      const message = statusMessage(grpcCodeOf(failure), detailOf(failure));
      return protobufAnswer(message, status, headers);
    },
  };
}

export const REJECTED = "Nested deeper than a record may be";

/** Our own dialect, until the body is there and shows that it is not. */
function openJson(request: IncomingRequest): Exchange {
  const own = openOwn(request);
  let isOtlp = false;
  return {
    refusal: own.refusal,
    reader(body) {
      isOtlp = SHAPE.test(new TextDecoder().decode(body.subarray(0, SHAPE_BYTES_MAX)));
      return own.reader(body);
    },
    accepted: (receipt) => isOtlp ? jsonAnswer({ partialSuccess: {} }) : own.accepted(receipt),
    refused: (failure) => isOtlp ? jsonStatus(failure) : own.refused(failure),
  };
}

function jsonStatus(failure: Failure): Response {
  const { status, headers } = agentAnswer(failure);
  return jsonAnswer({ code: grpcCodeOf(failure), message: detailOf(failure) }, status, headers);
}

function protobufAnswer(
  message: Uint8Array<ArrayBuffer>,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(message, { status, headers: { "content-type": PROTOBUF_TYPE, ...headers } });
}
