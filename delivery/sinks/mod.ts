/** The sinks: this list is all there is. One file and one line add one. */
import { elasticsearch } from "./elasticsearch.ts";
import { http } from "./http.ts";
import { kafka } from "./kafka.ts";
import { loki } from "./loki.ts";
import { s3 } from "./s3.ts";
import type { SinkPlugin } from "./sink.ts";

export { credentialHeaders } from "./http_fields.ts";
export { openTopic } from "./kafka_topic.ts";
export type { Outcome, Probe, SendOptions, Sink, SinkDeps, SinkPlugin } from "./sink.ts";

export const sinkPlugins: readonly SinkPlugin[] = [elasticsearch, http, kafka, loki, s3];
