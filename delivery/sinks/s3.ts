/**
 * S3 and every store that is compatible: one object for each batch, named by its place, stored with
 * `If-None-Match: *`. Sent again it is the same bytes under the same name; 412 says that it is there.
 */
import { AwsClient } from "aws4fetch";
import { z } from "zod";
import { answerText, ask, joinUrl, outcomeOf } from "./http_answer.ts";
import { httpUrl, secret } from "./http_fields.ts";
import { CONTENT_TYPE, objectBody, ObjectFields, objectName } from "./object_name.ts";
import { defineSink, type Outcome } from "./sink.ts";

const PRECONDITION_FAILED = 412;

const Config = z.strictObject({
  url: httpUrl().describe("The store's address: https://s3.eu-central-1.amazonaws.com, a MinIO's"),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be a bucket's name"),
  region: z.string().min(1).default("us-east-1").describe("Region that requests are signed for"),
  access_key_id: secret().describe("Access key"),
  secret_access_key: secret().describe("Its secret"),
  session_token: secret().optional().describe("For temporary credentials"),
  ...ObjectFields,
});

export const s3 = defineSink({
  type: "s3",
  summary: "S3 and every store that is compatible",
  promise: "once",
  batch: { bytesMax: 8 * 2 ** 20, ageMsMax: 60_000 },
  config: Config,
  identity: ({ url, bucket, prefix }) => [url, bucket, prefix],
  urls: ({ url }) => [url],
  create(config, { fetch, nowMs }) {
    const client = new AwsClient({
      accessKeyId: config.access_key_id,
      secretAccessKey: config.secret_access_key,
      ...(config.session_token === undefined ? {} : { sessionToken: config.session_token }),
      region: config.region,
      service: "s3",
      retries: 0, // delivery tries again by itself
    });
    const request = async (
      method: string,
      name: string,
      signal: AbortSignal,
      init: { readonly body?: Uint8Array<ArrayBuffer>; readonly headers?: Record<string, string> } =
        {},
    ) => {
      const url = joinUrl(config.url, `/${config.bucket}/${name}`);
      return await ask(fetch, await client.sign(url, { method, ...init }), { signal });
    };
    return {
      async send(batch, { signal }): Promise<Outcome> {
        if (batch.lines.length === 0) return { kind: "done" };
        const asked = await request("PUT", objectName(batch, config), signal, {
          body: objectBody(batch, config),
          headers: { "content-type": CONTENT_TYPE[config.compression], "if-none-match": "*" },
        });
        if (asked.ok && asked.answer.status === PRECONDITION_FAILED) return { kind: "done" };
        return asObject(outcomeOf(asked, nowMs()));
      },
      async probe(signal) {
        const name = `${config.prefix}logops-probe`;
        const put = await request("PUT", name, signal, {
          body: new TextEncoder().encode("probe\n"),
        });
        if (!put.ok || put.answer.status !== 200) {
          return { ok: false, detail: `PUT ${config.bucket}/${name}: ${answerText(put)}` };
        }
        const removed = await request("DELETE", name, signal);
        const isClean = removed.ok && removed.answer.status < 300;
        const rest = isClean ? "and removed" : `but not removed (${answerText(removed)})`;
        return { ok: true, detail: `${config.bucket}/${name} was written ${rest}` };
      },
    };
  },
});

/** No record can be bad in an object: what is refused is the request, and waits for a person. */
export function asObject(outcome: Outcome): Outcome {
  return outcome.kind === "refused" ? { kind: "retry", detail: outcome.detail } : outcome;
}
