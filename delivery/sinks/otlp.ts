/**
 * OTLP over HTTP, to an OpenTelemetry Collector or whatever takes it: at least once. The place travels
 * with each record as the attributes `logops.journal` and `logops.offset`, so that others can tell.
 */
import { z } from "zod";
import { answerText, ask, joinUrl, outcomeOf } from "./http_answer.ts";
import { credentialHeaders, Credentials, httpUrl } from "./http_fields.ts";
import { asJson, asProtobuf, otlpRecords } from "./otlp_logs.ts";
import { rejectedIn } from "./otlp_protobuf.ts";
import { defineSink, type Outcome } from "./sink.ts";

const Config = z.strictObject({
  url: httpUrl().describe("Base to which /v1/logs is added; VictoriaLogs: …/insert/opentelemetry"),
  encoding: z.enum(["protobuf", "json"]).default("protobuf").describe("How requests are written"),
  headers: z.record(z.string(), z.string()).default({}).describe("Headers of every request"),
  ...Credentials,
});

const CONTENT_TYPE = { protobuf: "application/x-protobuf", json: "application/json" } as const;

export const otlp = defineSink({
  type: "otlp",
  summary: "OpenTelemetry Collector and others that take OTLP over HTTP",
  promise: "at least once",
  batch: { bytesMax: 2 ** 20, ageMsMax: 1_000 },
  config: Config,
  identity: ({ url }) => [url],
  urls: ({ url }) => [url],
  create(config, { fetch, nowMs }) {
    const url = joinUrl(config.url, "/v1/logs");
    const headers = {
      "content-type": CONTENT_TYPE[config.encoding],
      ...credentialHeaders(config),
      ...config.headers,
    };
    const post = (body: BodyInit, signal: AbortSignal) =>
      ask(fetch, url, { method: "POST", body, headers, signal });
    return {
      async send(batch, { signal }): Promise<Outcome> {
        const { byEmitter, unreadable } = otlpRecords(batch);
        if (byEmitter.size > 0) {
          const body = config.encoding === "json"
            ? asJson(batch.file, byEmitter)
            : asProtobuf(batch.file, byEmitter);
          const asked = await post(body, signal);
          const outcome = outcomeOf(asked, nowMs());
          if (outcome.kind !== "done") return outcome;
          const rejected = asked.ok ? rejectedBy(asked.answer.body, config.encoding) : 0;
          // It says how many, not which: in halves they are found, and the others come again.
          if (rejected > 0) return { kind: "refused", detail: `${rejected} records were rejected` };
        }
        if (unreadable.length === 0) return { kind: "done" };
        return { kind: "refused", detail: "not a stored record", offsets: unreadable };
      },
      async probe(signal) {
        const empty = config.encoding === "json" ? '{"resourceLogs":[]}' : new Uint8Array();
        const asked = await post(empty, signal);
        const ok = asked.ok && asked.answer.status >= 200 && asked.answer.status < 300;
        return { ok, detail: `a request without records ${answerText(asked)}` };
      },
    };
  },
});

function rejectedBy(body: string, encoding: "protobuf" | "json"): number {
  if (encoding === "protobuf") return rejectedIn(new TextEncoder().encode(body)) ?? 0;
  try {
    const answer = JSON.parse(body) as {
      partialSuccess?: { rejectedLogRecords?: string | number };
    };
    return Number(answer?.partialSuccess?.rejectedLogRecords ?? 0) || 0;
  } catch {
    return 0;
  }
}
