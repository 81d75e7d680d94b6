/**
 * The gateway's own dialect: JSON, NDJSON, CSV and text by content type, answered with a receipt or with
 * problem details (RFC 9457). OTLP and logplex post to the same path, told apart by type and shape.
 */
import { bodyFormat } from "../decode/mod.ts";
import { failureResponse } from "../http_status.ts";
import type { IncomingRequest } from "../incoming_request.ts";
import type { Exchange } from "./door.ts";

export function openOwn(request: IncomingRequest): Exchange {
  const format = bodyFormat(request.headers.get("content-type"));
  return {
    refusal: format.ok ? undefined : format.failure,
    reader: () => format.ok ? format.value : "json",
    /** Ends with a line feed, so that a terminal's next line is a new one. */
    accepted: (receipt) =>
      new Response(JSON.stringify(receipt) + "\n", {
        headers: { "content-type": "application/json" },
      }),
    refused: failureResponse,
  };
}
