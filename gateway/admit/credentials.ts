/**
 * The key of a client, wherever the dialect of its sender puts it. It alone says who is asking: the name
 * beside it in `Basic` and `ApiKey` is one that agents make up.
 *
 * | header | where the key is |
 * |---|---|
 * | `X-Api-Key: <key>` | our own |
 * | `Authorization: Bearer <key>` | OTLP, Loki |
 * | `Authorization: Basic <base64 of name:key>` | Loki, Elasticsearch, HEC, Heroku (RFC 7617) |
 * | `Authorization: ApiKey <base64 of id:key>` | Elasticsearch |
 * | `Authorization: Splunk <key>` | HEC |
 * | `X-Amz-Firehose-Access-Key: <key>` | Firehose |
 */
import type { IncomingHeaders } from "../incoming_request.ts";
import { Buffer } from "node:buffer";

const AUTHORIZATION = /^(bearer|splunk|basic|apikey) +([\x21-\x7e]+)$/i;

/** `undefined` where there is none that can be read. */
export function readKey(headers: IncomingHeaders): string | undefined {
  const own = headers.get("x-api-key") ?? headers.get("x-amz-firehose-access-key");
  if (own !== null) return own;
  const [, scheme, value] = AUTHORIZATION.exec(headers.get("authorization") ?? "") ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  switch (scheme.toLowerCase()) {
    case "basic":
    case "apikey": {
      const pair = Buffer.from(value, "base64").toString("utf8");
      const colon = pair.indexOf(":");
      return colon === -1 ? undefined : pair.slice(colon + 1);
    }
    default:
      return value;
  }
}
