/**
 * Google Cloud Storage by its JSON API: one object for each batch, named by its place, stored with
 * `ifGenerationMatch=0`. Sent again it is the same bytes under the same name; 412 says it is there.
 */
import { z } from "zod";
import { createTokens, parseServiceAccount, type Token } from "./gcs_token.ts";
import { answerText, ask, type Asked, joinUrl, outcomeOf } from "./http_answer.ts";
import { httpUrl, secret } from "./http_fields.ts";
import { CONTENT_TYPE, objectBody, ObjectFields, objectName } from "./object_name.ts";
import { asObject } from "./s3.ts";
import { defineSink, type Outcome, type SinkDeps } from "./sink.ts";

const PRECONDITION_FAILED = 412;

const Config = z.strictObject({
  url: httpUrl().default("https://storage.googleapis.com").describe("The service's address"),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/, "must be a bucket's name"),
  service_account: secret().optional()
    .describe("Key file of a service account: ${file:/run/secrets/gcs.json}")
    .refine((text) => text === undefined || parseServiceAccount(text) !== undefined, {
      error: "must be the JSON of a service account's key",
    }),
  access_token: secret().optional().describe("Instead of it, a token that others renew"),
  ...ObjectFields,
});
type Config = z.output<typeof Config>;

export const gcs = defineSink({
  type: "gcs",
  summary: "Google Cloud Storage",
  promise: "once",
  batch: { bytesMax: 8 * 2 ** 20, ageMsMax: 60_000 },
  config: Config,
  identity: ({ url, bucket, prefix }) => [url, bucket, prefix],
  urls({ url, service_account }) {
    const account = service_account === undefined
      ? undefined
      : parseServiceAccount(service_account);
    return account === undefined ? [url] : [url, account.token_uri];
  },
  create(config, deps) {
    const tokenFor = tokensOf(config, deps);
    const request = async (
      path: string,
      signal: AbortSignal,
      init: RequestInit & { readonly headers?: Record<string, string> },
    ): Promise<Asked | Extract<Token, { ok: false }>> => {
      const token = await tokenFor(signal);
      if (!token.ok) return token;
      const headers = { ...init.headers, ...token.headers };
      return await ask(deps.fetch, joinUrl(config.url, path), { ...init, headers, signal });
    };
    const put = (
      name: string,
      body: BodyInit,
      type: string,
      signal: AbortSignal,
      once: boolean,
    ) => {
      const query = new URLSearchParams({ uploadType: "media", name });
      if (once) query.set("ifGenerationMatch", "0");
      const path = `/upload/storage/v1/b/${config.bucket}/o?${query}`;
      return request(path, signal, { method: "POST", body, headers: { "content-type": type } });
    };
    return {
      async send(batch, { signal }): Promise<Outcome> {
        if (batch.lines.length === 0) return { kind: "done" };
        const type = CONTENT_TYPE[config.compression];
        const name = objectName(batch, config);
        const asked = await put(name, objectBody(batch, config), type, signal, true);
        if ("isDenied" in asked) return deniedOutcome(asked);
        if (asked.ok && asked.answer.status === PRECONDITION_FAILED) return { kind: "done" };
        return asObject(outcomeOf(asked, deps.nowMs()));
      },
      async probe(signal) {
        const name = `${config.prefix}logops-probe`;
        const asked = await put(name, "probe\n", "text/plain", signal, false);
        if ("isDenied" in asked) return { ok: false, detail: asked.detail };
        if (!asked.ok || asked.answer.status !== 200) {
          return { ok: false, detail: `${config.bucket}/${name}: ${answerText(asked)}` };
        }
        const path = `/storage/v1/b/${config.bucket}/o/${encodeURIComponent(name)}`;
        const removed = await request(path, signal, { method: "DELETE" });
        const isClean = !("isDenied" in removed) && removed.ok && removed.answer.status < 300;
        const rest = isClean ? "and removed" : "but not removed";
        return { ok: true, detail: `${config.bucket}/${name} was written ${rest}` };
      },
    };
  },
});

function tokensOf(config: Config, deps: SinkDeps): (signal: AbortSignal) => Promise<Token> {
  const { service_account, access_token } = config;
  const account = service_account === undefined ? undefined : parseServiceAccount(service_account);
  if (account !== undefined) return createTokens(account, deps);
  const headers: Record<string, string> = access_token === undefined
    ? {}
    : { authorization: `Bearer ${access_token}` };
  return () => Promise.resolve({ ok: true, headers });
}

function deniedOutcome({ detail, isDenied }: Extract<Token, { ok: false }>): Outcome {
  return isDenied ? { kind: "credentials", detail } : { kind: "retry", detail, tookNothing: true };
}
