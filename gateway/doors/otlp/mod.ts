/** OTLP over HTTP: shares `/v1/logs` with our own dialect. */
export { serveGrpc } from "./grpc.ts";
import type { Door } from "../door.ts";
import { openOtlp, PROTOBUF_TYPE } from "./otlp.ts";

export const otlp: Door = {
  name: "otlp",
  title: "OTLP/HTTP",
  specification: "https://opentelemetry.io/docs/specs/otlp/#otlphttp",
  openShared: openOtlp,
  sharedBodies: {
    [PROTOBUF_TYPE]:
      "OTLP: ExportLogsServiceRequest; as application/json it begins with resourceLogs",
  },
  sharedAnswers: {
    [PROTOBUF_TYPE]: "ExportLogsServiceResponse, or google.rpc.Status where the batch is refused",
  },
};
