/**
 * NDJSON by `POST` to any address. The place travels with it, so that the other side can tell a
 * request that it has seen: `Logops-Journal: 20261201.ndjson`, `Logops-Offset: 81920`,
 * `Logops-Records: 412`, and the same two as `Idempotency-Key: 20261201.ndjson:81920-99120`.
 */
import { z } from "zod";
import type { Batch } from "../journal/mod.ts";
import { answerText, ask, outcomeOf } from "./http_answer.ts";
import { credentialHeaders, Credentials, httpUrl } from "./http_fields.ts";
import { joinLines } from "./join_lines.ts";
import { defineSink } from "./sink.ts";

const Config = z.strictObject({
  url: httpUrl().describe("Where requests go, whole"),
  headers: z.record(z.string(), z.string()).default({}).describe("Headers of every request"),
  ...Credentials,
});

export const http = defineSink({
  type: "http",
  summary: "NDJSON by POST to any address",
  promise: "at least once",
  batch: { bytesMax: 2 ** 20, ageMsMax: 1_000 },
  config: Config,
  identity: ({ url }) => [url],
  urls: ({ url }) => [url],
  create(config, { fetch, nowMs }) {
    const post = (
      body: Uint8Array<ArrayBuffer>,
      place: Record<string, string>,
      signal: AbortSignal,
    ) =>
      ask(fetch, config.url, {
        method: "POST",
        body,
        signal,
        headers: {
          "content-type": "application/x-ndjson",
          ...credentialHeaders(config),
          ...config.headers,
          ...place,
        },
      });
    return {
      async send(batch, { signal }) {
        return outcomeOf(await post(joinLines(batch), placeHeaders(batch), signal), nowMs());
      },
      async probe(signal) {
        const asked = await post(new Uint8Array(), { "logops-records": "0" }, signal);
        const ok = asked.ok && asked.answer.status < 500 &&
          ![401, 403, 404, 405, 407].includes(asked.answer.status);
        return {
          ok,
          detail: `an empty request was ${ok ? "" : "not taken: "}${answerText(asked)}`,
        };
      },
    };
  },
});

function placeHeaders({ file, start, end, lines }: Batch): Record<string, string> {
  return {
    "logops-journal": file,
    "logops-offset": String(start),
    "logops-records": String(lines.length),
    "idempotency-key": `${file}:${start}-${end}`,
  };
}
