/** The sinks: this list is all there is. One file and one line add one. */
import { azureBlob } from "./azure_blob.ts";
import { elasticsearch } from "./elasticsearch.ts";
import { gcs } from "./gcs.ts";
import { http } from "./http.ts";
import { kafka } from "./kafka.ts";
import { loki } from "./loki.ts";
import { otlp } from "./otlp.ts";
import { s3 } from "./s3.ts";
import type { SinkPlugin } from "./sink.ts";

export { azureHeaders } from "./azure_key.ts";
export { credentialHeaders } from "./http_fields.ts";
export { openTopic } from "./kafka_topic.ts";
export type { Outcome, Probe, SendOptions, Sink, SinkDeps, SinkPlugin } from "./sink.ts";

export const sinkPlugins: readonly SinkPlugin[] = [
  azureBlob,
  elasticsearch,
  gcs,
  http,
  kafka,
  loki,
  otlp,
  s3,
];
