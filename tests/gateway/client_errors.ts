/** Rows of the error table that a client brings on itself: 4xx. */
import {
  BODY,
  type ErrorRow,
  hurried,
  JSON_TYPE,
  NOW_MS,
  post,
  SHOP,
  signed,
  stream,
} from "./error_row.ts";
import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";

const HMAC = { LOGOPS_AUTH_MODE: "hmac" };
const API_KEY = { LOGOPS_AUTH_MODE: "api_key" };

export const CLIENT_ERRORS: readonly ErrorRow[] = [
  {
    title: "JSON that is cut short",
    status: 400,
    reason: "bad_json",
    send: post('[{"msg":"x"}', JSON_TYPE),
    says: "line 1",
    extra: { line: 1 },
  },
  {
    title: "NDJSON with a bad line",
    status: 400,
    reason: "bad_ndjson",
    send: post('{"msg":"x"}\n{"msg":\n', { "content-type": "application/x-ndjson" }),
    extra: { line: 2 },
  },
  {
    title: "CSV with an open quote",
    status: 400,
    reason: "bad_csv",
    send: post('ts,level,msg\n,,"open\n', { "content-type": "text/csv" }),
  },
  {
    title: "bytes that are no UTF-8",
    status: 400,
    reason: "bad_utf8",
    send: post(new Uint8Array([0x61, 0xff]), { "content-type": "application/x-ndjson" }),
    extra: { byte: 1 },
  },
  {
    title: "a body that is not what its encoding says",
    status: 400,
    reason: "bad_compression",
    send: post("plain", { ...JSON_TYPE, "content-encoding": "gzip" }),
  },
  {
    title: "a malformed header",
    status: 400,
    reason: "bad_header",
    send: post(BODY, { ...JSON_TYPE, "x-emitter": "not a name" }),
    says: "X-Emitter",
  },
  {
    title: "no credentials",
    status: 401,
    reason: "no_credentials",
    env: API_KEY,
    send: post(BODY, JSON_TYPE),
    says: "X-Api-Key is required",
    headers: { "www-authenticate": 'LogOps realm="logops"' },
  },
  {
    title: "an unknown key",
    status: 401,
    reason: "bad_api_key",
    env: API_KEY,
    send: post(BODY, { ...JSON_TYPE, "x-api-key": "shop-key-2" }),
  },
  {
    title: "a key where a signature is asked",
    status: 401,
    reason: "no_credentials",
    env: HMAC,
    send: post(BODY, { ...JSON_TYPE, "x-api-key": SHOP.key }),
    says: "X-Signature",
  },
  {
    title: "a signature that is not over this path",
    status: 401,
    reason: "bad_signature",
    env: HMAC,
    send: async (app) =>
      app.post(BODY, { ...JSON_TYPE, ...await signed({ url: "http://localhost/v1/log" }) }),
  },
  {
    title: "a signature of the first form",
    status: 401,
    reason: "old_signature",
    env: HMAC,
    send: async (app) =>
      app.post(BODY, {
        ...JSON_TYPE,
        ...await signed(),
        "X-Signature": btoa("0".repeat(32)),
      }),
    says: "v2=",
  },
  {
    title: "a body that is not the signed one",
    status: 401,
    reason: "bad_digest",
    env: HMAC,
    send: async (app) => app.post('[{"msg":"hullo"}]', { ...JSON_TYPE, ...await signed() }),
  },
  {
    title: "a stale timestamp",
    status: 401,
    reason: "stale_timestamp",
    env: HMAC,
    send: async (app) =>
      app.post(BODY, { ...JSON_TYPE, ...await signed({ nowMs: NOW_MS - 301_000 }) }),
  },
  {
    title: "a replayed nonce",
    status: 401,
    reason: "replayed_nonce",
    env: HMAC,
    send: async (app) => {
      const headers = { ...JSON_TYPE, ...await signed() };
      assert.equal(
        (await app.post("[]", { ...headers, ...await signed({ body: bytes("[]") }) })).status,
        200,
      );
      return app.post(BODY, headers);
    },
  },
  {
    title: "valid credentials for another emitter",
    status: 403,
    reason: "wrong_emitter",
    env: API_KEY,
    send: post(BODY, { ...JSON_TYPE, "x-api-key": SHOP.key, "x-emitter": "bank" }),
    says: "shop only",
  },
  {
    title: "a batch that a web page has its browser send",
    status: 403,
    reason: "cross_site",
    send: post("from a page", { "content-type": "text/plain", origin: "http://evil.example" }),
    says: "A web page sent this",
  },
  {
    title: "a body whose connection ends too early",
    status: 408,
    reason: "body_timeout",
    send: (app) => app.post(cutStream(), JSON_TYPE),
    says: "ended before the whole body",
  },
  {
    title: "a body that comes with less than the least rate",
    status: 408,
    reason: "body_too_slow",
    env: { LOGOPS_BODY_GRACE_SEC: "1" },
    adapt: hurried,
    send: (app) => app.post(new ReadableStream({ pull: () => never }), JSON_TYPE),
    says: "at least 1024 bytes a second",
  },
  {
    title: "a body whose chunks are none",
    status: 400,
    reason: "bad_framing",
    send: (app) => app.post(brokenStream(), JSON_TYPE),
    says: "Transfer-Encoding",
  },
  {
    title: "too many bytes by Content-Length",
    status: 413,
    reason: "body_too_large",
    env: { LOGOPS_BODY_BYTES_MAX: "1KiB" },
    send: post(BODY, { ...JSON_TYPE, "content-length": "1025" }),
    extra: { limit: 1024 },
  },
  {
    title: "too many bytes while reading",
    status: 413,
    reason: "body_too_large",
    env: { LOGOPS_BODY_BYTES_MAX: "1KiB" },
    send: post(stream(40, 100), JSON_TYPE),
  },
  {
    title: "too many bytes while inflating",
    status: 413,
    reason: "decoded_too_large",
    env: { LOGOPS_DECODED_BYTES_MAX: "1KiB" },
    send: post(new Uint8Array(gzipSync(`["${"x".repeat(2000)}"]`)), {
      ...JSON_TYPE,
      "content-encoding": "gzip",
    }),
  },
  {
    title: "too many records",
    status: 413,
    reason: "too_many_records",
    env: { LOGOPS_BATCH_RECORDS_MAX: "2" },
    send: post("a\nb\nc\n", { "content-type": "text/plain" }),
    extra: { limit: 2 },
  },
  {
    title: "an unknown content type",
    status: 415,
    reason: "unsupported_media_type",
    send: post(BODY, { "content-type": "application/xml" }),
    says: "application/json",
  },
  {
    title: "an unknown encoding",
    status: 415,
    reason: "unsupported_encoding",
    send: post(BODY, { ...JSON_TYPE, "content-encoding": "br" }),
    says: "gzip",
  },
  {
    title: "records that are no objects",
    status: 422,
    reason: "invalid_records",
    send: post('[{"msg":"ok"},1,null,[]]', JSON_TYPE),
    extra: { invalid_indices: [1, 2, 3], count: 3 },
  },
  {
    title: "a record that is nested too deep",
    status: 422,
    reason: "invalid_records",
    send: post('{"a":'.repeat(100_000) + "1" + "}".repeat(100_000), JSON_TYPE),
    extra: { invalid_indices: [0], count: 1 },
  },
  {
    title: "more requests than the client's limit",
    status: 429,
    reason: "rate_limited",
    env: API_KEY,
    send: async (app) => {
      const headers = { ...JSON_TYPE, "x-api-key": "slow-key-1" };
      assert.equal((await app.post("[]", headers)).status, 200);
      return app.post(BODY, headers);
    },
    says: "Too many requests: at most 1 a second",
    extra: { limit: 1, unit: "requests" },
    headers: { "retry-after": "1", "x-ratelimit-limit": "1", "x-ratelimit-remaining": "0" },
  },
  {
    title: "more bytes than the client's limit, with requests to spare",
    status: 429,
    reason: "rate_limited",
    env: API_KEY,
    send: async (app) => {
      const headers = { ...JSON_TYPE, "x-api-key": "thin-key-1" };
      assert.equal((await app.post("[]".padEnd(20), headers)).status, 200);
      return app.post(BODY, { ...headers, "content-length": String(BODY.length) });
    },
    says: "Too many bytes: at most 20 a second",
    extra: { limit: 20, unit: "bytes" },
    headers: { "retry-after": "1", "x-ratelimit-limit": "20", "x-ratelimit-remaining": "8" },
  },
  {
    title: "a route that does not exist",
    status: 404,
    reason: "no_such_route",
    isNoBatch: true,
    send: (app) => app.get("/nope"),
    says: "/v1/logs",
  },
  {
    title: "a method that the route does not take",
    status: 405,
    reason: "method_not_allowed",
    isNoBatch: true,
    send: (app) => app.request("/v1/logs", { method: "PUT", body: "x" }),
    headers: { allow: "POST" },
  },
];

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** A body that breaks off after its first bytes. */
const never = new Promise<void>(() => {});

/** How the server's reader tells; `http_test.ts` has the bytes. */
function brokenStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
  const error = Object.assign(new Error(), { kind: "bad_framing" });
  return new ReadableStream({ pull: (controller) => controller.error(error) });
}

function cutStream(): ReadableStream<Uint8Array<ArrayBuffer>> {
  let pulls = 0;
  return new ReadableStream({
    pull(controller) {
      if (pulls++ === 0) controller.enqueue(bytes("[{"));
      else controller.error(new TypeError("connection reset"));
    },
  });
}
