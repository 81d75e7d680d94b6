/**
 * Loki's push API (grafana.com, "Loki HTTP API: push log entries"): streams of JSON, or `PushRequest` in
 * protobuf and snappy, as agents send. 204 says that all of it is stored.
 *
 * Labels, structured metadata and the line become fields, a time of nanoseconds stays whole.
 */
import { agentAnswer, detailOf, type Door, type DoorRoute, mediaTypeOf } from "../door.ts";
import { readLokiJson } from "./json_reader.ts";
import { readLokiProtobuf } from "./protobuf_reader.ts";
import type { IncomingRequest } from "../../incoming_request.ts";

const PROTOBUF_TYPE = "application/x-protobuf";
const JSON_TYPE = "application/json";

function open(request: IncomingRequest): ReturnType<NonNullable<DoorRoute["open"]>> {
  const type = mediaTypeOf(request);
  const isKnown = type === JSON_TYPE || type === PROTOBUF_TYPE;
  const detail = `Content-Type must be ${JSON_TYPE} or ${PROTOBUF_TYPE}`;
  return {
    refusal: isKnown ? undefined : { kind: "unsupported_media_type", detail },
    reader: () => ({
      format: "json",
      read: type === JSON_TYPE ? readLokiJson : readLokiProtobuf,
    }),
    accepted: () => new Response(null, { status: 204 }),
    refused(failure) {
      const { status, headers } = agentAnswer(failure);
      return new Response(`${detailOf(failure)}\n`, {
        status,
        headers: { "content-type": "text/plain; charset=utf-8", ...headers },
      });
    },
  };
}

export const loki: Door = {
  name: "loki",
  title: "Loki push",
  specification: "https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs",
  routes: () => [
    {
      method: "POST",
      path: "/loki/api/v1/push",
      summary: "Loki: push streams",
      bodies: {
        [JSON_TYPE]: "streams, each with labels and values",
        [PROTOBUF_TYPE]: "PushRequest of logproto, in snappy",
      },
      answers: { 204: ["Stored"] },
      errorType: "text/plain",
      open,
    },
  ],
};
