/**
 * Azure Blob Storage: one block blob for each batch, named by its place, stored with
 * `If-None-Match: *`. Sent again it is the same bytes under the same name; 409 says it is there.
 */
import { z } from "zod";
import { azureHeaders, type AzureRequest } from "./azure_key.ts";
import { answerText, ask, joinUrl, outcomeOf } from "./http_answer.ts";
import { httpUrl, secret } from "./http_fields.ts";
import { CONTENT_TYPE, objectBody, ObjectFields, objectName } from "./object_name.ts";
import { asObject } from "./s3.ts";
import { defineSink, type Outcome } from "./sink.ts";

/** There already: `BlobAlreadyExists`, or a condition that does not hold. */
const EXISTS = new Set([409, 412]);
const CREATED = 201;

const Config = z.strictObject({
  url: httpUrl().describe("The account's address: https://acme.blob.core.windows.net"),
  container: z.string().regex(/^[a-z0-9](-?[a-z0-9]){2,62}$/, "must be a container's name"),
  account: z.string().regex(/^[a-z0-9]{3,24}$/, "must be an account's name").optional()
    .describe("Account, with account_key"),
  account_key: secret().optional().describe("Its key, in base64"),
  sas_token: secret().optional().describe("Instead of it, a shared access signature"),
  ...ObjectFields,
});

export const azureBlob = defineSink({
  type: "azure_blob",
  summary: "Azure Blob Storage",
  promise: "once",
  batch: { bytesMax: 8 * 2 ** 20, ageMsMax: 60_000 },
  config: Config,
  identity: ({ url, container, prefix }) => [url, container, prefix],
  urls: ({ url }) => [url],
  create(config, { fetch, nowMs }) {
    const { account, account_key: key, sas_token: sas } = config;
    const access = account === undefined || key === undefined ? undefined : { account, key };
    const request = async (
      method: AzureRequest["method"],
      name: string,
      signal: AbortSignal,
      headers: Record<string, string> = {},
      body?: Uint8Array<ArrayBuffer>,
    ) => {
      const url = new URL(joinUrl(config.url, `/${config.container}/${name}`));
      const signed = { method, url, headers, length: body?.length ?? 0 };
      const all = await azureHeaders(signed, access, nowMs());
      if (sas !== undefined) url.search = sas.replace(/^\?/, "");
      return await ask(fetch, url, { method, headers: all, signal, ...(body ? { body } : {}) });
    };
    return {
      async send(batch, { signal }): Promise<Outcome> {
        if (batch.lines.length === 0) return { kind: "done" };
        const headers = {
          "content-type": CONTENT_TYPE[config.compression],
          "if-none-match": "*",
          "x-ms-blob-type": "BlockBlob",
        };
        const body = objectBody(batch, config);
        const asked = await request("PUT", objectName(batch, config), signal, headers, body);
        if (asked.ok && EXISTS.has(asked.answer.status)) {
          // 409 has other meanings, as a container that is being deleted: those are tried again.
          const code = asked.answer.headers.get("x-ms-error-code") ?? "BlobAlreadyExists";
          if (/^(BlobAlreadyExists|ConditionNotMet)$/.test(code)) return { kind: "done" };
        }
        return asObject(outcomeOf(asked, nowMs()));
      },
      async probe(signal) {
        const name = `${config.prefix}logops-probe`;
        const body = new TextEncoder().encode("probe\n");
        const headers = { "content-type": "text/plain", "x-ms-blob-type": "BlockBlob" };
        const put = await request("PUT", name, signal, headers, body);
        if (!put.ok || put.answer.status !== CREATED) {
          return { ok: false, detail: `${config.container}/${name}: ${answerText(put)}` };
        }
        const removed = await request("DELETE", name, signal);
        const isClean = removed.ok && removed.answer.status < 300;
        const rest = isClean ? "and removed" : `but not removed (${answerText(removed)})`;
        return { ok: true, detail: `${config.container}/${name} was written ${rest}` };
      },
    };
  },
});
